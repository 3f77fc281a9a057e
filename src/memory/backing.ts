// What a cage needs from the memory under it. Two things provide it: `NativeMapping` (real
// addresses, machine code) and `PortableMemory` (an ArrayBuffer); the rest of the VM sees
// neither, only `Cage`.

/** One set of typed arrays over a whole cage, from offset 0. */
export interface CageViews {
  readonly i32: Int32Array
  readonly u32: Uint32Array
  readonly u8: Uint8Array
  readonly f64: Float64Array
}

/** The memory of one open cage. */
export interface Backing {
  /** Address of offset 0: a multiple of 8 GiB in native mode, 0 in portable mode. */
  readonly baseAddress: number
  readonly views: CageViews
  /** A function that runs the machine code at `offset`; absent where none can run. */
  readonly functionAt: ((offset: number) => () => void) | null
  /** Makes [start, end), which lies in one region, read as zero, freeing whole pages. */
  discard(start: number, end: number): void
  /** Ends this use of the memory. The backing is not used again. */
  close(): void
}

export function makeViews(buffer: ArrayBuffer): CageViews {
  return {
    i32: new Int32Array(buffer),
    u32: new Uint32Array(buffer),
    u8: new Uint8Array(buffer),
    f64: new Float64Array(buffer),
  }
}
