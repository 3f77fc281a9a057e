// Labels of the code being assembled: where each is bound and which fields wait for it.
//
// A field that refers to an unbound label is remembered in a list that starts at the label
// (`heads`, then `nexts`) and is filled when the label is bound; until then it holds zeros.
// Everything lives in typed arrays that only ever grow, so steady state allocates nothing.
// Positions are indices into the assembler's bytes.

import { assert } from '../base/index.ts'
import { writeInt32 } from './patch.ts'

/** The number of a label, from 0 up since the last reset. */
export type Label = number

const NONE = -1

export class Labels {
  /** Position of each label, or NONE. */
  private positions = new Int32Array(64)
  /** The newest field that waits for each label, or NONE. */
  private heads = new Int32Array(64)
  private labelCount = 0
  /** Positions of waiting fields; `~position` for one of a single byte. */
  private fields = new Int32Array(64)
  private nexts = new Int32Array(64)
  private fieldCount = 0
  private waitingCount = 0

  create(): Label {
    if (this.labelCount === this.positions.length) {
      this.positions = grown(this.positions)
      this.heads = grown(this.heads)
    }
    const label = this.labelCount++
    this.positions[label] = NONE
    this.heads[label] = NONE
    return label
  }

  /** The position of `label`, or -1 while it is unbound. */
  positionOf(label: Label): number {
    assert(label >= 0 && label < this.labelCount, 'unknown label')
    return this.positions[label] as number
  }

  /** Binds `label` to `position` and fills the fields that waited for it. */
  bind(bytes: Uint8Array, label: Label, position: number): void {
    assert(this.positionOf(label) === NONE, 'label bound twice')
    this.positions[label] = position
    let node = this.heads[label] as number
    while (node !== NONE) {
      const field = this.fields[node] as number
      if (field >= 0) writeInt32(bytes, field, position - (field + 4))
      else bytes[~field] = shortDistance(~field, position)
      this.waitingCount--
      node = this.nexts[node] as number
    }
    this.heads[label] = NONE
  }

  /** The distance to `label` from the end of the four bytes at `field`; 0 while it is not known. */
  rel32(label: Label, field: number): number {
    const position = this.positionOf(label)
    if (position !== NONE) return position - (field + 4)
    this.wait(label, field)
    return 0
  }

  /** The same for the one byte at `field`; the distance is checked when it is known. */
  rel8(label: Label, field: number): number {
    const position = this.positionOf(label)
    if (position !== NONE) return shortDistance(field, position)
    this.wait(label, ~field)
    return 0
  }

  /** Forgets all labels; none may still be waited for. */
  reset(): void {
    assert(this.waitingCount === 0, 'a label is used but not bound')
    this.discard()
  }

  /** Forgets all labels, bound or not. */
  discard(): void {
    this.labelCount = 0
    this.fieldCount = 0
    this.waitingCount = 0
  }

  get count(): number {
    return this.labelCount
  }

  private wait(label: Label, field: number): void {
    if (this.fieldCount === this.fields.length) {
      this.fields = grown(this.fields)
      this.nexts = grown(this.nexts)
    }
    const node = this.fieldCount++
    this.fields[node] = field
    this.nexts[node] = this.heads[label] as number
    this.heads[label] = node
    this.waitingCount++
  }
}

function shortDistance(field: number, position: number): number {
  const distance = position - (field + 1)
  assert(distance >= -128 && distance <= 127, 'short jump out of reach')
  return distance
}

function grown(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2)
  larger.set(array)
  return larger
}
