// The cage: the address space of one VM, as the rest of the VM sees it.
//
// All memory of a VM is one range seen through one set of typed arrays: the low 32 bits of any
// address are an offset into them, in native and in portable mode alike, so code that follows
// pointers is the same in both. The native call is here too: `entryPoint` makes machine code in
// the cage a JavaScript function.
//
// Setting LAZULI_NATIVE=off in the environment forces portable mode whatever the options say.

import { assert } from '../base/index.ts'
import { type Backing, makeViews } from './backing.ts'
import type { EmitBlockCode, Guard } from './guard.ts'
import {
  type CageLayout,
  type CageSizes,
  computeNativeLayout,
  computePortableLayout,
  findRegion,
  nativeSizes,
  portableSizes,
} from './layout.ts'
import { nativePool } from './native-pool.ts'
import { PortableMemory } from './portable.ts'
import { FIRST_CAGE } from './process-block.ts'

/** What an embedder may choose about a cage. Sizes are rounded up to 64 KiB. */
export interface CageOptions extends CageSizes {
  /** `auto` goes portable where native mode is not to be had, `require` throws there. */
  readonly native: 'auto' | 'require' | 'off'
}

/**
 * Opens a cage, all zero. Defaults: `native: 'auto'`, 1 MiB of stack, 64 MiB of code, 512 MiB
 * (portable: 256 MiB) for each semispace. A portable heap that would not fit is made smaller:
 * the layout tells. A RangeError if the sizes make no sense.
 */
export function openCage(options: Partial<CageOptions> = {}): Cage {
  const wish = options.native ?? 'auto'
  let reason = reasonAgainstNative(wish)
  if (reason === null) {
    const layout = computeNativeLayout({ ...nativeSizes, ...options })
    const opened = nativePool.open(layout)
    if (!('reason' in opened)) return new Cage(opened, layout, null)
    reason = opened.reason
  }
  if (wish === 'require') throw new Error(`native mode is required, but: ${reason}`)
  const layout = computePortableLayout({ ...portableSizes, ...options })
  return new Cage(new PortableMemory(layout), layout, reason)
}

/**
 * What catches faults and signals in this thread, made at the first call, or null where machine code
 * cannot run. `emit` makes the code of the process block.
 */
export function openGuard(emit: EmitBlockCode): Guard | null {
  return nativePool.guard(emit)
}

/** The address space of one VM. Made by `openCage`. */
export class Cage {
  /** True if machine code can run here. */
  readonly native: boolean
  /** Why not native; null if it is. */
  readonly reason: string | null
  /** High half of every address in the cage, as an int32. Even; 0 in portable mode. */
  readonly baseHigh: number
  readonly layout: CageLayout
  // The whole cage from offset 0; empty after `dispose`. Hot code may keep them in variables,
  // but not beyond `dispose`: the next cage may get the same memory.
  readonly i32: Int32Array
  readonly u32: Uint32Array
  readonly u8: Uint8Array
  readonly f64: Float64Array
  #backing: Backing | null
  #onDispose: (() => void) | null = null

  constructor(backing: Backing, layout: CageLayout, reason: string | null) {
    this.native = backing.functionAt !== null
    this.reason = reason
    this.baseHigh = backing.baseAddress / 2 ** 32
    this.layout = layout
    this.i32 = backing.views.i32
    this.u32 = backing.views.u32
    this.u8 = backing.views.u8
    this.f64 = backing.views.f64
    this.#backing = backing
  }

  /**
   * The machine code at `codeOffset` (in `layout.codeRead`) as a function without arguments or
   * result. It runs on a stack of koffi's until it switches to its own, and must return with
   * the System V callee-saved registers intact. The function itself checks nothing, for speed:
   * whoever holds it drops it at `dispose`. Native only.
   */
  entryPoint(codeOffset: number): () => void {
    const backing = this.#opened()
    assert(backing.functionAt !== null, 'a portable cage runs no machine code')
    const inside = findRegion(this.layout, codeOffset, codeOffset + 1) === 'codeRead'
    assert(inside, `entry point ${codeOffset} is outside the code arena`)
    return backing.functionAt(codeOffset)
  }

  /**
   * Makes [start, end) read as zero and gives its whole pages back to the system. The range
   * lies in one region; code is released through its writable alias.
   */
  releaseUnused(start: number, end: number): void {
    const backing = this.#opened()
    assert(start <= end, `a range ends before it starts: ${start} ${end}`)
    const region = findRegion(this.layout, start, end)
    assert(region !== undefined, `${start} to ${end} is not inside one region`)
    assert(region !== 'codeRead', 'code is released through its writable alias')
    backing.discard(start, end)
  }

  /** The number of this cage's row in the process block. Native only. */
  get number(): number {
    return this.baseHigh / 2 - FIRST_CAGE
  }

  /** Calls `action` when the cage ends, before its memory does. */
  onDispose(action: () => void): void {
    this.#onDispose = action
  }

  /**
   * Ends the cage: its pages are freed, its addresses wait for the next cage. A second call does
   * nothing; `entryPoint` and `releaseUnused` throw from now on.
   */
  dispose(): void {
    const backing = this.#backing
    if (backing === null) return
    this.#backing = null
    this.#onDispose?.()
    Object.assign(this, makeViews(new ArrayBuffer(0)))
    backing.close()
  }

  #opened(): Backing {
    if (this.#backing === null) throw new Error('the cage has been disposed of')
    return this.#backing
  }
}

/** What forbids native mode before anything is tried. */
function reasonAgainstNative(wish: CageOptions['native']): string | null {
  if (wish === 'off') return "the option is native: 'off'"
  if (globalThis.process?.env.LAZULI_NATIVE === 'off') return 'LAZULI_NATIVE=off'
  return null
}
