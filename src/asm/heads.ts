// The heads of instructions: their bytes before ModRM, made once and then looked up.
//
//   [66 F2 F3]  [REX 0100WRXB]  [0F]  opcode  [ModRM, in the forms r and ri]
//
// The head depends on the instruction, its form, which registers are among the upper eight and the size
// of the immediate: few combinations, of which a program uses fewer. So each is put together from the
// encoding word when it is first asked for and kept in its form's table, in an int32, low byte first.
// Its size need not be kept: a head has four bytes at most, and the last is never 0.
//
// The index in a table is the instruction and, in its low bits, the key:
//
//   form       4         3 2          1            0
//   rr rri     imm32     dst >>> 2    (two bits) src >>> 2
//   rm mr      0         reg >>> 2    index >>> 3  base >>> 3
//   m mi       imm32     0            index >>> 3  base >>> 3
//   r ri       imm32     the register, whose low bits are in the head too
//   i          imm32     0
//
// Two bits of a register say also whether, as a byte register, it is one of spl, bpl, sil and dil, which
// ask for a REX prefix. The one opcode of three bytes, in the form rri, has its last byte after the head.

import { assert, bug } from '../base/index.ts'
import { wordLayout } from './encoding-word.ts'
import {
  encodingWords,
  type Form,
  forms,
  hasForm,
  type Instruction,
  instructionName,
} from './instructions.ts'

/** The size of a key. */
export const keyBits = 5
/** Brings 4, the size of a long immediate, to its bit of the key. */
export const longImmShift = 2

const KEY_MASK = (1 << keyBits) - 1
const LONG_IMM = 4 << longImmShift
const REX = 0x40
const MOD_REGISTER = 0xc0

/** A table a form, with 0 for each head that was not asked for. The form `none` uses no head. */
export const heads = Object.fromEntries(
  forms.map((form) => [form, new Int32Array(encodingWords[form].length << keyBits)]),
) as Readonly<Record<Form, Int32Array>>

const formOfTable = new Map(forms.map((form) => [heads[form], form]))

/** Puts the head at `at` of `table`, one of `heads`, together. */
export function makeHead(table: Int32Array, at: number): void {
  const form = formOfTable.get(table) ?? bug('not a table of heads')
  const ins = at >>> keyBits
  const word = encodingWords[form][ins] ?? 0
  if (word === 0) lacks(ins, form)
  const head = packHead(form, word, at & KEY_MASK)
  table[at] = head
}

/** The bytes of a head, from the last to the first. */
function packHead(form: Form, word: number, key: number): number {
  const { reg, index, rm } = registersOf(form, word, key)
  let head = lastBytes(form, word, key, rm)
  assert(head !== 0, 'the opcode 0 would be lost')
  const map = (word >>> wordLayout.mapShift) & 3
  if (map > wordLayout.map0F) {
    assert(form === 'rri', `the form ${form} cannot have an opcode of three bytes`)
    head = map === wordLayout.map0F38 ? 0x38 : 0x3a
  }
  if (map !== 0) head = prepend(0x0f, head)
  const wide = (word >>> wordLayout.wideShift) & 1
  const fields = (wide << 3) | ((reg >>> 3) << 2) | ((index >>> 3) << 1) | (rm >>> 3)
  const isLowByte =
    ((word & wordLayout.byteReg) !== 0 && reg >= 4) || ((word & wordLayout.byteRm) !== 0 && rm >= 4)
  if (fields !== 0 || isLowByte) head = prepend(REX | fields, head)
  const prefix = (word >>> wordLayout.prefixShift) & 0xff
  return prefix === 0 ? head : prepend(prefix, head)
}

/** The opcode's last byte and, in the forms of one register alone, ModRM. */
function lastBytes(form: Form, word: number, key: number, rm: number): number {
  const isShort = (word & wordLayout.immMask) === wordLayout.immEither && (key & LONG_IMM) === 0
  const opcode = (word & 0xff) | (isShort ? wordLayout.shortImmOpcode : 0)
  if ((word & wordLayout.regInOpcode) !== 0) return opcode | (rm & 7)
  if (form !== 'r' && form !== 'ri') return opcode
  const digit = (word >>> wordLayout.digitShift) & 7
  return prepend(opcode, MOD_REGISTER | (digit << 3) | (rm & 7))
}

function prepend(byte: number, head: number): number {
  assert(head >>> 24 === 0, 'a head has four bytes at most')
  return (head << 8) | byte
}

/** What stands in ModRM.reg, in SIB.index and in ModRM.rm or the base, or a register like it. */
function registersOf(form: Form, word: number, key: number) {
  const first = key & 12
  const second = (key & 3) << 2
  switch (form) {
    case 'r':
    case 'ri':
      return { reg: 0, index: 0, rm: key & 15 }
    case 'rr':
    case 'rri': {
      const dstIsRm = word >> wordLayout.dstIsRmShift !== 0
      return { reg: dstIsRm ? second : first, index: 0, rm: dstIsRm ? first : second }
    }
    default:
      return { reg: first, index: (key & 2) << 2, rm: (key & 1) << 3 }
  }
}

/** Reports that `ins` was used in a form that it lacks. */
export function lacks(ins: Instruction, form: Form): never {
  const others = forms.filter((other) => hasForm(ins, other))
  bug(`${instructionName(ins)} has no form ${form}, only ${others.join(' ')}`)
}
