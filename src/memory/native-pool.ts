// The process's native cages: the one place that decides whether native mode works here, and
// that keeps closed mappings for the next VM.
//
// A mapping is never unmapped (native-mapping.ts says why), so a closed one is kept and laid out
// anew when it is next wanted. The pool belongs to one thread: a worker has its own copy of
// this module, and the kernel keeps their addresses apart.

import { type EmitBlockCode, Guard } from './guard.ts'
import type { CageLayout } from './layout.ts'
import { NativeMapping } from './native-mapping.ts'
import { loadSystemCalls, nodeRequire, type Require, type SystemCalls } from './system-calls.ts'

/** Native mode is not to be had; `reason` is for people to read. */
export interface Refusal {
  readonly reason: string
}

export class NativePool {
  readonly #require: Require | undefined
  /** Bound at the first wish for a native cage. */
  #calls: SystemCalls | null = null
  readonly #free: NativeMapping[] = []
  #guard: Guard | null = null

  constructor(require: Require | undefined) {
    this.#require = require
  }

  /** A mapping with zeroed regions at `layout`'s places, or why there is none. */
  open(layout: CageLayout): NativeMapping | Refusal {
    const calls = this.#load()
    if ('reason' in calls) return calls
    try {
      return this.#commit(calls, layout)
    } catch (error) {
      return { reason: `the address space cannot be set up: ${firstLine(error)}` }
    }
  }

  /** This thread's guard, made at the first wish; null where there are no such signals. */
  guard(emit: EmitBlockCode): Guard | null {
    if (this.#guard !== null) return this.#guard
    const calls = this.#load()
    if ('reason' in calls) return null
    this.#guard = new Guard(calls, emit)
    return this.#guard
  }

  #load(): SystemCalls | Refusal {
    const platform = describePlatform()
    if (platform !== 'linux x64') return { reason: `no native mode on ${platform}` }
    if (this.#require === undefined) return { reason: 'no foreign function interface' }
    try {
      this.#calls ??= loadSystemCalls(this.#require)
    } catch (error) {
      return { reason: `koffi cannot be loaded: ${firstLine(error)}` }
    }
    return this.#calls
  }

  #commit(calls: SystemCalls, layout: CageLayout): NativeMapping {
    const keep = (mapping: NativeMapping) => void this.#free.push(mapping)
    const mapping = this.#free.pop() ?? new NativeMapping(calls, keep)
    try {
      mapping.commit(layout)
    } catch (error) {
      keep(mapping)
      throw error
    }
    return mapping
  }
}

/** This thread's pool. Mutable state of a module, because address space is the process's. */
export const nativePool = new NativePool(nodeRequire())

function describePlatform(): string {
  const process = globalThis.process
  return process === undefined ? 'this engine' : `${process.platform} ${process.arch}`
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.split('\n', 1)[0] ?? ''
}
