// `lazuli doctor`: what this machine offers, one line a finding, with advice where something is missing.
//
//   ok  koffi              version 3.3.4
//   no  executable memory  mmap of executable pages failed: EACCES
//                          a security policy denies mmap of PROT_EXEC: allow it for node
//
// The machine is usable, and the exit code 0, as soon as one engine gives right answers; without
// native code that is the reference engine.

import { readFileSync } from 'node:fs'
import type { CpuFeature } from '../asm/index.ts'
import { createVm } from '../lang/scheme/index.ts'
import { inspectNative } from '../memory/index.ts'
import { type EngineName, engines } from '../vm/index.ts'

/** One line of the report. `ok: null` is told, but not judged. */
interface Finding {
  readonly step: string
  readonly ok: boolean | null
  readonly found: string
  readonly advice: string
}

export interface DoctorReport {
  readonly text: string
  /** Whether programs can run at all. */
  readonly usable: boolean
}

/** Names in /proc/cpuinfo of what the assembler may use beyond the baseline. */
const cpuinfoNames: Readonly<Record<CpuFeature, string>> = {
  'sse4.1': 'sse4_1',
  popcnt: 'popcnt',
  bmi1: 'bmi1',
  lzcnt: 'abm',
  prefetchw: '3dnowprefetch',
}
const LEAST_NODE = [20, 19] as const
/** Recursion, a loop, closures, doubles; the answer by hand. */
const PROBE = `(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))
(let loop ((i 0) (x 0.5)) (if (< i 1000) (loop (+ i 1) (+ x 1.0)) (+ x (fib 15))))`
const PROBE_ANSWER = '1610.5'
const TIMED_ROUND_TRIPS = 20_000
const TIMED_ROUNDS = 5

/** Looks at everything. `native` replaces the steps of native mode, for tests. */
export function examine(native: readonly Finding[] = inspectNative()): DoctorReport {
  const problem = native.find(({ ok }) => ok === false)
  const names = Object.keys(engines) as EngineName[]
  const tried = names.map((engine) => tryEngine(engine, problem?.found ?? null))
  const findings = [checkNode(), describeProcessor(), ...native, ...tried]
  const working = names.filter((_, i) => tried[i]?.ok === true)
  const fastest = working.includes('auto') && problem === undefined ? 'auto' : working[0]
  const last =
    fastest === undefined
      ? 'no engine works here'
      : `default engine: ${fastest}, ${engines[fastest]}${
          problem === undefined ? '' : `\n  because: ${problem.step}: ${problem.found}`
        }`
  return { text: `${findings.map(printFinding).join('')}${last}\n`, usable: working.length > 0 }
}

function printFinding({ step, ok, found, advice }: Finding): string {
  const verdict = ok === null ? '  ' : ok ? 'ok' : 'no'
  const line = `${verdict}  ${step.padEnd(18)} ${found}\n`
  return ok === false ? `${line}${' '.repeat(23)}${advice}\n` : line
}

function checkNode(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const ok = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1])
  const advice = `install Node ${LEAST_NODE.join('.')} or newer`
  return {
    step: 'node',
    ok,
    found: `${process.version}, ${process.platform} ${process.arch}`,
    advice,
  }
}

function describeProcessor(): Finding {
  const found = readProcessor()
  return { step: 'processor', ok: null, found, advice: '' }
}

function readProcessor(): string {
  let text: string
  try {
    text = readFileSync('/proc/cpuinfo', 'utf8')
  } catch {
    return 'not known: /proc/cpuinfo cannot be read'
  }
  const field = (name: string) => new RegExp(`^${name}\\s*: (.*)$`, 'm').exec(text)?.[1] ?? ''
  const flags = new Set(field('flags').split(' '))
  const has = (wanted: boolean) =>
    Object.entries(cpuinfoNames)
      .filter(([, flag]) => flags.has(flag) === wanted)
      .map(([name]) => name)
  const missing = has(false)
  const without = missing.length === 0 ? '' : `, without ${missing.join(' ')}`
  return `${field('model name') || 'unknown'}: ${has(true).join(' ')}${without}`
}

/** Runs the probe in `engine`; what it needs beyond JavaScript is missing because of `problem`. */
function tryEngine(engine: EngineName, problem: string | null): Finding {
  const step = `engine ${engine}`
  const advice = 'report this with the whole output'
  const needsNative = engine === 'threaded' || engine === 'lazy'
  if (needsNative && problem !== null) {
    return { step, ok: false, found: 'needs machine code', advice: 'see the first no above' }
  }
  try {
    const vm = createVm({ engine })
    const started = performance.now()
    const answer = vm.run(PROBE)
    const elapsed = performance.now() - started
    const { machine } = vm
    const trip = machine.native === null || engine === 'reference' ? '' : roundTripText(vm)
    vm.dispose()
    const right = answer === PROBE_ANSWER
    const verdict = right ? 'right answer' : `wrong answer ${answer}`
    return { step, ok: right, found: `${verdict} in ${elapsed.toFixed(1)} ms${trip}`, advice }
  } catch (error) {
    return {
      step,
      ok: false,
      found: String((error as Error).message).split('\n', 1)[0] ?? '',
      advice,
    }
  }
}

/** The price of leaving machine code for JavaScript and coming back: the best of some rounds. */
function roundTripText({ machine }: ReturnType<typeof createVm>): string {
  const { native } = machine
  if (native === null) return ''
  machine.heap.setPointer(machine.resumeSlot, native.trampoline.roundTrip)
  let best = Infinity
  for (let round = 0; round < TIMED_ROUNDS; round++) {
    const start = performance.now()
    for (let i = 0; i < TIMED_ROUND_TRIPS; i++) native.enter()
    best = Math.min(best, ((performance.now() - start) * 1e6) / TIMED_ROUND_TRIPS)
  }
  return `, round trip ${best.toFixed(0)} ns`
}
