// A sample of the two assembler fuzzers, and what the tables of encodings and features promise.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { encodings } from '../../../src/asm/encodings.table.ts'
import {
  Assembler,
  type CpuFeature,
  cpuFeatures,
  featureOf,
  I,
  RBX,
} from '../../../src/asm/index.ts'
import { execute, openWorkshop } from '../../fuzz/asm-execution.ts'
import { roundTrip } from '../../fuzz/asm-roundtrip.ts'
import { commitSeed, hash } from '../../sampling.ts'

const seed = hash(commitSeed())
const workshop = openWorkshop()
const skip = workshop === null

test('random instructions decode to what was asked for', () => {
  roundTrip(1, 100_000)
  roundTrip(seed, 100_000)
})

test('random programs do what the model says', { skip }, () => {
  if (workshop === null) return
  execute(workshop, 1, 1000)
  execute(workshop, seed, 1000)
})

/** The manual's entry for the instruction `name`: `CMOVcc` and `SETcc` are one each. */
function manualEntry(name: string): string {
  const plain = name.replace(/_(xr|rx)$/, '').replace(/(8|16|32)$/, '')
  return plain.replace(/^(cmov|set)[a-z]+$/, '$1cc').replace(/^(lock|rep)[A-Z]\w*$/, '$1')
}

test("the rows stand in the manual's order and those of one instruction together", () => {
  const seen = new Set<string>()
  encodings.forEach(([name], i) => {
    const last = encodings[i - 1]?.[0] ?? ''
    assert.ok(manualEntry(last) <= manualEntry(name), `the row of ${name} is out of order`)
    assert.ok(name === last || !seen.has(name), `${name} has rows in two places`)
    seen.add(name)
  })
})

test('instructions beyond the baseline name their feature', () => {
  const named = Object.values(I).flatMap((ins) => featureOf(ins) ?? [])
  assert.deepEqual(new Set(named), new Set(Object.keys(cpuFeatures)))
  assert.equal(featureOf(I.add), null)
  assert.equal(featureOf(I.roundsd), 'sse4.1')
})

/** The names that Linux gives our features. */
const linuxNames: Readonly<Record<CpuFeature, string>> = {
  'sse4.1': 'sse4_1',
  popcnt: 'popcnt',
  bmi1: 'bmi1',
  lzcnt: 'abm',
  prefetchw: '3dnowprefetch',
}

test('CPUID has the bits where the table says', { skip }, () => {
  if (workshop === null) return
  const flags =
    /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1]?.split(' ') ?? []
  const { layout } = workshop
  for (const [name, { leaf, register, bit }] of Object.entries(cpuFeatures)) {
    const code = workshop.u8.subarray(layout.codeWrite.start, layout.codeWrite.end)
    const asm = new Assembler(code, workshop.baseHigh * 2 ** 32 + layout.codeRead.start)
    asm.r(I.push, RBX)
    asm.movImm(0, leaf)
    asm.rr(I.xor32, 1, 1)
    asm.none(I.cpuid)
    asm.movabs(6, workshop.baseHigh, layout.heapA.start)
    asm.mr(I.mov32, 6, 0, { ebx: RBX, ecx: 1, edx: 2 }[register as 'ebx' | 'ecx' | 'edx'])
    asm.r(I.pop, RBX)
    asm.none(I.ret)
    workshop.entryPoint(layout.codeRead.start)()
    const answer: number = ((workshop.u32[layout.heapA.start / 4] as number) >>> bit) & 1
    assert.equal(answer === 1, flags.includes(linuxNames[name as CpuFeature]), name)
  }
})
