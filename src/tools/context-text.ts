// Contexts as text: what compiled code knows of each live value, and where it lies (DESIGN 7).
//
//   r0 fixnum in rdi, r2 flonum in xmm1, r3 = 5, self procedure in slot 4; frame built
//
// r names bytecode registers, v values of the op body that the code stands in, self the running
// procedure. A value with several names is shown once: `r0 r3 any in rax`.

import { registerName, xmmName } from '../asm/index.ts'
import { CONSTANT, type Context, NONE } from '../backend/index.ts'
import {
  ANY,
  BOXED_FLONUM,
  CHARACTER,
  FALSE,
  FIXNUM,
  FLONUM,
  IMMEDIATE,
  kindType,
  NULL,
  OBJECT,
  OTHER_IMMEDIATE,
  PAIR,
  PROCEDURE,
  SELF_TAGGED,
  TRUE,
  type WordType,
} from '../expr/index.ts'
import { kinds } from '../heap/index.ts'

/** Names of sets of atoms, larger sets first: each is used where all its atoms are there. */
const typeNames: readonly (readonly [WordType, string])[] = [
  [OBJECT, 'object'],
  [FLONUM, 'flonum'],
  [FIXNUM, 'fixnum'],
  [SELF_TAGGED, 'self-tagged'],
  [BOXED_FLONUM, 'boxed-flonum'],
  [PAIR, 'pair'],
  [PROCEDURE, 'procedure'],
  [FALSE, '#f'],
  [TRUE, '#t'],
  [NULL, '()'],
  [CHARACTER, 'character'],
  [OTHER_IMMEDIATE, 'immediate'],
  ...Object.values(kinds).map(({ number, name }) => [kindType(number), name] as const),
]
const FIXNUM_SHIFT = 3
/** Sets of more atoms than this are shown by what is missing. */
const MANY_ATOMS = 12

/** A type as text: `fixnum|flonum`, `not pair`, `any`. */
export function printType(type: WordType): string {
  if (type === ANY) return 'any'
  if (countBits(type) > MANY_ATOMS) return `not ${atomNames(ANY & ~type)}`
  return atomNames(type)
}

function atomNames(type: WordType): string {
  let left = type
  const names: string[] = []
  for (const [atoms, name] of typeNames) {
    if ((left & atoms) !== atoms) continue
    names.push(name)
    left &= ~atoms
  }
  if (left !== 0) names.push(`0x${left.toString(16)}`)
  return names.length === 0 ? 'nothing' : names.join('|')
}

function countBits(word: number): number {
  let count = 0
  for (let rest = word; rest !== 0; rest &= rest - 1) count++
  return count
}

/** The whole context on one line. `selfRegister` is the number that stands for the procedure. */
export function printContext(
  context: Context,
  selfRegister: number,
  procedureName: (codeId: number) => string,
): string {
  const names: string[][] = context.values.map(() => [])
  const addNames = (pairs: readonly number[], nameOf: (id: number) => string) => {
    for (let i = 0; i < pairs.length; i += 2) {
      names[pairs[i + 1] as number]?.push(nameOf(pairs[i] as number))
    }
  }
  addNames(context.registers, (r) => (r === selfRegister ? 'self' : `r${r}`))
  addNames(context.body, (id) => `v${id}`)
  const values = names.map((all, v) => `${all.join(' ')} ${printValue(context, v, procedureName)}`)
  const frame = context.framed ? 'frame built' : 'no frame'
  return values.length === 0 ? frame : `${values.join(', ')}; ${frame}`
}

function printValue(context: Context, v: number, procedureName: (id: number) => string): string {
  const constant = printConstantValue(context, v)
  if (constant !== null) return `= ${constant}`
  const code = context.values[v]!.knownCode
  const what = code === NONE ? printType(context.values[v]!.type) : `= ${procedureName(code)}`
  const places = printPlaces(context, v)
  const raw = context.values[v]!.raw === 1 ? ' raw' : ''
  return places.length === 0 ? `${what}${raw}` : `${what}${raw} in ${places.join(' and ')}`
}

function printConstantValue(context: Context, v: number): string | null {
  if (context.values[v]!.isDouble === 1) return String(context.values[v]!.constantDouble)
  const low = context.values[v]!.constantImm
  switch (context.values[v]!.constant) {
    case CONSTANT.immediate:
      if (context.values[v]!.type === FIXNUM) return String(low >> FIXNUM_SHIFT)
      return immediateName(low)
    case CONSTANT.memory:
      return low >= 0 ? `word at +0x${low.toString(16)}` : null
    default:
      return null
  }
}

function immediateName(word: number): string {
  const named = Object.entries(IMMEDIATE).find(([, value]) => value === word)
  return named?.[0] ?? `immediate 0x${(word >>> 0).toString(16)}`
}

function printPlaces(context: Context, v: number): string[] {
  const places: string[] = []
  const add = (place: number | undefined, text: (place: number) => string) => {
    if (place !== undefined && place !== NONE) places.push(text(place))
  }
  add(context.values[v]!.gpr, (r) => registerName(r, 64))
  add(context.values[v]!.xmm, (r) => xmmName(r))
  add(context.values[v]!.slot, (s) => `slot ${s}`)
  add(context.values[v]!.slotDouble, (s) => `slot ${s} as a double`)
  return places
}
