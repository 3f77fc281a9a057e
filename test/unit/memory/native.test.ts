// The native cage against the kernel's own account of it (/proc/self/maps), and machine code.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Cage, openCage } from '../../../src/memory/index.ts'
import { computeNativeLayout, nativeSizes, regionNames } from '../../../src/memory/layout.ts'
import { NativeMapping } from '../../../src/memory/native-mapping.ts'
import { NativePool } from '../../../src/memory/native-pool.ts'
import { nativeProblem } from '../../native-problem.ts'
import { koffiFailing } from './failing-koffi.ts'

const root = join(import.meta.dirname, '../../..')

interface Mapping {
  readonly start: number
  readonly end: number
  readonly access: string
}

/** The process's mappings between two addresses. */
function readMappings(from: number, to: number): Mapping[] {
  return readFileSync('/proc/self/maps', 'utf8')
    .split('\n')
    .map((line) => /^([0-9a-f]+)-([0-9a-f]+) (\S+)/.exec(line))
    .filter((match) => match !== null)
    .map(([, start = '', end = '', access = '']) => {
      return { start: Number.parseInt(start, 16), end: Number.parseInt(end, 16), access }
    })
    .filter(({ start, end }) => start < to && end > from)
}

function baseOf(cage: Cage): number {
  return cage.baseHigh * 2 ** 32
}

function mappingsOf(cage: Cage): Mapping[] {
  return readMappings(baseOf(cage), baseOf(cage) + 2 ** 32)
}

function accessAt(cage: Cage, offset: number): string | undefined {
  const address = baseOf(cage) + offset
  return mappingsOf(cage).find(({ start, end }) => start <= address && address < end)?.access
}

/** Writes bytes at `at` into the code arena and returns their executable offset. */
function writeCode(cage: Cage, at: number, bytes: number[]): number {
  cage.u8.set(bytes, cage.layout.codeWrite.start + at)
  return cage.layout.codeRead.start + at
}

function int32Bytes(value: number): number[] {
  return [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24]
}

test('native regions have their access, and holes have none', { skip: nativeProblem }, () => {
  const cage = openCage({ native: 'require' })
  assert.equal(cage.reason, null)
  assert.equal(cage.baseHigh % 2, 0)
  assert.equal(accessAt(cage, 0), '---p', 'null page')
  for (const name of regionNames) {
    const { start, end } = cage.layout[name]
    const expected = { codeRead: 'r-xs', codeWrite: 'rw-s' }[name as string] ?? 'rw-p'
    assert.equal(accessAt(cage, start), expected, name)
    assert.equal(accessAt(cage, end - 1), expected, name)
    assert.equal(accessAt(cage, start - 1), '---p', `hole below ${name}`)
    assert.equal(accessAt(cage, end), '---p', `hole above ${name}`)
  }
  assert.equal(accessAt(cage, 2 ** 32 - 1), '---p')
  cage.dispose()
})

test('no page of a cage is ever writable and executable', { skip: nativeProblem }, () => {
  const cage = openCage({ native: 'require' })
  const check = () => {
    const both = mappingsOf(cage).filter(({ access }) => /w.*x/.test(access))
    assert.deepEqual(both, [])
  }
  check()
  cage.entryPoint(writeCode(cage, 0, [0xc3]))()
  check()
  cage.dispose()
  check()
  assert.ok(
    mappingsOf(cage).every(({ access }) => !access.includes('x')),
    'after dispose',
  )
})

test('machine code runs, reaches the context both ways and sees patches', {
  skip: nativeProblem,
}, () => {
  const cage = openCage({ native: 'require' })
  const { context, codeRead } = cage.layout
  const word = context.start / 4

  // mov dword [rip + disp], 123456789; ret
  const distance = context.start - (codeRead.start + 10)
  const relative = [0xc7, 0x05, ...int32Bytes(distance), ...int32Bytes(123456789), 0xc3]
  const storeRelative = cage.entryPoint(writeCode(cage, 0, relative))
  storeRelative()
  assert.equal(cage.i32[word], 123456789)

  // mov rax, imm64; mov dword [rax], -5; ret
  const address = [...int32Bytes(context.start + 4), ...int32Bytes(cage.baseHigh)]
  const absolute = [0x48, 0xb8, ...address, 0xc7, 0x00, ...int32Bytes(-5), 0xc3]
  cage.entryPoint(writeCode(cage, 64, absolute))()
  assert.equal(cage.i32[word + 1], -5)

  cage.u8.set(int32Bytes(42), cage.layout.codeWrite.start + 6)
  storeRelative()
  assert.equal(cage.i32[word], 42)

  assert.throws(() => cage.entryPoint(context.start), /outside the code arena/)
  assert.throws(() => cage.entryPoint(codeRead.end), /outside the code arena/)
  cage.dispose()
})

test('50 cages one after the other use the same memory and find it fresh', {
  skip: nativeProblem,
}, () => {
  let mappings = 0
  let residentBytes = 0
  let base = 0
  for (let round = 0; round < 50; round++) {
    const cage = openCage({ native: 'require', heapBytes: (round % 2 === 0 ? 64 : 32) << 20 })
    const { heapA, codeWrite, codeRead } = cage.layout
    assert.equal(cage.u8[codeRead.start], 0)
    assert.equal(cage.u8[heapA.start], 0)
    cage.u8.fill(1, heapA.start, heapA.end)
    cage.u8.fill(0xc3, codeWrite.start, codeWrite.start + (1 << 20))
    cage.entryPoint(codeRead.start)()
    cage.dispose()
    const now = readMappings(0x1000_0000_0000, 0x2000_0000_0000).length
    if (round === 1) {
      mappings = now
      residentBytes = process.memoryUsage.rss()
      base = cage.baseHigh
    }
    if (round > 1 && round % 2 === 1) assert.equal(now, mappings)
    if (round > 1) assert.equal(cage.baseHigh, base)
  }
  const growth = process.memoryUsage.rss() - residentBytes
  assert.ok(growth < 64 << 20, `resident memory grew by ${growth} bytes`)
})

test('several cages are open at once and share nothing', { skip: nativeProblem }, () => {
  const cages = [1, 2, 3].map(() => openCage({ native: 'require' }))
  assert.equal(new Set(cages.map((cage) => cage.baseHigh)).size, 3)
  cages.forEach((cage, index) => {
    cage.i32[cage.layout.globals.start / 4] = index + 1
  })
  assert.deepEqual(
    cages.map((cage) => cage.i32[cage.layout.globals.start / 4]),
    [1, 2, 3],
  )
  for (const cage of cages) cage.dispose()
})

test("koffi's binary is found without the package around it", { skip: nativeProblem }, () => {
  const run = `
    import { openCage } from './src/memory/index.ts'
    import { createRequire } from 'node:module'
    openCage({ native: 'require' })
    console.log(Object.keys(createRequire('/').cache).filter((file) => file.includes('koffi')).length)`
  const args = ['--import', 'tsx', '--input-type=module', '--eval', run]
  assert.equal(execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' }), '1\n')
})

const layout = computeNativeLayout(nativeSizes)
test('a missing or broken koffi is a reason', { skip: nativeProblem }, () => {
  assert.deepEqual(new NativePool(undefined).open(layout), {
    reason: 'no foreign function interface',
  })
  const missing = new NativePool(() => {
    throw new Error("Cannot find module 'koffi'\nRequire stack:")
  })
  assert.deepEqual(missing.open(layout), {
    reason: "koffi cannot be loaded: Cannot find module 'koffi'",
  })
})

test('a denied system call is a reason', { skip: nativeProblem }, () => {
  for (const [name, call] of [
    ['mmap', 'mmap'],
    ['mremap', 'mremap'],
    ['mprotect', 'mprotect of executable pages'],
  ] as const) {
    const pool = new NativePool(() => koffiFailing(name, () => true))
    assert.deepEqual(pool.open(layout), {
      reason: `the address space cannot be set up: ${call} failed: EACCES`,
    })
  }
})

test('a mapping that could not be laid out serves the next attempt', {
  skip: nativeProblem,
}, () => {
  const mapFixed = 0x10
  let fixedCalls = 0
  const failing = koffiFailing('mmap', (values) => {
    return (Number(values[3]) & mapFixed) !== 0 && ++fixedCalls === 5
  })
  const pool = new NativePool(() => failing)
  const countReservations = () => readMappings(0x1000_0000_0000, 0x2000_0000_0000).length
  assert.ok('reason' in pool.open(layout))
  const second = pool.open(layout)
  assert.ok(second instanceof NativeMapping)
  assert.equal(second.views.i32[layout.heapB.start / 4], 0)
  second.close()
  const before = countReservations()
  const third = pool.open(layout)
  assert.equal(third, second)
  second.close()
  assert.equal(countReservations(), before)
})
