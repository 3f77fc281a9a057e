// The collector: two semispaces, when to collect, how far to let the program allocate.
//
// After a collection the program may allocate as much as is live, and at least `window` bytes, so
// the work per allocated byte stays bounded while the heap grows and shrinks with the program. The
// allocation limit in the context block is the only thing allocating code looks at.
//
// A window of 0 is the stress mode for compiled code: every allocation collects, and the old space
// is filled with words that are never values, so that a stale pointer is soon noticed.

import type { Heap, KindSpec, Slot } from '../heap/index.ts'
import type { Region } from '../memory/index.ts'
import { GuestError } from '../runtime/index.ts'
import { type KindRules, makeKindRules } from './kind-rules.ts'
import { makeNativeScan, type NativeRoom } from './scan-routine.ts'
import { makeScavenger, type NativeScan, type Scavenger, type VisitFrame } from './scavenge.ts'

const MiB = 1024 * 1024
const DEFAULT_WINDOW_BYTES = 16 * MiB
/** Below this free share of the semispace a program would collect more than it runs. */
const LEAST_FREE_SHARE = 1 / 32
/** An old space that held less is not worth a system call. */
const LEAST_RELEASE_BYTES = 32 * MiB
/** Old space this many times larger than what the program may now use is given back. */
const RELEASE_FACTOR = 4
/** Words of this byte have tag 111: never a value. */
const POISON_BYTE = 0xff

/** Where the live words outside the semispaces are. */
export interface Roots {
  /** Calls `visit` for every slot that may hold a pointer into the heap. */
  visitRoots(visit: (slot: Slot) => void): void
  readonly visitFrame: VisitFrame
  /** Called when all that lives is copied, for those who hold objects weakly. */
  sweep?(survivor: Scavenger['survivor']): void
}

export interface CollectorOptions {
  /** All object kinds: the core ones and the language's. */
  readonly kinds: readonly KindSpec[]
  readonly windowBytes?: number
  /** If the cage can run machine code: the scan is emitted when a program first collects. */
  readonly native?: NativeRoom
}

/** What has happened so far. */
export interface CollectorStatistics {
  collections: number
  copiedBytes: number
  releasedBytes: number
}

/** Makes the collector of `heap` and starts allocation: nothing can be allocated before. */
export function makeCollector(heap: Heap, roots: Roots, options: CollectorOptions): Collector {
  const collector = new Collector(heap, roots, options)
  heap.collect = (bytes) => collector.collect(bytes)
  return collector
}

export class Collector {
  readonly rules: KindRules
  readonly statistics: CollectorStatistics = { collections: 0, copiedBytes: 0, releasedBytes: 0 }
  /** Bytes that may be allocated after a collection at least; 0: collect at every allocation. */
  windowBytes: number
  /** The semispace in use. */
  space: Region
  private otherSpace: Region
  private readonly heap: Heap
  private readonly roots: Roots
  private readonly scavenger: Scavenger
  private nativeScan: NativeScan | null = null
  private readonly native: NativeRoom | null

  constructor(heap: Heap, roots: Roots, options: CollectorOptions) {
    const { layout } = heap.cage
    this.heap = heap
    this.roots = roots
    this.rules = makeKindRules(options.kinds)
    this.windowBytes = options.windowBytes ?? DEFAULT_WINDOW_BYTES
    this.space = layout.heapA
    this.otherSpace = layout.heapB
    this.scavenger = makeScavenger(heap, this.rules, roots.visitFrame)
    this.native = options.native ?? null
    this.setAllocation(this.space.start)
    this.setLimit(0)
  }

  /** Frees what is unreachable and makes room for `bytes`; a guest error if there is none. */
  collect(bytes: number): void {
    const from = this.space
    const to = this.otherSpace
    const usedBytes = this.allocation() - from.start
    this.scavenger.begin(from, to)
    this.roots.visitRoots(this.scavenger.visit)
    const free = this.scan()
    this.roots.sweep?.(this.scavenger.survivor)
    this.space = to
    this.otherSpace = from
    this.setAllocation(free)
    this.setLimit(bytes)
    this.statistics.collections++
    this.heap.countCollection()
    this.statistics.copiedBytes += free - to.start
    this.cleanOldSpace(from, usedBytes)
    this.checkRoom(bytes)
  }

  /** By machine code if it can be, but for the collection that starts a VM: most programs need no other. */
  private scan(): number {
    const { native, scavenger, heap, rules } = this
    if (native === null || this.statistics.collections === 0) return scavenger.scan()
    this.nativeScan ??= makeNativeScan(native, heap, rules)
    return scavenger.scanNatively(this.nativeScan)
  }

  private allocation(): number {
    return this.heap.low(this.heap.allocationSlot) >>> 0
  }

  private setAllocation(offset: number): void {
    this.heap.setPointer(this.heap.allocationSlot, offset)
  }

  /** Lets the program allocate `bytes` and what policy grants, as far as the space goes. */
  private setLimit(bytes: number): void {
    const allocation = this.allocation()
    const liveBytes = allocation - this.space.start
    const grant = this.windowBytes === 0 ? 0 : Math.max(this.windowBytes, liveBytes)
    const limit = Math.min(allocation + Math.max(grant, bytes), this.space.end)
    this.heap.setPointer(this.heap.limitSlot, limit)
  }

  private checkRoom(bytes: number): void {
    const freeBytes = this.space.end - this.allocation()
    if (freeBytes >= Math.max(bytes, this.space.size * LEAST_FREE_SHARE)) return
    const size = Math.floor(this.space.size / MiB)
    throw new GuestError('out-of-memory', `out of memory: the heap limit is ${size} MiB`, true)
  }

  /** Gives the pages of a much larger past back; in stress mode, poisons what was used. */
  private cleanOldSpace(old: Region, usedBytes: number): void {
    const { cage } = this.heap
    if (this.windowBytes === 0) {
      cage.u8.fill(POISON_BYTE, old.start, old.start + usedBytes)
      return
    }
    const needBytes = (this.heap.low(this.heap.limitSlot) >>> 0) - this.space.start
    const isLarge = usedBytes >= LEAST_RELEASE_BYTES && usedBytes > RELEASE_FACTOR * needBytes
    // Portable memory cannot be given back, only cleared, which would help nobody.
    if (!isLarge || !cage.native) return
    cage.releaseUnused(old.start, old.start + usedBytes)
    this.statistics.releasedBytes += usedBytes
  }
}
