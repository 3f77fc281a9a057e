// Call sites: what is known about native code at each of its return addresses.
//
// After each call stands a 7-byte NOP whose last four bytes are a number; the number names a record
// here. Everything that reads frames (collector, backtraces, later deoptimisation) goes through it,
// so native code stores no position. Numbers are never used twice.
//
//   call target
//   0f 1f 80 <number, 4 bytes>       return address: the first byte of the NOP

import { assert } from '../base/index.ts'
import type { Code } from './code.ts'
import { FRAME_HEADER_BYTES } from './code-cell.ts'

/** The frame is laid out as in the reference engine: it tells code and pc, the site only k. */
export interface ThreadedCallSite {
  readonly tier: 'threaded'
  readonly k: number
}

export const SLOT_DEAD = 0
export const SLOT_WORD = 1
export const SLOT_F64 = 2

/** Lazily compiled code: the frame's slots alone say nothing. */
export interface LazyCallSite {
  readonly tier: 'lazy'
  readonly code: Code
  readonly pc: number
  readonly k: number
  /** Size of the frame without its return address. */
  readonly frameBytes: number
  /** By register: SLOT_DEAD, SLOT_WORD or SLOT_F64. */
  readonly slotKinds: Uint8Array
  /** Whether the procedure word at the frame's base is there. */
  readonly hasProcedure: boolean
}

export type CallSite = ThreadedCallSite | LazyCallSite

/** From the return address to the number. */
export const NUMBER_OFFSET = 3

/** What native code can read of each site: two halves, at the site's number times this many bytes. */
export const SITE_BYTES = 8
/** Byte offset of the size of the frame + 1; 0: threaded code, whose cell knows it. */
export const SITE_FRAME_SIZE = 0
/** Byte offset of the live words of the frame, bit i for word i; 0: none, or see the record. */
export const SITE_LIVE_WORDS = 4

/** The records by number. Number 0 is no site, so that cleared memory is noticed. */
export class CallSites {
  private readonly sites: (CallSite | null)[] = [null]
  private readonly table: Int32Array

  /** `table` is what native code reads, two int32 a site. */
  constructor(table: Int32Array = new Int32Array()) {
    this.table = table
  }

  /** The number of a new site. */
  add(site: CallSite): number {
    const number = this.sites.push(site) - 1
    this.table[2 * number] = site.tier === 'lazy' ? site.frameBytes + 1 : 0
    this.table[2 * number + 1] = site.tier === 'lazy' ? liveWords(site) : 0
    return number
  }

  at(number: number): CallSite {
    const site = this.sites[number] ?? null
    assert(site !== null, `there is no call site ${number}`)
    return site
  }

  /** How many more there can be. */
  get room(): number {
    return this.table.length / 2 - this.sites.length
  }

  /** All numbers are below this. */
  get end(): number {
    return this.sites.length
  }
}

/** Bits of the live words of a frame; 0 if they are not all among the first 32. */
function liveWords({ slotKinds, hasProcedure }: LazyCallSite): number {
  let bits = hasProcedure ? 1 : 0
  const live = [...slotKinds.keys()].filter((register) => slotKinds[register] === SLOT_WORD)
  for (const register of live) {
    const word = FRAME_HEADER_BYTES / 8 + register
    if (word >= 32) return 0
    bits |= 1 << word
  }
  return bits
}

/** The call-site number at native return address `resume` (a cage offset). */
export function callSiteNumber(u8: Uint8Array, resume: number): number {
  const at = resume + NUMBER_OFFSET
  const byte = (i: number) => u8[at + i] as number
  return (byte(0) | (byte(1) << 8) | (byte(2) << 16) | (byte(3) << 24)) >>> 0
}
