// Frame maps: what is known of every frame that waits at one safepoint.
//
// A map says which code the frame runs, where, how large it is and which of its words are live. It
// is worked out when the first such frame is seen (by liveness, or from the call site of lazy code)
// and kept, so that the collector walks deep stacks by one look-up a frame.

import { assert } from '../base/index.ts'
import type { Heap, Slot } from '../heap/index.ts'
import {
  computeLiveness,
  hasRegister,
  type Liveness,
  liveRegisters,
  type OpFlows,
} from '../ops/index.ts'
import { type CallSites, callSiteNumber, type LazyCallSite, SLOT_WORD } from './call-sites.ts'
import { type Code, instructionAt, pcOfOffset } from './code.ts'
import { cellOffsets, FRAME_HEADER_BYTES, FRAME_POSITION, frameBytes } from './code-cell.ts'
import type { Stubs } from './stubs.ts'

export interface FrameMap {
  readonly tier: 'reference' | 'threaded' | 'lazy'
  readonly code: Code
  readonly pc: number
  readonly k: number
  /** Size of the frame without its return address. */
  readonly frameBytes: number
  /** Live words as int32 indices from the frame's base; the procedure, if there, is 0. */
  readonly words: Int32Array
}

/** What maps are made from. The lists may grow. */
export interface FrameMapSources {
  readonly heap: Heap
  readonly codes: readonly Code[]
  readonly callSites: CallSites
  readonly stubs: Stubs
  /** Of the VM's op set, by op index. */
  readonly flows: readonly OpFlows[]
}

/** More resume points than any body has. */
const RESUME_LIMIT = 64
const POSITION_SLOTS = FRAME_POSITION / 4
const HEADER_SLOTS = FRAME_HEADER_BYTES / 4

export class FrameMaps {
  readonly stubs: Stubs
  private readonly sources: FrameMapSources
  private readonly liveness: (Liveness | undefined)[] = []
  /** Frames that store their position, by position and k: see `positionKey`. */
  private readonly referenceMaps = new Map<number, FrameMap>()
  private readonly threadedMaps = new Map<number, FrameMap>()
  /** By call-site number. */
  private readonly lazyMaps = new Map<number, FrameMap>()

  constructor(sources: FrameMapSources) {
    this.sources = sources
    this.stubs = sources.stubs
  }

  /** The map of the frame at `base` that goes on at `resume`, which is not the stack's bottom. */
  mapOf(base: Slot, resume: number): FrameMap {
    const { heap, callSites, stubs } = this.sources
    if (resume === stubs.referenceReturn) {
      return this.positionedMap(base, 'reference', heap.high(base + POSITION_SLOTS))
    }
    const number = callSiteNumber(heap.u8, resume)
    const known = this.lazyMaps.get(number)
    if (known !== undefined) return known
    const site = callSites.at(number)
    if (site.tier === 'threaded') return this.positionedMap(base, 'threaded', site.k)
    const map = lazyMap(site)
    this.lazyMaps.set(number, map)
    return map
  }

  /** Which registers of `code` are live where; computed at the first call. */
  livenessOf(code: Code): Liveness {
    let liveness = this.liveness[code.id]
    if (liveness === undefined) {
      liveness = computeLiveness(code.template, this.sources.flows)
      this.liveness[code.id] = liveness
    }
    return liveness
  }

  private positionedMap(base: Slot, tier: 'reference' | 'threaded', k: number): FrameMap {
    const { heap } = this.sources
    const position = heap.low(base + POSITION_SLOTS) >>> 0
    const unit = (position - heap.cage.layout.statics.start) >>> 3
    const key = unit * RESUME_LIMIT + k
    const maps = tier === 'reference' ? this.referenceMaps : this.threadedMaps
    let map = maps.get(key)
    if (map === undefined) {
      const code = this.codeOfProcedure(base)
      map = this.makeMap(tier, code, pcOfOffset(code, position), k)
      maps.set(key, map)
    }
    return map
  }

  /** The code of the procedure word at `slot`, which may point to an object that just moved. */
  private codeOfProcedure(slot: Slot): Code {
    const { heap, codes } = this.sources
    const cell = heap.low(heap.fieldSlot(heap.low(slot), 0)) >>> 0
    const code = codes[heap.low((cell + cellOffsets.codeId) >>> 2)]
    assert(code !== undefined && code.cell === cell, `no code has its cell at ${cell}`)
    return code
  }

  private makeMap(tier: FrameMap['tier'], code: Code, pc: number, k: number): FrameMap {
    assert(pc >= 0 && pc < code.unitCount, `${code.name} has no pc ${pc}`)
    const live = liveRegisters(this.livenessOf(code), instructionAt(code, pc), k)
    const words = [0]
    for (let register = 0; register < code.registerCount; register++) {
      if (hasRegister(live, register)) words.push(HEADER_SLOTS + 2 * register)
    }
    const bytes = frameBytes(code.registerCount)
    return { tier, code, pc, k, frameBytes: bytes, words: Int32Array.from(words) }
  }
}

function lazyMap(site: LazyCallSite): FrameMap {
  const words = site.hasProcedure ? [0] : []
  site.slotKinds.forEach((kind, register) => {
    if (kind === SLOT_WORD) words.push(HEADER_SLOTS + 2 * register)
  })
  const { tier, code, pc, k, frameBytes } = site
  return { tier, code, pc, k, frameBytes, words: Int32Array.from(words) }
}
