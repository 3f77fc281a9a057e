// What stands in the way of native mode, step by step, for people to read (`lazuli doctor`).
//
// The same steps that opening a native cage takes, each tried by itself: the platform, the foreign
// function package, pages mapped executable, a call of machine code there, the reservation of a cage. The first step that fails is the reason why the portable engine runs; those
// after it are not tried.

import { computeNativeLayout, nativeSizes } from './layout.ts'
import { NativePool, type Refusal } from './native-pool.ts'
import {
  loadSystemCalls,
  mapFlag,
  nodeRequire,
  protection,
  type Require,
  type SystemCalls,
} from './system-calls.ts'

/** One step: what was looked at and found; `advice` where it failed. */
export interface NativeFinding {
  readonly step: string
  readonly ok: boolean
  readonly found: string
  readonly advice: string
}

const PAGE_BYTES = 4096
const RET = 0xc3
const TIMED_CALLS = 20_000
const TIMED_ROUNDS = 5

/** Tries native mode through `require`, Node's own unless a test brings another. */
export function inspectNative(require: Require | undefined = nodeRequire()): NativeFinding[] {
  const findings: NativeFinding[] = []
  let calls: SystemCalls | null = null
  const bound = () => calls as unknown as SystemCalls
  const steps: readonly (readonly [string, string, () => string])[] = [
    ['switch', 'unset LAZULI_NATIVE', () => checkSwitch()],
    ['platform', 'machine code is made for Linux on x86-64 only', () => checkPlatform()],
    [
      'koffi',
      'npm install koffi; under the permission model start node with --allow-addons',
      () => {
        if (require === undefined) throw new Error('no require function here')
        calls = loadSystemCalls(require)
        return `version ${packageVersion(require)}`
      },
    ],
    [
      'executable memory',
      'a security policy denies mprotect with PROT_EXEC: allow it for node',
      () => tryExecutable(bound(), () => 'the same pages mapped rw- and r-x'),
    ],
    [
      'native call',
      'report this: machine code did not run',
      () => tryExecutable(bound(), (call) => `${timeCall(call).toFixed(0)} ns`),
    ],
    [
      'address space',
      'raise the limit of virtual memory (ulimit -v unlimited)',
      () => tryCage(require),
    ],
  ]
  for (const [step, advice, attempt] of steps) {
    try {
      findings.push({ step, ok: true, found: attempt(), advice: '' })
    } catch (error) {
      const found = error instanceof Error ? error.message : String(error)
      findings.push({ step, ok: false, found: found.split('\n', 1)[0] ?? '', advice })
      break
    }
  }
  return findings
}

function checkSwitch(): string {
  const value = globalThis.process?.env.LAZULI_NATIVE
  if (value === 'off') throw new Error('LAZULI_NATIVE=off')
  return value === undefined ? 'LAZULI_NATIVE is not set' : `LAZULI_NATIVE=${value}`
}

function checkPlatform(): string {
  const process = globalThis.process
  const found = process === undefined ? 'not Node' : `${process.platform} ${process.arch}`
  if (found !== 'linux x64') throw new Error(found)
  return found
}

function packageVersion(require: Require): string {
  const { version } = require('koffi') as { readonly version?: string }
  return version ?? 'unknown'
}

/** Maps one page as code memory is mapped, with a `ret` in it; gives it to `use`. */
function tryExecutable(calls: SystemCalls, use: (call: () => void) => string): string {
  const length = PAGE_BYTES
  const flags = mapFlag.shared | mapFlag.anonymous
  const address = calls.map({ address: 0, length, protection: protection.readWrite, flags })
  const to = calls.map({ address: 0, length, protection: protection.none, flags })
  try {
    calls.alias({ address, length, to, protection: protection.readExecute })
    new Uint8Array(calls.view(address, length))[0] = RET
    return use(calls.functionAt(to))
  } finally {
    calls.unmap(address, length)
    calls.unmap(to, length)
  }
}

/** Nanoseconds of a call that returns at once: the best of some rounds. */
function timeCall(call: () => void): number {
  let best = Infinity
  for (let round = 0; round < TIMED_ROUNDS; round++) {
    const start = performance.now()
    for (let i = 0; i < TIMED_CALLS; i++) call()
    best = Math.min(best, ((performance.now() - start) * 1e6) / TIMED_CALLS)
  }
  return best
}

function tryCage(require: Require | undefined): string {
  const opened = new NativePool(require).open(computeNativeLayout(nativeSizes))
  if (isRefusal(opened)) throw new Error(opened.reason)
  const at = opened.baseAddress.toString(16)
  opened.close()
  return `4 GiB reserved at 0x${at}`
}

const isRefusal = (opened: object): opened is Refusal => 'reason' in opened
