// How a debugger finds the caller of compiled code: one record a stretch, in DWARF's .debug_frame form.
//
// Guest frames have no frame pointer. The frame is built and taken down by constants added to RSP, which
// the listing shows; so the distance from RSP to the return address is known at every instruction. Code
// of the lazy tier runs straight through, and its cold code leaves where the frame is what it was at most.

import type { ListedInstruction } from '../asm/index.ts'
import { ByteWriter } from './elf.ts'

/** A stretch with its instructions; `startBytes` lie between RSP and the return address at the start. */
export interface FrameStretch {
  readonly address: number
  readonly sizeBytes: number
  readonly instructions: readonly ListedInstruction[]
  readonly startBytes: number
}

const RSP = 7
const RETURN_ADDRESS = 16
const WORD_BYTES = 8
const DEFINE = 0x0c
const DEFINE_OFFSET = 0x0e
const ADVANCE = 0x04
const UNDEFINED = 0x07
const OFFSET = 0x80
const CIE_ID = 0xffffffff

function unsigned(writer: ByteWriter, value: number): void {
  let rest = value
  for (; rest > 127; rest >>>= 7) writer.u8((rest & 127) | 128)
  writer.u8(rest)
}

/** A record with its length before it. */
function record(to: ByteWriter, fill: (writer: ByteWriter) => void): void {
  const inner = new ByteWriter()
  fill(inner)
  inner.padTo(Math.ceil((inner.length + 4) / WORD_BYTES) * WORD_BYTES - 4)
  to.u32(inner.length)
  to.append(inner.finish())
}

/** All records. `outermost` stretches have no caller: the driver's entry and exit. */
export function frameRows(
  stretches: readonly FrameStretch[],
  outermost: readonly { readonly address: number; readonly sizeBytes: number }[],
): Uint8Array {
  const writer = new ByteWriter()
  record(writer, (common) => {
    common.u32(CIE_ID)
    common.u8(1, 0, 1, 0x78, RETURN_ADDRESS) // version, no augmentation, code grain 1, data grain -8
    common.u8(DEFINE, RSP, WORD_BYTES, OFFSET | RETURN_ADDRESS, 1)
  })
  for (const { address, sizeBytes } of outermost) {
    record(writer, (entry) => {
      entry.u32(0)
      entry.u64(address)
      entry.u64(sizeBytes)
      entry.u8(UNDEFINED, RETURN_ADDRESS)
    })
  }
  for (const stretch of stretches) record(writer, (entry) => describe(entry, stretch))
  return writer.finish()
}

function describe(entry: ByteWriter, stretch: FrameStretch): void {
  const { address, sizeBytes, instructions, startBytes } = stretch
  entry.u32(0)
  entry.u64(address)
  entry.u64(sizeBytes)
  let frame = startBytes
  let at = instructions[0]?.address ?? 0
  const first = at
  const define = () => {
    entry.u8(DEFINE_OFFSET)
    unsigned(entry, frame + WORD_BYTES)
  }
  define()
  for (const instruction of instructions) {
    const change = stackChange(instruction.text)
    if (change === 0) continue
    frame += change
    const next = instruction.address + instruction.length
    if (next - first >= sizeBytes) return
    entry.u8(ADVANCE)
    entry.u32(next - at)
    at = next
    define()
  }
}

/** By how much the instruction lowers RSP. */
export function stackChange(text: string): number {
  const [, operation, amount] = /^(sub|add) rsp, (\w+)$/.exec(text) ?? []
  if (operation === undefined) return 0
  return operation === 'sub' ? Number(amount) : -Number(amount)
}
