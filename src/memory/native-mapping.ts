// A native cage: 4 GiB of reserved addresses with the regions mapped inside.
//
// The reservation starts at a multiple of 8 GiB, so the low half of every address in it is an
// offset and the high half is one even number (bit 0 is free for the VM). It is made once and
// stays for the life of the process: typed arrays over it may be alive anywhere, and unmapping
// would turn their next access into a crash. A use of it is `commit … close`:
//
//   reserve   ---p over all 4 GiB, one ArrayBuffer over it
//   commit    regions mapped over it: data rw-p, code r-xs and rw-s, the same pages
//   close     every region replaced by fresh zero pages, not executable; then the pool has it
//
// Keeps: no page is ever writable and executable. Pages cost nothing until they are touched.

import { type Backing, type CageViews, makeViews } from './backing.ts'
import { type CageLayout, findRegion, nativeLimitBytes, regionNames } from './layout.ts'
import { advice, mapFlag, protection, SystemCallError, type SystemCalls } from './system-calls.ts'

export const firstAddress = 0x1000_0000_0000
export const addressStep = 2 * nativeLimitBytes
export const lastAddress = 0x7ffe_0000_0000
const pageBytes = 4096

const anonymous = mapFlag.private | mapFlag.anonymous | mapFlag.noReserve

/** One reservation of 4 GiB. It is an open cage's backing between `commit` and `close`. */
export class NativeMapping implements Backing {
  readonly baseAddress: number
  readonly views: CageViews
  readonly functionAt: (offset: number) => () => void
  readonly #calls: SystemCalls
  readonly #onClose: (mapping: NativeMapping) => void
  #layout: CageLayout | null = null
  /** Made once each: VMs that follow each other in one cage enter at the same offsets. */
  readonly #functions = new Map<number, () => void>()

  /** Reserves the first free 4 GiB; `onClose` gets the mapping back whenever a use ends. */
  constructor(calls: SystemCalls, onClose: (mapping: NativeMapping) => void) {
    this.#calls = calls
    this.#onClose = onClose
    this.baseAddress = reserveAddresses(calls)
    this.views = makeViews(calls.view(this.baseAddress, nativeLimitBytes))
    this.functionAt = (offset) => this.#functionAt(offset)
  }

  #functionAt(offset: number): () => void {
    let known = this.#functions.get(offset)
    if (known === undefined) {
      known = this.#calls.functionAt(this.baseAddress + offset)
      this.#functions.set(offset, known)
    }
    return known
  }

  /** Maps the regions of `layout`, all zero, whatever was there before. */
  commit(layout: CageLayout): void {
    this.#layout = null
    // The context region lies where it always does: a late poke may still write to it.
    const { start, end } = layout.context
    this.#mapAnonymous({ start: 0, size: start }, protection.none)
    this.#mapAnonymous({ start: end, size: nativeLimitBytes - end }, protection.none)
    for (const name of regionNames) {
      if (name === 'codeRead' || name === 'codeWrite') continue
      this.#mapAnonymous(layout[name], protection.readWrite)
    }
    for (const { start, size } of [layout.heapA, layout.heapB]) {
      this.#calls.advise(this.baseAddress + start, size, advice.hugePage)
    }
    this.#mapCode(layout)
    this.#layout = layout
  }

  discard(start: number, end: number): void {
    const firstPage = Math.min(Math.ceil(start / pageBytes) * pageBytes, end)
    const endPage = Math.max(Math.floor(end / pageBytes) * pageBytes, firstPage)
    this.views.u8.fill(0, start, firstPage)
    this.views.u8.fill(0, endPage, end)
    if (firstPage === endPage) return
    const isCode = this.#layout !== null && findRegion(this.#layout, start, end) === 'codeWrite'
    const how = isCode ? advice.remove : advice.dontNeed
    const done = this.#calls.advise(this.baseAddress + firstPage, endPage - firstPage, how)
    if (!done) this.views.u8.fill(0, firstPage, endPage) // locked pages, for one
  }

  /**
   * Frees all pages. The regions stay readable and writable until the next `commit`, so that a
   * view somebody kept finds zeros instead of crashing the process.
   */
  close(): void {
    const layout = this.#layout
    if (layout === null) return
    this.#layout = null
    for (const name of regionNames) {
      const access = name === 'codeRead' ? protection.read : protection.readWrite
      this.#mapAnonymous(layout[name], access)
    }
    this.#onClose(this)
  }

  /** Shared pages, seen twice. Anonymous ones, so that perf looks for their names in its map. */
  #mapCode({ codeRead, codeWrite }: CageLayout): void {
    const length = codeWrite.size
    const address = this.baseAddress + codeWrite.start
    const flags = mapFlag.shared | mapFlag.anonymous | mapFlag.fixed | mapFlag.noReserve
    this.#calls.map({ address, length, protection: protection.readWrite, flags })
    const to = this.baseAddress + codeRead.start
    this.#calls.alias({ address, length, to, protection: protection.readExecute })
  }

  #mapAnonymous(region: { start: number; size: number }, access: number): void {
    const address = this.baseAddress + region.start
    const flags = anonymous | mapFlag.fixed
    this.#calls.map({ address, length: region.size, protection: access, flags })
  }
}

/** Tries one address after the other; worker threads doing the same at once cannot collide. */
function reserveAddresses(calls: SystemCalls): number {
  const length = nativeLimitBytes
  const flags = anonymous | mapFlag.fixedNoReplace
  for (let address = firstAddress; address <= lastAddress; address += addressStep) {
    try {
      const got = calls.map({ address, length, protection: protection.none, flags })
      if (got === address) return address
      calls.unmap(got, length) // an old kernel took the address as a hint
    } catch (error) {
      const isTaken = error instanceof SystemCallError && error.code === 'EEXIST'
      if (!isTaken) throw error
    }
  }
  throw new Error('no free 4 GiB of addresses')
}
