// The options of a VM: what a user may choose, with defaults; the only place that knows them.

import type { Host } from '../runtime/index.ts'
import type { RunLimits } from './limits.ts'

export const engines = {
  reference: 'the portable engine, JavaScript over the cage',
  threaded: 'threaded machine code, no compilation',
  lazy: 'lazily versioned machine code from the first call on',
  auto: 'threaded code first, lazily versioned code for what is hot',
} as const
export type EngineName = keyof typeof engines

/** Besides what is here, what the program may reach outside: the host. */
export interface VmOptions extends Host {
  readonly engine: EngineName
  /** Usable bytes of the guest stack; recursion goes on in the heap. */
  readonly stackBytes: number
  /** Bytes of each semispace. */
  readonly heapBytes: number
  /** Bytes of code memory. */
  readonly codeBytes: number
  /** Versions of one block, and entries of one procedure, before contexts are widened. */
  readonly maxVersions: number
  /** Entries, and loop rounds, until the next tier (engine auto). */
  readonly hotCount: number
  /** Collect at every allocation and verify the heap. */
  readonly gcStress: boolean
  /** Choose the tier of every call by a coin with this seed; null: by `engine`. */
  readonly coin: number | null
  /** 'off': the portable memory even where native code could run. */
  readonly native: 'auto' | 'require' | 'off'
  /** What a run may use; nothing is counted and no clock is read without. */
  readonly limits: RunLimits
  /** Ctrl-C stops the run with a guest error (x86-64 Linux); else it does what the process says. */
  readonly interruptSignal: boolean
}

export const defaultOptions: VmOptions = {
  engine: 'auto',
  stackBytes: 64 * 1024 * 1024,
  heapBytes: 512 * 1024 * 1024,
  codeBytes: 64 * 1024 * 1024,
  maxVersions: 5,
  hotCount: 100,
  gcStress: false,
  coin: null,
  native: 'auto',
  limits: {},
  interruptSignal: false,
  write: (text) => void process.stdout.write(text),
  writeError: (text) => void process.stderr.write(text),
  readInput: () => null,
  files: null,
}
