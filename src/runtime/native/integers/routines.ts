// Arithmetic of exact integers in machine code: what native code's requests for it jump to.
//
// A routine finds what the driver would: arguments, resume address and request number in the context
// block, everything live in the frame. It takes fixnums and bignums of any size below a limit, makes the
// result in the allocation window and goes on at the resume address. Whatever else comes (other numbers,
// division by zero, no room, too much work to be done between two polls, products and quotients for which
// bigints know better methods) it leaves to the driver with nothing changed, collector and errors included.

import {
  type Assembler,
  CC,
  type ConditionCode,
  I,
  type Label,
  RAX,
  RCX,
} from '../../../asm/index.ts'
import { CONTEXT, RESULT } from '../../../backend/index.ts'
import { bug } from '../../../base/index.ts'
import { IMMEDIATE } from '../../../expr/index.ts'
import { emitBitwise, emitShift } from './bitwise.ts'
import { divisionParts, emitDivision } from './division.ts'
import { emitCarryLoop, emitCompare, emitProduct, emitSwap } from './limb-loops.ts'
import {
  emitRoom,
  emitShared,
  type IntegerLabels,
  LEFT_COUNT,
  LEFT_SIGN,
  LIMB_BYTES,
  OUT,
  RIGHT_COUNT,
  RIGHT_SIGN,
  scratch,
} from './operands.ts'
import { type IntegerRequest, integerRequests } from './requests.table.ts'

/** Products of two longer factors are left to bigints, which from here on are as quick. */
const MOST_ROWS = 400
/** More products of two limbs are too many between two polls. */
const MOST_PRODUCTS = 2 ** 20

interface RoutineLabels extends IntegerLabels {
  /** The sum of decoded operands. */
  readonly sum: Label
  readonly division: Label
}

/** Emits all routines; addresses in the order of `integerRequests`. */
export function emitIntegerRoutines(asm: Assembler, exitHeavy: number): readonly number[] {
  const labels: RoutineLabels = {
    decode: asm.newLabel(),
    finish: asm.newLabel(),
    deliver: asm.newLabel(),
    giveUp: asm.newLabel(),
    sum: asm.newLabel(),
    division: asm.newLabel(),
  }
  emitShared(asm, labels, exitHeavy)
  const addresses = integerRequests.map((request) => {
    const at = asm.align(16)
    emitRoutine(asm, request, labels)
    return at
  })
  asm.resetLabels()
  return addresses
}

function emitRoutine(asm: Assembler, request: IntegerRequest, labels: RoutineLabels): void {
  switch (request) {
    case 'add':
      asm.call(labels.decode)
      asm.bind(labels.sum)
      return emitSum(asm, labels)
    case 'subtract':
      asm.call(labels.decode)
      asm.ri(I.xor, RIGHT_SIGN, 1)
      return asm.jmp(labels.sum)
    case 'multiply':
      return emitMultiply(asm, labels)
    case 'quotient':
      emitDivide(asm, labels, 'quotient')
      asm.bind(labels.division)
      return emitDivision(asm, labels)
    case 'remainder':
    case 'modulo':
      emitDivide(asm, labels, request)
      return asm.jmp(labels.division)
    case 'less':
      return emitOrdering(asm, labels, CC.L)
    case 'less-or-equal':
      return emitOrdering(asm, labels, CC.LE)
    case 'number-equal':
      return emitOrdering(asm, labels, CC.E)
    case 'arithmetic-shift':
      return emitShift(asm, labels)
    case 'bitwise-and':
      return emitBitwise(asm, labels, 'and')
    case 'bitwise-ior':
      return emitBitwise(asm, labels, 'or')
    case 'bitwise-xor':
      return emitBitwise(asm, labels, 'xor')
    default:
      bug(`no routine for ${request satisfies never}`)
  }
}

/** The sum of decoded operands. */
function emitSum(asm: Assembler, labels: IntegerLabels): void {
  const opposite = asm.newLabel()
  const ordered = asm.newLabel()
  const above = asm.newLabel()
  const below = asm.newLabel()
  asm.rmx(I.lea, RAX, LEFT_COUNT, RIGHT_COUNT, 1, 1)
  emitRoom(asm, labels)
  asm.rr(I.cmp, LEFT_SIGN, RIGHT_SIGN)
  asm.jcc(CC.NE, opposite)
  asm.rr(I.cmp, LEFT_COUNT, RIGHT_COUNT)
  asm.jcc(CC.AE, ordered)
  emitSwap(asm)
  asm.bind(ordered)
  emitCarryLoop(asm, 'adc')
  asm.ri(I.mov32, RAX, 0)
  asm.setcc(CC.B, RAX)
  asm.mxr(I.mov, OUT, RCX, LIMB_BYTES, 0, RAX)
  asm.ri(I.add, RCX, 1)
  asm.jmp(labels.finish)
  asm.bind(opposite)
  emitCompare(asm, above, below)
  asm.rr(I.xor32, RESULT, RESULT)
  asm.jmp(labels.deliver)
  asm.bind(below)
  emitSwap(asm)
  asm.rr(I.mov, LEFT_SIGN, RIGHT_SIGN)
  asm.bind(above)
  emitCarryLoop(asm, 'sbb')
  asm.jmp(labels.finish)
}

function emitMultiply(asm: Assembler, labels: IntegerLabels): void {
  const ordered = asm.newLabel()
  const some = asm.newLabel()
  asm.call(labels.decode)
  asm.rr(I.xor, LEFT_SIGN, RIGHT_SIGN)
  asm.rr(I.cmp, LEFT_COUNT, RIGHT_COUNT)
  asm.jcc(CC.AE, ordered)
  emitSwap(asm)
  asm.bind(ordered)
  asm.rr(I.xor32, RESULT, RESULT)
  asm.rr(I.test, RIGHT_COUNT, RIGHT_COUNT)
  asm.jcc(CC.NE, some)
  asm.jmp(labels.deliver)
  asm.bind(some)
  asm.ri(I.cmp, RIGHT_COUNT, MOST_ROWS)
  asm.jcc(CC.A, labels.giveUp)
  asm.rr(I.mov, RAX, LEFT_COUNT)
  asm.rr(I.imul, RAX, RIGHT_COUNT)
  asm.ri(I.cmp, RAX, MOST_PRODUCTS)
  asm.jcc(CC.A, labels.giveUp)
  asm.rmx(I.lea, RAX, LEFT_COUNT, RIGHT_COUNT, 1, 0)
  emitRoom(asm, labels)
  emitProduct(asm)
  asm.jmp(labels.finish)
}

function emitDivide(asm: Assembler, labels: IntegerLabels, part: keyof typeof divisionParts): void {
  asm.call(labels.decode)
  asm.mi(I.mov32, CONTEXT, scratch.part, divisionParts[part])
}

/** A boolean: whether `cc` holds for the operands. */
function emitOrdering(asm: Assembler, labels: IntegerLabels, cc: ConditionCode): void {
  const differ = asm.newLabel()
  const above = asm.newLabel()
  const below = asm.newLabel()
  const decided = asm.newLabel()
  asm.call(labels.decode)
  asm.rr(I.cmp, LEFT_SIGN, RIGHT_SIGN)
  asm.jcc(CC.NE, differ)
  emitCompare(asm, above, below)
  asm.rr(I.xor32, RCX, RCX)
  asm.jmp(decided)
  // Signs differ: the negative one is the smaller.
  asm.bind(differ)
  asm.rr(I.mov, RCX, RIGHT_SIGN)
  asm.rr(I.sub, RCX, LEFT_SIGN)
  asm.jmp(decided)
  // RCX = 1 for above and -1 for below, the other way round if both are negative.
  asm.bind(above)
  asm.ri(I.mov32, RCX, 1)
  asm.rr(I.sub, RCX, LEFT_SIGN)
  asm.rr(I.sub, RCX, LEFT_SIGN)
  asm.jmp(decided)
  asm.bind(below)
  asm.ri(I.mov, RCX, -1)
  asm.rr(I.add, RCX, LEFT_SIGN)
  asm.rr(I.add, RCX, LEFT_SIGN)
  asm.bind(decided)
  asm.ri(I.cmp, RCX, 0)
  asm.ri(I.mov32, RESULT, IMMEDIATE.true)
  asm.jcc(cc, labels.deliver)
  asm.ri(I.mov32, RESULT, IMMEDIATE.false)
  asm.jmp(labels.deliver)
}
