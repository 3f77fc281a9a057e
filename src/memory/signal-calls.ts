// The Linux calls behind fault handlers and the poker: signals, alternate stacks, one thread.
//
// Bound when a VM first enters machine code, so that nobody else pays. Records are laid out as glibc's
// <signal.h> has them on x86-64; numbers of `signals` are Linux's.

import { type NativeFunction, SystemCallError, type SystemCalls } from './system-calls.ts'

export const signals = {
  interrupt: 2,
  illegal: 4,
  trap: 5,
  bus: 7,
  arithmetic: 8,
  segment: 11,
} as const

/** Of a signal action: pass the details, use the alternate stack, restart system calls. */
const ACTION_FLAGS = 0x00000004 | 0x08000000 | 0x10000000
/** struct sigaction: handler at 0, mask of 128 bytes at 8, flags at 136, restorer at 144. */
const ACTION_BYTES = 152
const ACTION_FLAGS_SLOT = 136 / 4
/** stack_t: address at 0, flags at 8, size at 16. */
const STACK_BYTES = 24
const STACK_DISABLED = 2
const FUTEX = 202
const FUTEX_WAKE = 1

/** What a signal does: an address, or 0 for the default and 1 for nothing. */
export interface SignalAction {
  readonly handler: number
  /** The whole record, to put it back. */
  readonly record: Int32Array
}

export interface SignalCalls {
  /** Lets `handler` serve `signal` on the alternate stack; what did before. */
  setHandler(signal: number, handler: number): SignalAction
  actionOf(signal: number): SignalAction
  restore(signal: number, action: SignalAction): void
  /** Whether the calling thread has an alternate signal stack. */
  hasAlternateStack(): boolean
  setAlternateStack(address: number, length: number): void
  /** Wakes who waits for the word at `address` to change. */
  wake(address: number): void
  /** Whether the calling thread is the first of the process. */
  isMainThread(): boolean
  /** A thread of the system that runs the machine code at `entry`, for ever. */
  startThread(entry: number): void
}

const addressAt = (words: Int32Array, slot: number) =>
  ((words[slot] as number) >>> 0) + (words[slot + 1] as number) * 2 ** 32

function putAddress(words: Int32Array, slot: number, address: number): void {
  words[slot] = address | 0
  words[slot + 1] = Math.floor(address / 2 ** 32)
}

/** Binds the calls. Throws if a symbol is missing. */
export function loadSignalCalls(calls: SystemCalls): SignalCalls {
  const sigaction = calls.bind('int sigaction(int signal, int32_t *action, int32_t *old)')
  const sigaltstack = calls.bind('int sigaltstack(int32_t *stack, int32_t *old)')
  // Bound at first use: it runs once for each run with a time limit.
  let futex: NativeFunction | null = null

  function check(call: string, result: number): void {
    if (result !== 0) throw new SystemCallError(call, `errno ${calls.errno()}`)
  }

  function change(signal: number, record: Int32Array | null): SignalAction {
    const old = new Int32Array(ACTION_BYTES / 4)
    check('sigaction', sigaction(signal, record, old))
    return { handler: addressAt(old, 0), record: old }
  }

  return {
    setHandler(signal, handler) {
      const record = new Int32Array(ACTION_BYTES / 4)
      putAddress(record, 0, handler)
      record[ACTION_FLAGS_SLOT] = ACTION_FLAGS
      return change(signal, record)
    },
    actionOf: (signal) => change(signal, null),
    restore(signal, action) {
      change(signal, action.record)
    },
    hasAlternateStack() {
      const old = new Int32Array(STACK_BYTES / 4)
      check('sigaltstack', sigaltstack(null, old))
      return ((old[2] as number) & STACK_DISABLED) === 0
    },
    setAlternateStack(address, length) {
      const stack = new Int32Array(STACK_BYTES / 4)
      putAddress(stack, 0, address)
      putAddress(stack, 4, length)
      check('sigaltstack', sigaltstack(stack, null))
    },
    wake(address) {
      futex ??= calls.bind('long syscall(long number, intptr_t word, long how, long count)')
      futex(FUTEX, address, FUTEX_WAKE, 1)
    },
    isMainThread: () => calls.bind('int gettid()')() === process.pid,
    startThread(entry) {
      startThread(calls, entry, check)
    },
  }
}

function startThread(
  calls: SystemCalls,
  entry: number,
  check: (call: string, result: number) => void,
): void {
  const create = calls.bind(
    'int pthread_create(int32_t *thread, intptr_t attributes, intptr_t entry, intptr_t argument)',
  )
  const detach = calls.bind('int pthread_detach(intptr_t thread)')
  const thread = new Int32Array(2)
  check('pthread_create', create(thread, 0, entry, 0))
  check('pthread_detach', detach(addressAt(thread, 0)))
}
