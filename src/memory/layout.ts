// Where everything lies inside a cage: pure arithmetic, no memory is touched here.
//
// A cage is one range of addresses (4 GiB in native mode, one ArrayBuffer in portable mode) cut
// into regions. All numbers are offsets from the cage's start and sizes, in bytes. The rows of
// `regionTable` lie in the order they are written, each behind a hole of 64 KiB:
//
//   0        0x10000                                                       4 GiB
//   | hole | context | hole | globals | hole | … | hole | heapB | hole … |
//
// In native mode nothing is mapped in a hole, so the first one catches null dereferences, the one
// below the stack catches overflow, and running off the end of any region faults. In portable
// mode a hole is ordinary memory that nobody uses.
//
// Keeps: every start and size is a multiple of 64 KiB; a hole follows the last region too.

const KiB = 1024
const MiB = 1024 * KiB

/** The grain of region starts and sizes, and the size of a hole. */
const grainBytes = 64 * KiB

/** Room kept below the lowest guest frame: signal handlers run on the guest's stack. */
const stackHeadroomBytes = 64 * KiB

/** The part of the layout that the embedder chooses. Sizes are rounded up to the grain. */
export interface CageSizes {
  /** Guest stack, without the head-room. */
  readonly stackBytes: number
  /** Each of the two semispaces. */
  readonly heapBytes: number
  /** Code arena, counted once although it is mapped twice. */
  readonly codeBytes: number
}

/** Every region, in address order, with its size. */
const regionTable = {
  /** What machine code and TypeScript tell each other: limits, requests, saved registers. */
  context: () => 64 * KiB,
  /** One word per global variable. */
  globals: () => 8 * MiB,
  /** The constant pools: words that code names by index. */
  constants: () => 16 * MiB,
  /** Non-moving data that is not guest objects: linked bytecode, counters, tables. */
  statics: () => 64 * MiB,
  /** The table that the call-site numbers behind call instructions index. */
  callSites: () => 32 * MiB,
  /** Executable alias of the code arena (r-x). Addresses of code are offsets in here. */
  codeRead: (sizes) => sizes.codeBytes,
  /** Writable alias (rw-) of the same memory. */
  codeWrite: (sizes) => sizes.codeBytes,
  /** The guest stack. Its lowest `stackHeadroom` bytes are never used by guest frames. */
  stack: (sizes) => sizes.stackBytes + stackHeadroomBytes,
  heapA: (sizes) => sizes.heapBytes,
  heapB: (sizes) => sizes.heapBytes,
} as const satisfies Record<string, (sizes: CageSizes) => number>

export type RegionName = keyof typeof regionTable

/** All regions in address order. */
export const regionNames = Object.keys(regionTable) as readonly RegionName[]

/** A piece of the cage: `end` is `start + size`, the first offset behind it. */
export interface Region {
  readonly start: number
  readonly size: number
  readonly end: number
}

/** The regions of one cage, by name. */
export interface CageLayout extends Readonly<Record<RegionName, Region>> {
  /** Bytes at the bottom of `stack` that belong to signal handlers, not to guest frames. */
  readonly stackHeadroom: number
  /** The first offset behind the last region's hole: the size of a buffer that holds it all. */
  readonly end: number
}

/** Native: the whole cage, so that the low half of an address is an offset. */
export const nativeLimitBytes = 2 ** 32

/** Portable: kept well inside what every engine grants as one ArrayBuffer. */
export const portableLimitBytes = 1.5 * 1024 * MiB

export const nativeSizes: CageSizes = {
  stackBytes: 1 * MiB,
  heapBytes: 512 * MiB,
  codeBytes: 64 * MiB,
}

export const portableSizes: CageSizes = { ...nativeSizes, heapBytes: 256 * MiB }

/** Lays the regions out in a native cage; a RangeError if they do not fit in 4 GiB. */
export function computeNativeLayout(sizes: CageSizes): CageLayout {
  const layout = layOut(roundSizes(sizes))
  if (layout.end > nativeLimitBytes) {
    throw new RangeError(`a cage of ${layout.end} bytes is larger than ${nativeLimitBytes}`)
  }
  return layout
}

/**
 * Lays the same regions out for an ArrayBuffer. There is no machine code, so both code regions
 * shrink to one grain; a heap that would not fit shrinks to what does.
 */
export function computePortableLayout(sizes: CageSizes): CageLayout {
  const rounded = { ...roundSizes(sizes), codeBytes: grainBytes }
  const withoutHeap = layOut({ ...rounded, heapBytes: 0 }).end
  const room = Math.floor((portableLimitBytes - withoutHeap) / 2 / grainBytes) * grainBytes
  if (room < grainBytes) {
    throw new RangeError(`a portable cage has no room for a stack of ${sizes.stackBytes} bytes`)
  }
  return layOut({ ...rounded, heapBytes: Math.min(rounded.heapBytes, room) })
}

/** The region that contains all of [start, end), if one does. */
export function findRegion(layout: CageLayout, start: number, end: number): RegionName | undefined {
  return regionNames.find((name) => layout[name].start <= start && end <= layout[name].end)
}

function layOut(sizes: CageSizes): CageLayout {
  let cursor = 0
  const regions = regionNames.map((name): [RegionName, Region] => {
    const start = cursor + grainBytes
    const size = regionTable[name](sizes)
    cursor = start + size
    return [name, { start, size, end: cursor }]
  })
  return {
    ...(Object.fromEntries(regions) as Record<RegionName, Region>),
    stackHeadroom: stackHeadroomBytes,
    end: cursor + grainBytes,
  }
}

function roundSizes(sizes: CageSizes): CageSizes {
  return {
    stackBytes: roundSize('stackBytes', sizes.stackBytes),
    heapBytes: roundSize('heapBytes', sizes.heapBytes),
    codeBytes: roundSize('codeBytes', sizes.codeBytes),
  }
}

function roundSize(name: keyof CageSizes, bytes: number): number {
  if (!Number.isSafeInteger(bytes) || bytes <= 0) {
    throw new RangeError(`${name} must be a positive whole number of bytes, not ${bytes}`)
  }
  return Math.ceil(bytes / grainBytes) * grainBytes
}
