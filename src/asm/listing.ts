// A record of what was assembled, instruction by instruction, printed as aligned text.
//
// The assembler fills a listing only when it has one. Text comes from the operands that were
// passed, never from the bytes, so that comparing it with a disassembler tests both. Bytes are
// read when the listing is printed: labels filled in later show, and so does anything that has
// overwritten the code since.

import { assert } from '../base/index.ts'

export interface ListedInstruction {
  readonly address: number
  readonly length: number
  /** Intel syntax, for example `add rax, [rbx+8]`. */
  readonly text: string
  /** What the code generator said about it, or nothing. */
  readonly comment: string
}

export interface ListedLabel {
  readonly label: number
  readonly address: number
}

export interface Listing {
  /** The code; `bytes[0]` has address `base`. */
  readonly bytes: Uint8Array
  readonly base: number
  readonly instructions: ListedInstruction[]
  /** Labels in the order they were bound. */
  readonly labels: ListedLabel[]
  /** Said since the last instruction; belongs to the next one. */
  pendingComment: string
}

export function createListing(bytes: Uint8Array, base: number): Listing {
  return { bytes, base, instructions: [], labels: [], pendingComment: '' }
}

/** Adds one instruction, with the comments said since the one before. */
export function listInstruction(
  listing: Listing,
  address: number,
  length: number,
  text: string,
): void {
  listing.instructions.push({ address, length, text, comment: listing.pendingComment })
  listing.pendingComment = ''
}

/** Adds to the comment of the next instruction. */
export function listComment(listing: Listing, comment: string): void {
  const pending = listing.pendingComment
  listing.pendingComment = pending === '' ? comment : `${pending}; ${comment}`
}

/** The listing as text, by address: address, bytes, instruction, `; comment`; labels as `L0:`. */
export function printListing(listing: Listing): string {
  const rows = listing.instructions.map((instruction) => ({
    ...instruction,
    hex: hexBytes(listing, instruction),
  }))
  rows.sort((left, right) => left.address - right.address)
  const labels = [...listing.labels].sort((left, right) => left.address - right.address)
  const hexWidth = Math.max(0, ...rows.map(({ hex }) => hex.length))
  const textWidth = Math.max(0, ...rows.map(({ text, comment }) => (comment ? text.length : 0)))
  const lines: string[] = []
  let nextLabel = 0
  const printLabels = (limit: number): void => {
    for (; nextLabel < labels.length; nextLabel++) {
      const label = labels[nextLabel] as ListedLabel
      if (label.address > limit) break
      lines.push(`L${label.label}:`)
    }
  }
  for (const { address, hex, text, comment } of rows) {
    printLabels(address)
    const head = `${address.toString(16).padStart(8, '0')}  ${hex.padEnd(hexWidth)}  `
    lines.push(head + (comment === '' ? text : `${text.padEnd(textWidth)}  ; ${comment}`))
  }
  printLabels(Infinity)
  return lines.map((line) => `${line}\n`).join('')
}

function hexBytes(listing: Listing, { address, length }: ListedInstruction): string {
  const at = address - listing.base
  return [...listing.bytes.subarray(at, at + length)]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join(' ')
}

/**
 * Checks that no label of the listing, no jump or call in it as the bytes are now, and none of
 * `otherAddresses` points inside an instruction. Of code written over other code the later counts.
 */
export function verifyListing(listing: Listing, otherAddresses: Iterable<number> = []): void {
  const inside = new Map<number, ListedInstruction>()
  for (const instruction of listing.instructions) {
    const { address, length } = instruction
    inside.delete(address)
    for (let byte = 1; byte < length; byte++) inside.set(address + byte, instruction)
  }
  const verify = (address: number): void => {
    const instruction = inside.get(address)
    const place = `${address.toString(16)} inside ${instruction?.text}`
    assert(instruction === undefined, `label ${place}`)
  }
  for (const { address } of listing.labels) verify(address)
  for (const instruction of listing.instructions) {
    const target = branchTarget(listing, instruction)
    const isOverwritten = inside.has(instruction.address)
    if (target !== null && !isOverwritten) verify(target)
  }
  for (const address of otherAddresses) verify(address)
}

/** Where a relative jump or call goes; null for any other instruction. */
function branchTarget(listing: Listing, { address, length }: ListedInstruction): number | null {
  const at = address - listing.base
  const [first, second] = [listing.bytes[at] as number, listing.bytes[at + 1] as number]
  const isShort = first === 0xeb || (first & 0xf0) === 0x70
  const isLong = first === 0xe9 || first === 0xe8 || (first === 0x0f && (second & 0xf0) === 0x80)
  if (!isShort && !isLong) return null
  const end = at + length
  if (isShort) return listing.base + end + (((listing.bytes[end - 1] as number) << 24) >> 24)
  const view = new DataView(listing.bytes.buffer, listing.bytes.byteOffset + end - 4, 4)
  return listing.base + end + view.getInt32(0, true)
}
