// The arithmetic of cage layouts: order, grain, holes, limits.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type CageLayout,
  computeNativeLayout,
  computePortableLayout,
  findRegion,
  nativeLimitBytes,
  nativeSizes,
  portableLimitBytes,
  portableSizes,
  regionNames,
} from '../../../src/memory/layout.ts'

const grain = 0x10000
const MiB = 1024 * 1024

function checkShape(layout: CageLayout): void {
  let hole = 0
  for (const name of regionNames) {
    const { start, size, end } = layout[name]
    assert.equal(start, hole + grain, `${name} lies one hole behind its neighbour`)
    assert.equal(start % grain, 0, name)
    assert.ok(size > 0 && size % grain === 0, name)
    assert.equal(end, start + size, name)
    hole = end
  }
  assert.equal(layout.end, hole + grain)
}

test('the default layouts are well formed', () => {
  const native = computeNativeLayout(nativeSizes)
  checkShape(native)
  checkShape(computePortableLayout(portableSizes))
  assert.equal(native.context.start, 0x10000)
  assert.equal(native.codeRead.size, native.codeWrite.size)
  assert.equal(native.stack.size, MiB + native.stackHeadroom)
  assert.equal(native.heapA.size, 512 * MiB)
})

test('sizes are rounded up to the grain', () => {
  const layout = computeNativeLayout({ stackBytes: 1, heapBytes: grain + 1, codeBytes: 4096 })
  checkShape(layout)
  assert.equal(layout.stack.size, grain + layout.stackHeadroom)
  assert.equal(layout.heapA.size, 2 * grain)
  assert.equal(layout.codeRead.size, grain)
})

test('a native cage may fill 4 GiB but not more', () => {
  const fixed = computeNativeLayout(nativeSizes).end - 2 * nativeSizes.heapBytes
  const most = Math.floor((nativeLimitBytes - fixed) / 2 / grain) * grain
  const layout = computeNativeLayout({ ...nativeSizes, heapBytes: most })
  assert.ok(layout.end <= nativeLimitBytes && layout.end > nativeLimitBytes - 2 * grain)
  assert.throws(() => computeNativeLayout({ ...nativeSizes, heapBytes: most + 1 }), RangeError)
})

test('a portable cage shrinks its heap to stay below its limit', () => {
  const layout = computePortableLayout({ ...portableSizes, heapBytes: 1024 * MiB })
  checkShape(layout)
  assert.ok(layout.end <= portableLimitBytes)
  assert.ok(layout.heapA.size > 512 * MiB)
  const tooMuch = { ...portableSizes, stackBytes: portableLimitBytes }
  assert.throws(() => computePortableLayout(tooMuch), RangeError)
})

test('sizes that make no sense are refused', () => {
  for (const stackBytes of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => computeNativeLayout({ ...nativeSizes, stackBytes }), /stackBytes/)
  }
})

test('findRegion wants the whole range inside one region', () => {
  const layout = computeNativeLayout(nativeSizes)
  const { start, end } = layout.statics
  assert.equal(findRegion(layout, start, end), 'statics')
  assert.equal(findRegion(layout, start - 1, end), undefined)
  assert.equal(findRegion(layout, start, end + 1), undefined)
  assert.equal(findRegion(layout, 0, 8), undefined)
})
