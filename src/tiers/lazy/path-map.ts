// Which path compiled the machine code at an address: what a fault there, or a profiler, asks.
//
// Paths are remembered in the order they were compiled; code written over the end of another path (a
// side that falls through, code-shape.ts) is newer and is found first.

/** A place in bytecode. */
export interface CodePlace {
  readonly codeId: number
  readonly instruction: number
}

const FIELDS = 4

export class PathMap {
  private fields = new Int32Array(FIELDS * 256)
  private count = 0

  /** The path from `instruction` of code `codeId` on is in [start, end). */
  add(codeId: number, instruction: number, start: number, end: number): void {
    if (this.count + FIELDS > this.fields.length) {
      const longer = new Int32Array(2 * this.fields.length)
      longer.set(this.fields)
      this.fields = longer
    }
    this.fields.set([start, end, codeId, instruction], this.count)
    this.count += FIELDS
  }

  /** The place where the path with the code at `address` starts. */
  find(address: number): CodePlace | null {
    for (let at = this.count - FIELDS; at >= 0; at -= FIELDS) {
      const [start, end, codeId, instruction] = this.fields.subarray(at, at + FIELDS)
      if ((start as number) >>> 0 <= address && address < (end as number) >>> 0) {
        return { codeId: codeId as number, instruction: instruction as number }
      }
    }
    return null
  }
}
