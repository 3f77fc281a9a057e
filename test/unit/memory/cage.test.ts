// What holds for every cage, native or portable, and how the mode is chosen.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openCage } from '../../../src/memory/index.ts'

for (const native of ['auto', 'off'] as const) {
  test(`a cage (native: ${native}) is zero, shared by its views and writable to its ends`, () => {
    const cage = openCage({ native })
    const { i32, u32, u8, f64, layout } = cage
    for (const region of [layout.context, layout.globals, layout.stack, layout.heapB]) {
      assert.equal(f64[region.start / 8], 0)
      i32[region.start / 4] = -2
      assert.equal(u32[region.start / 4], 0xffff_fffe)
      assert.equal(u8[region.end - 1], 0)
      u8[region.end - 1] = 7
      assert.equal(u8[region.end - 1], 7)
    }
    assert.ok(layout.heapB.end / 4 <= 2 ** 30)
    cage.dispose()
  })

  test(`releaseUnused (native: ${native}) zeroes exactly its range`, () => {
    const cage = openCage({ native })
    const { u8, layout } = cage
    for (const region of [layout.heapA, layout.codeWrite]) {
      for (const [from, length] of [
        [100, 3],
        [100, 20_000],
        [4096, 8192],
        [4000, 96],
        [5, 0],
      ]) {
        const start = region.start + (from ?? 0)
        const end = start + (length ?? 0)
        u8.fill(9, region.start, region.start + 0x8000)
        cage.releaseUnused(start, end)
        assert.ok(u8.subarray(start, end).every((byte) => byte === 0))
        assert.ok(u8.subarray(region.start, start).every((byte) => byte === 9))
        assert.ok(u8.subarray(end, region.start + 0x8000).every((byte) => byte === 9))
      }
    }
    cage.dispose()
  })

  test(`releaseUnused (native: ${native}) refuses what is not inside one region`, () => {
    const cage = openCage({ native })
    const { heapA, heapB, codeRead } = cage.layout
    assert.throws(() => cage.releaseUnused(heapA.start, heapB.end), /one region/)
    assert.throws(() => cage.releaseUnused(0, 8), /one region/)
    assert.throws(() => cage.releaseUnused(heapA.start + 8, heapA.start), /before it starts/)
    assert.throws(() => cage.releaseUnused(codeRead.start, codeRead.end), /writable alias/)
    cage.dispose()
  })

  test(`a disposed cage (native: ${native}) is inert`, () => {
    const cage = openCage({ native })
    const kept = cage.i32
    cage.dispose()
    cage.dispose()
    assert.equal(cage.i32.length, 0)
    assert.equal(kept[cage.layout.heapA.start / 4], 0)
    assert.throws(() => cage.entryPoint(cage.layout.codeRead.start), /disposed/)
    assert.throws(() => cage.releaseUnused(cage.layout.heapA.start, cage.layout.heapA.end))
  })
}

test('a portable cage says why, has base 0 and runs no code', () => {
  const cage = openCage({ native: 'off' })
  assert.equal(cage.native, false)
  assert.match(cage.reason ?? '', /off/)
  assert.equal(cage.baseHigh, 0)
  assert.throws(() => cage.entryPoint(cage.layout.codeRead.start), /no machine code/)
  cage.dispose()
})

test('LAZULI_NATIVE=off wins over the options', () => {
  const before = process.env.LAZULI_NATIVE
  process.env.LAZULI_NATIVE = 'off'
  try {
    assert.equal(openCage().reason, 'LAZULI_NATIVE=off')
    assert.throws(() => openCage({ native: 'require' }), /LAZULI_NATIVE=off/)
  } finally {
    if (before === undefined) delete process.env.LAZULI_NATIVE
    else process.env.LAZULI_NATIVE = before
  }
})

test('sizes that do not fit are a RangeError', () => {
  assert.throws(() => openCage({ heapBytes: 2 ** 31 }), RangeError)
  assert.throws(() => openCage({ stackBytes: 0 }), RangeError)
})
