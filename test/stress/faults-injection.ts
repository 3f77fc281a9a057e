// Faults on purpose: one instruction of running guest code is replaced by one that cannot succeed.
//
//   npx tsx test/stress/faults-injection.ts [COUNT] [SEED]      10,000 faults unless COUNT says else
//
// Each round makes a VM, warms a program up, patches an instruction at random in its compiled code or
// in the handlers of threaded code, and runs it again. The answer must be right (the instruction was
// not reached) or a VmFault; then the VM refuses to run and can be disposed of. In between, what
// others in the process rely on must still work: WebAssembly's own traps, other VMs, SIGINT listeners.

import assert from 'node:assert/strict'
import { Decoder, DecoderOptions, Code as Mnemonic } from 'iced-x86'
import { createVm, type SchemeVm } from '../../src/lang/scheme/index.ts'
import { type EngineName, VmFault } from '../../src/vm/index.ts'

const PROGRAM = `
(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))
(define (make n) (let loop ((i 0) (list '())) (if (< i n) (loop (+ i 1) (cons i list)) list)))
(define (sum list) (if (null? list) 0.5 (+ (car list) (sum (cdr list)))))
(define (main) (+ (fib 12) (sum (make 200))))`
const ANSWER = '20044.5'

const NOP = 0x90
const SIGNAL_TIMEOUT_MS = 10_000

/** Instructions that fault at once wherever they stand. */
const faults = {
  breakpoint: [0xcc],
  privileged: [0xf4],
  undefined: [0x0f, 0x0b],
  'context lost': [0x4d, 0x31, 0xff, 0x41, 0x8b, 0x07],
  'jump to nowhere': [0x31, 0xc0, 0xff, 0xe0],
  'load from nowhere': [0x48, 0x8b, 0x04, 0x25, 0, 0, 0, 0],
} as const

/** xorshift32. */
export function makeRandom(seed: number): (below: number) => number {
  let state = seed | 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

interface Site {
  readonly at: number
  readonly length: number
}

/** The instructions in [start, end), as offsets in the cage. NOPs that number call sites are data. */
function instructionsIn(vm: SchemeVm, start: number, end: number): Site[] {
  const bytes = vm.machine.cage.u8.subarray(start, end)
  const decoder = new Decoder(64, bytes, DecoderOptions.None)
  const sites: Site[] = []
  while (decoder.canDecode) {
    const at = start + decoder.position
    const instruction = decoder.decode()
    const isNop = instruction.code === Mnemonic.Nop_rm32 || instruction.code === Mnemonic.Nop_rm16
    if (!isNop) sites.push({ at, length: instruction.length })
    instruction.free()
  }
  decoder.free()
  return sites
}

/** Code that the warm program may run: paths of the lazy tier, handlers of the threaded one. */
function codeRanges(vm: SchemeVm, paths: readonly (readonly [number, number])[]) {
  const native = vm.machine.native
  assert(native !== null)
  if (paths.length > 0) return withoutOverlaps(paths)
  const { handlerBase, opcodes } = native.threaded
  const starts = [...opcodes.keys()].filter((i) => i === 0 || opcodes[i] !== 0)
  const last = starts.pop() as number
  const address = (i: number) => handlerBase + 16 * i
  return starts.map((start, i) => [address(start), address(starts[i + 1] ?? last)] as const)
}

/** A path may have gone on over the end of an earlier one: each ends where the next one starts. */
function withoutOverlaps(paths: readonly (readonly [number, number])[]) {
  const sorted = [...paths].sort(([x], [y]) => x - y)
  return sorted.map(([start, end], i) => [start, Math.min(end, sorted[i + 1]?.[0] ?? end)] as const)
}

export type Outcome = 'fault' | 'not reached'

/** One round. */
export function injectFault(engine: EngineName, random: (below: number) => number): Outcome {
  const limits = { timeMs: 5000 }
  const sizes = { heapBytes: 4 << 20, codeBytes: 8 << 20 }
  const vm = createVm({ engine, native: 'require', limits, hotCount: 20, ...sizes })
  const { machine } = vm
  const paths: (readonly [number, number])[] = []
  const { lazy } = machine
  if (lazy !== null) lazy.onCompiled = (_, start, end) => void paths.push([start, end])
  vm.run(`${PROGRAM} (main) (main)`)
  const ranges = codeRanges(vm, paths)
  const [start, end] = ranges[random(ranges.length)] as readonly [number, number]
  const sites = instructionsIn(vm, start, end)
  if (sites.length === 0) return 'not reached'
  const site = sites[random(sites.length)] as Site
  const fitting = Object.values(faults).filter(({ length }) => length <= site.length)
  const { codeRead, codeWrite } = machine.cage.layout
  const patch = fitting[random(fitting.length)] as readonly number[]
  const at = codeWrite.start + site.at - codeRead.start
  machine.cage.u8.fill(NOP, at, at + site.length)
  machine.cage.u8.set(patch, at)
  try {
    assert.equal(vm.run('(main)'), ANSWER)
    return 'not reached'
  } catch (error) {
    if (!(error instanceof VmFault)) throw error
    assert.match(error.message, /^a fault in guest code at /)
    assert.throws(() => vm.run('1'), /can run nothing any more: a fault in guest code/)
    return 'fault'
  } finally {
    vm.dispose()
  }
}

// (module (memory 1) (func (export "load") (param i32) (result i32) (i32.load (local.get 0))))
const TRAPPING_MODULE = 'AGFzbQEAAAABBgFgAX8BfwMCAQAFAwEAAQcIAQRsb2FkAAAKCQEHACAAKAIACw=='

/** What is used of WebAssembly, whose types belong to browsers. */
interface Assembly {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: { load(at: number): number } }
}

/** WebAssembly relies on a SIGSEGV handler too. */
export function checkWebAssembly(): void {
  const { Module, Instance } = (globalThis as unknown as { WebAssembly: Assembly }).WebAssembly
  const { load } = new Instance(new Module(Buffer.from(TRAPPING_MODULE, 'base64'))).exports
  assert.equal(load(8), 0)
  assert.throws(() => load(1 << 20), /memory access out of bounds/)
}

/** A listener of Ctrl-C is called. */
export async function checkSignalListener(): Promise<void> {
  // A listener does not keep the process waiting; a timer does.
  const wait = setTimeout(() => assert.fail('no SIGINT came'), SIGNAL_TIMEOUT_MS)
  const called = new Promise((resolve) => process.once('SIGINT', resolve))
  process.kill(process.pid, 'SIGINT')
  await called
  clearTimeout(wait)
}

/** `count` faults, half of the rounds in each tier of machine code; how many rounds that took. */
export function injectFaults(count: number, seed: number): number {
  const random = makeRandom(seed)
  const bystander = createVm({ engine: 'auto' })
  let rounds = 0
  for (let seen = 0; seen < count; rounds++) {
    const engine = (['threaded', 'lazy', 'auto'] as const)[rounds % 3] as EngineName
    if (injectFault(engine, random) === 'fault') seen++
    if (rounds % 50 === 0) checkWebAssembly()
    if (rounds % 50 === 0) assert.equal(bystander.run('(+ 1 2)'), '3')
  }
  bystander.dispose()
  return rounds
}

async function runCommand(count: number, seed: number): Promise<void> {
  const started = performance.now()
  const rounds = injectFaults(count, seed)
  await checkSignalListener()
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(
    `PASS  ${count} faults in ${rounds} rounds, seed ${seed}, ${seconds} s; the host goes on`,
  )
}

if (process.argv[1] === import.meta.filename) {
  await runCommand(Number(process.argv[2] ?? 10_000), Number(process.argv[3] ?? 1))
}
