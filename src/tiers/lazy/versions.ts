// The records of lazily compiled code: versions, segments, stubs, light sites, entries.
//
// A *version* is a block compiled for one context; a jump to it conforms to the context. A *segment*
// is code that starts at a patchable point (a version, an edge's target, a return point) and runs
// straight on; it records the globals it relies on, and invalidating it means writing a jump to a
// stub over its first five bytes: frames that return there find the stub without being walked.
// A *stub* stands for code not compiled yet and knows every jump that leads to it (DESIGN 8; H11).

import type { Assembler } from '../../asm/index.ts'
import type { Context } from '../../backend/index.ts'
import { type Code, GuestError } from '../../runtime/index.ts'

export interface Version {
  readonly context: Context
  address: number
}

/** What code starts at a segment or stub: (instruction, block of its body) under a context. */
export interface Place {
  readonly code: Code
  readonly instruction: number
  readonly block: number
  readonly context: Context
}

export interface Segment {
  readonly place: Place
  readonly address: number
  /** The version whose code this is, if any: it dies with the segment. */
  readonly version: Version | null
  readonly globals: number[]
  alive: boolean
}

/** A two-way branch whose sides were both stubs when it was emitted. */
export interface Branch {
  readonly asm: Assembler
  readonly cc: number
  /** Address of the conditional jump, and of the jump after it. */
  readonly conditionalAt: number
  readonly jumpAt: number
  readonly end: number
  /** One of the sides was compiled: the shape is fixed. */
  settled: boolean
}

export interface EdgeStub {
  readonly kind: 'edge'
  /** What it stands for; null once that is compiled, so that its context can go. */
  place: Place | null
  /** Rarely reached: its code goes to the cold region. */
  readonly cold: boolean
  /** Addresses of rel32 fields that lead here; most stubs have one use only. */
  use: number
  moreUses: number[] | null
  branch: Branch | null
  /** Which side of `branch`: the conditional jump's or the plain one's. */
  side: 'conditional' | 'plain'
  address: number
  /** Where the compiled code is, 0 before. */
  target: number
}

export interface EntryStub {
  readonly kind: 'entry'
  readonly entry: EntryVersion
}

/** Cold code that leaves to the driver and comes back (or tries again) at its resume address. */
export interface LightSite {
  readonly kind: 'collect' | 'poll' | 'globalAssigned'
  readonly code: Code
  /** General registers that hold words, as bits. */
  readonly wordMask: number
  readonly bytes: number
  readonly global: number
  /** The frame is not built yet: the return address is at RSP. */
  readonly framed: boolean
}

/** A specialised entry of a code object: argument types and representations. */
export interface EntryVersion {
  readonly code: Code
  readonly context: Context
  readonly key: string
  /** 0 before it is compiled. */
  address: number
  readonly stubAddress: number
  readonly uses: number[]
}

/** What the tier keeps for each code object. */
export interface CodeRecord {
  readonly versions: Map<number, Version[]>
  readonly entries: Map<string, EntryVersion>
  /** The entry for words of any type, once it is wanted. */
  genericVersion: EntryVersion | null
  /** Generic entry after the arity check, 0 before. */
  genericEntry: number
  uncheckedEntry: number
  /** Where threaded frames enter hot loops, by the instruction of the loop's head. */
  readonly loopEntries: Map<number, number>
}

const BLOCK_LIMIT = 256
export const versionKey = (instruction: number, block: number) => instruction * BLOCK_LIMIT + block

export function outOfCodeMemory(): never {
  const reason = 'code memory is full; it is not reclaimed yet'
  const error = new GuestError('out-of-code-memory', reason, true)
  error.isBetweenFrames = true
  throw error
}
