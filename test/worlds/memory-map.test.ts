// No page of ours is ever writable and executable, by the kernel's own account of the process.
//
// V8 of Node 20 has such pages itself, for its compiled JavaScript. Ours are the cages, told by their
// addresses, and whatever is shared: V8 maps nothing that is both writable and shared.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { createVm } from '../../src/lang/scheme/index.ts'
import { nativeProblem } from '../native-problem.ts'
import { engineNames, worldPrograms } from './programs.ts'

const CAGE_BYTES = 2 ** 32
/** The process block lies below the first cage: process-block.ts. */
const BLOCK_PLACES = { start: 0x0ffc_0000_0000, end: 0x1000_0000_0000 }

interface Mapping {
  readonly start: number
  readonly access: string
  readonly line: string
}

function readMappings(): Mapping[] {
  return readFileSync('/proc/self/maps', 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [range = '', access = ''] = line.split(' ')
      return { start: Number.parseInt(range, 16), access, line }
    })
}

const isBoth = ({ access }: Mapping) => access.includes('w') && access.includes('x')

/** The mappings of these VMs, what all VMs share, and all shared memory. */
function ours(bases: ReadonlySet<number>): Mapping[] {
  return readMappings().filter(
    ({ start, access }) =>
      bases.has(Math.floor(start / CAGE_BYTES) * CAGE_BYTES) ||
      (start >= BLOCK_PLACES.start && start < BLOCK_PLACES.end) ||
      access.endsWith('s'),
  )
}

function checkOurs(bases: ReadonlySet<number>, when: string): void {
  const both = ours(bases).filter(isBoth)
  assert.deepEqual(
    both.map(({ line }) => line),
    [],
    when,
  )
}

test('no page of a VM is writable and executable, in any engine, at any time', {
  skip: nativeProblem,
}, (t) => {
  const vms = engineNames.map((engine) => createVm({ engine }))
  const bases = new Set(
    vms
      .filter(({ machine }) => machine.native !== null)
      .map(({ machine }) => machine.cage.baseHigh * CAGE_BYTES),
  )
  assert.ok(bases.size >= 3, 'there are VMs with machine code')
  checkOurs(bases, 'made')
  for (const vm of vms) {
    for (const { text, answer } of worldPrograms) assert.equal(vm.run(text(3)), answer(3))
    checkOurs(bases, 'run')
  }
  const executable = ours(bases).filter(({ access }) => access.includes('x'))
  assert.ok(executable.length >= bases.size, 'each VM with machine code has executable pages')
  const foreign = readMappings().filter(isBoth)
  t.diagnostic(`writable and executable, not ours: ${foreign.length} mappings (V8's code)`)
  for (const vm of vms) vm.dispose()
  checkOurs(bases, 'disposed')
  const left = ours(bases).filter(({ access }) => access.includes('x'))
  assert.ok(left.length < executable.length, 'code of disposed VMs is not executable')
})
