// A disassembler to compare with: iced-x86, set to the style of our listings.
//
// Four differences remain. It says the size of every memory operand, ours do where no register
// tells it; it shortens `imul rax, rax, 5` to `imul rax, 5`; and it spells out what a string
// instruction reads and writes: see `inListingStyle`. And its
// formatter cuts 64-bit immediates to 32 bits: `decodeMovabs` reads the fields.

import assert from 'node:assert/strict'
import {
  Code,
  Decoder,
  DecoderOptions,
  Formatter,
  FormatterSyntax,
  MemorySizeOptions,
  Register,
} from 'iced-x86'

const formatter = new Formatter(FormatterSyntax.Intel)
formatter.hexPrefix = '0x'
formatter.hexSuffix = ''
formatter.uppercaseHex = false
formatter.spaceAfterOperandSeparator = true
formatter.signedImmediateOperands = true
formatter.memorySizeOptions = MemorySizeOptions.Always
formatter.branchLeadingZeros = false
formatter.ripRelativeAddresses = false
formatter.showBranchSize = false

/** The instructions of `bytes`, the first at `address`; an undecodable one is `(bad)`. */
export function disassemble(
  bytes: Uint8Array,
  address: number,
): { text: string; length: number }[] {
  const decoder = new Decoder(64, bytes, DecoderOptions.None)
  decoder.ip = BigInt(address)
  const result = []
  while (decoder.canDecode) {
    const instruction = decoder.decode()
    result.push({ text: formatter.format(instruction), length: instruction.length })
    instruction.free()
  }
  decoder.free()
  return result
}

/** Destination and value of the one `mov r64, imm64` in `bytes`. */
export function decodeMovabs(bytes: Uint8Array): { reg: number; value: bigint } {
  const decoder = new Decoder(64, bytes, DecoderOptions.None)
  const instruction = decoder.decode()
  assert.equal(instruction.code, Code.Mov_r64_imm64)
  assert.equal(instruction.length, bytes.length)
  return { reg: instruction.op0Register - Register.RAX, value: instruction.immediate64 }
}

/** `decoded` in the style of our listings, of which `listed` is the counterpart. */
export function inListingStyle(decoded: string, listed: string): string {
  const text = decoded
    .replace(/^imul (\w+), (-?\d\w*)$/, 'imul $1, $1, $2')
    .replace(/^(rep \w+) .*/, '$1')
  return listed.includes(' ptr ') ? text : text.replace(/\w+ ptr /, '')
}
