// How x86-64 covers the nodes of the op IR. One tile a row: text, node, operand forms, result, code.
//
// Operand forms: r general register, i signed 32-bit immediate, m word in a frame slot, x vector
// register, d double in memory (frame slot or literal). The emitter picks the cheapest tile whose
// forms the operands can take as they lie (a load into a register costs 1), first in the table on a
// tie. `into: 0` means: the result register already holds operand 0.
//
// Code gets plain numbers: register, immediate, displacement from RSP; for form d a displacement
// with its base register in the next argument. Tests and comparisons return a condition code.

import { type Assembler, CC, I, RAX, RBX, RCX, RDX, RSP } from '../../asm/index.ts'
import { CHARACTER_LOW_BYTE, type CheckedName, type NodeName, TAG } from '../../expr/index.ts'
import { kinds } from '../../heap/index.ts'
import { EQUAL_CLOBBERS, emitEqBytes, emitHashBytes, emitHashWord, HASH_CLOBBERS } from './bytes.ts'
import { CAGE, SCRATCH } from './roles.ts'
import { emitRound } from './rounding.ts'

export type Form = 'r' | 'i' | 'm' | 'x' | 'd'
export type ResultForm = 'r' | 'x' | 'flag' | 'none'

/** Condition "equal and ordered": needs a second jump on parity (emitBranch). */
export const CC_EQUAL_ORDERED = 16

/** d result register, then one number per operand (form d: two), last the node's immediate. */
export type TileCode = (asm: Assembler, d: number, x: number, y: number, z: number, a: number) => number | void

export interface Tile {
  readonly text: string
  readonly node: NodeName | CheckedName
  readonly forms: readonly Form[]
  readonly result: ResultForm
  readonly into: boolean
  /** Registers the code destroys or fixes: the result is in `fixed`, `clobbers` are evicted. */
  readonly fixed: number
  readonly clobbers: readonly number[]
  readonly cost: number
  readonly code: TileCode
}

interface TileOptions {
  readonly into?: boolean
  readonly fixed?: number
  readonly clobbers?: readonly number[]
  readonly cost?: number
}

function tile(text: string, node: Tile['node'], forms: string, result: ResultForm, code: TileCode, o: TileOptions = {}): Tile {
  const { into = false, fixed = -1, clobbers = [], cost = 1 } = o
  return { text, node, forms: [...forms] as Form[], result, into, fixed, clobbers, cost, code }
}

const INTO = { into: true }
const bias = (asm: Assembler, r: number, by: number) => asm.rm(I.lea32, SCRATCH, r, by)

export const tiles: readonly Tile[] = [
  // Tag tests: the biased tag is zero in its low bits exactly when the tag is right.
  tile('test r8, 7',            'isFixnum',        'r',   'flag', (asm, _, x) => { asm.ri(I.test8, x, 7); return CC.E }),
  tile('lea+5, test 6',         'isSelfTagged',    'r',   'flag', (asm, _, x) => { bias(asm, x, 5); asm.ri(I.test8, SCRATCH, 6); return CC.E }),
  tile('lea-1, test 7',         'isPair',          'r',   'flag', (asm, _, x) => { bias(asm, x, -TAG.pair); asm.ri(I.test8, SCRATCH, 7); return CC.E }),
  tile('lea-5, test 7',         'isProcedure',     'r',   'flag', (asm, _, x) => { bias(asm, x, -TAG.procedure); asm.ri(I.test8, SCRATCH, 7); return CC.E }),
  tile('lea-2, test 7',         'isObject',        'r',   'flag', (asm, _, x) => { bias(asm, x, -TAG.object); asm.ri(I.test8, SCRATCH, 7); return CC.E }),
  tile('cmp r8, 46h',           'isCharacter',     'r',   'flag', (asm, _, x) => { asm.ri(I.cmp8, x, CHARACTER_LOW_BYTE); return CC.E }),
  tile('cmp byte [r-2], kind',  'hasKind',         'r',   'flag', (asm, _, x, _y, _z, a) => { asm.mi(I.cmp8, x, -TAG.object, ((a << 3) | TAG.header) << 24 >> 24); return CC.E }),
  // The count is above the low byte of a header, which is neither 0 nor compared.
  tile('cmp dword [r-2], i',    'hasField',        'ri',  'flag', (asm, _, x, y, _z, a) => { asm.mi(I.cmp32, x, -TAG.object, (y << 5) + ((a + 1) << 8)); return CC.AE }),
  tile('shl, cmp [r-2], r',     'hasField',        'rr',  'flag', (asm, _, x, y, _z, a) => { asm.rr(I.mov, SCRATCH, y); asm.ri(I.shl, SCRATCH, 5); asm.ri(I.add, SCRATCH, (a + 1) << 8); asm.mr(I.cmp32, x, -TAG.object, SCRATCH); return CC.AE }, { cost: 3 }),
  tile('test byte [r+2], i',    'hasFlag',         'r',   'flag', (asm, _, x, _y, _z, a) => { asm.mi(I.test8, x, 4 - TAG.object, 1 << (a - 32)); return CC.NE }),
  tile('cmp r, i',              'isImmediate',     'r',   'flag', (asm, _, x, _y, _z, a) => { asm.ri(I.cmp, x, a); return CC.E }),
  tile('cmp m, i',              'isImmediate',     'm',   'flag', (asm, _, x, _y, _z, a) => { asm.mi(I.cmp, RSP, x, a); return CC.E }),
  // Comparisons.
  tile('cmp r, r',              'eqWord',          'rr',  'flag', (asm, _, x, y) => { asm.rr(I.cmp, x, y); return CC.E }),
  tile('cmp r, i',              'eqWord',          'ri',  'flag', (asm, _, x, y) => { asm.ri(I.cmp, x, y); return CC.E }),
  tile('cmp i, r',              'eqWord',          'ir',  'flag', (asm, _, x, y) => { asm.ri(I.cmp, y, x); return CC.E }),
  tile('cmp r, m',              'eqWord',          'rm',  'flag', (asm, _, x, y) => { asm.rm(I.cmp, x, RSP, y); return CC.E }),
  tile('cmp r, r',              'ltFixnum',        'rr',  'flag', (asm, _, x, y) => { asm.rr(I.cmp, x, y); return CC.L }),
  tile('cmp r, i',              'ltFixnum',        'ri',  'flag', (asm, _, x, y) => { asm.ri(I.cmp, x, y); return CC.L }),
  tile('cmp i, r',              'ltFixnum',        'ir',  'flag', (asm, _, x, y) => { asm.ri(I.cmp, y, x); return CC.G }),
  tile('cmp r, m',              'ltFixnum',        'rm',  'flag', (asm, _, x, y) => { asm.rm(I.cmp, x, RSP, y); return CC.L }),
  tile('cmp r, r',              'leFixnum',        'rr',  'flag', (asm, _, x, y) => { asm.rr(I.cmp, x, y); return CC.LE }),
  tile('cmp r, i',              'leFixnum',        'ri',  'flag', (asm, _, x, y) => { asm.ri(I.cmp, x, y); return CC.LE }),
  tile('cmp i, r',              'leFixnum',        'ir',  'flag', (asm, _, x, y) => { asm.ri(I.cmp, y, x); return CC.GE }),
  tile('cmp r, m',              'leFixnum',        'rm',  'flag', (asm, _, x, y) => { asm.rm(I.cmp, x, RSP, y); return CC.LE }),
  tile('cmp r, r',              'ltUnsigned',      'rr',  'flag', (asm, _, x, y) => { asm.rr(I.cmp, x, y); return CC.B }),
  tile('cmp r, i',              'ltUnsigned',      'ri',  'flag', (asm, _, x, y) => { asm.ri(I.cmp, x, y); return CC.B }),
  tile('cmp i, r',              'ltUnsigned',      'ir',  'flag', (asm, _, x, y) => { asm.ri(I.cmp, y, x); return CC.A }),
  tile('ucomisd y, x',          'ltF64',           'xx',  'flag', (asm, _, x, y) => { asm.rr(I.ucomisd, y, x); return CC.A }),
  tile('ucomisd y, x',          'leF64',           'xx',  'flag', (asm, _, x, y) => { asm.rr(I.ucomisd, y, x); return CC.AE }),
  tile('ucomisd x, y',          'eqF64',           'xx',  'flag', (asm, _, x, y) => { asm.rr(I.ucomisd, x, y); return CC_EQUAL_ORDERED }),
  // Fixnums stay tagged: value * 8, so sums and remainders need no shifts.
  tile('add r, r',              'addFixnum',       'rr',  'r', (asm, d, _, y) => asm.rr(I.add, d, y), INTO),
  tile('add r, i',              'addFixnum',       'ri',  'r', (asm, d, _, y) => asm.ri(I.add, d, y), INTO),
  tile('add r, m',              'addFixnum',       'rm',  'r', (asm, d, _, y) => asm.rm(I.add, d, RSP, y), INTO),
  tile('sub r, r',              'subFixnum',       'rr',  'r', (asm, d, _, y) => asm.rr(I.sub, d, y), INTO),
  tile('sub r, i',              'subFixnum',       'ri',  'r', (asm, d, _, y) => asm.ri(I.sub, d, y), INTO),
  tile('sub r, m',              'subFixnum',       'rm',  'r', (asm, d, _, y) => asm.rm(I.sub, d, RSP, y), INTO),
  tile('imul r, r, i',          'mulFixnum',       'ri',  'r', (asm, d, x, y) => asm.rri(I.imul, d, x, y >> 3)),
  tile('sar, imul r, r',        'mulFixnum',       'rr',  'r', (asm, d, _, y) => { asm.rr(I.mov, SCRATCH, y); asm.ri(I.sar, SCRATCH, 3); asm.rr(I.imul, d, SCRATCH) }, { into: true, cost: 3 }),
  tile('idiv r, shl 3',         'quotientFixnum',  'rr',  'r', (asm, d, x, y) => divide(asm, d, x, y, 'quotient'), { fixed: RAX, clobbers: [RAX, RDX], cost: 20 }),
  tile('idiv r',                'remainderFixnum', 'rr',  'r', (asm, d, x, y) => divide(asm, d, x, y, 'remainder'), { fixed: RDX, clobbers: [RAX, RDX], cost: 20 }),
  tile('neg r',                 'negateFixnum',    'r',   'r', (asm, d) => asm.r(I.neg, d), INTO),
  tile('and r, r',              'andFixnum',       'rr',  'r', (asm, d, _, y) => asm.rr(I.and, d, y), INTO),
  tile('and r, i',              'andFixnum',       'ri',  'r', (asm, d, _, y) => asm.ri(I.and, d, y), INTO),
  tile('or r, r',               'orFixnum',        'rr',  'r', (asm, d, _, y) => asm.rr(I.or, d, y), INTO),
  tile('or r, i',               'orFixnum',        'ri',  'r', (asm, d, _, y) => asm.ri(I.or, d, y), INTO),
  tile('xor r, r',              'xorFixnum',       'rr',  'r', (asm, d, _, y) => asm.rr(I.xor, d, y), INTO),
  tile('xor r, i',              'xorFixnum',       'ri',  'r', (asm, d, _, y) => asm.ri(I.xor, d, y), INTO),
  tile('shl r, i',              'shlFixnum',       'ri',  'r', (asm, d, _, y) => asm.ri(I.shl, d, y >> 3), INTO),
  tile('shl r, cl',             'shlFixnum',       'rr',  'r', (asm, d, _, y) => { natural(asm, RCX, y); asm.r(I.shl, d) }, { into: true, clobbers: [RCX], cost: 3 }),
  tile('sar r, i, and -8',      'sarFixnum',       'ri',  'r', (asm, d, _, y) => { asm.ri(I.sar, d, y >> 3); asm.ri(I.and, d, -8) }, INTO),
  tile('sar r, cl, and -8',     'sarFixnum',       'rr',  'r', (asm, d, _, y) => { natural(asm, RCX, y); asm.r(I.sar, d); asm.ri(I.and, d, -8) }, { into: true, clobbers: [RCX], cost: 4 }),
  tile('sar r, 3',              'untag',           'r',   'r', (asm, d) => asm.ri(I.sar, d, 3), INTO),
  tile('shl r, 3',              'tag',             'r',   'r', (asm, d) => asm.ri(I.shl, d, 3), INTO),
  tile('add r, r',              'addInt',          'rr',  'r', (asm, d, _, y) => asm.rr(I.add, d, y), INTO),
  tile('add r, i',              'addInt',          'ri',  'r', (asm, d, _, y) => asm.ri(I.add, d, y), INTO),
  tile('and r, r',              'andInt',          'rr',  'r', (asm, d, _, y) => asm.rr(I.and, d, y), INTO),
  tile('and r, i',              'andInt',          'ri',  'r', (asm, d, _, y) => asm.ri(I.and, d, y), INTO),
  tile('shr 8, shl 3',          'charToFixnum',    'r',   'r', (asm, d) => { asm.ri(I.shr, d, 8); asm.ri(I.shl, d, 3) }, INTO),
  tile('shl 5, add 46h',        'fixnumToChar',    'r',   'r', (asm, d) => { asm.ri(I.shl, d, 5); asm.ri(I.add, d, CHARACTER_LOW_BYTE) }, INTO),
  // Doubles.
  tile('sar, cvtsi2sd x, r',    'fixnumToF64',     'r',   'x', (asm, d, x) => { asm.rr(I.mov, SCRATCH, x); asm.ri(I.sar, SCRATCH, 3); asm.rr(I.xorpd, d, d); asm.rr(I.cvtsi2sd, d, SCRATCH) }, { cost: 4 }),
  tile('ror 4, movq x, r',      'unboxSelfTagged', 'r',   'x', (asm, d, x) => { asm.rr(I.mov, SCRATCH, x); asm.ri(I.ror, SCRATCH, 4); asm.rr(I.movq_xr, d, SCRATCH) }, { cost: 3 }),
  tile('ror 4, movq x, m',      'unboxSelfTagged', 'm',   'x', (asm, d, x) => { asm.rm(I.mov, SCRATCH, RSP, x); asm.ri(I.ror, SCRATCH, 4); asm.rr(I.movq_xr, d, SCRATCH) }, { cost: 3 }),
  tile('addsd x, x',            'addF64',          'xx',  'x', (asm, d, _, y) => asm.rr(I.addsd, d, y), INTO),
  tile('addsd x, d',            'addF64',          'xd',  'x', (asm, d, _, y, base) => asm.rm(I.addsd, d, base, y), INTO),
  tile('subsd x, x',            'subF64',          'xx',  'x', (asm, d, _, y) => asm.rr(I.subsd, d, y), INTO),
  tile('subsd x, d',            'subF64',          'xd',  'x', (asm, d, _, y, base) => asm.rm(I.subsd, d, base, y), INTO),
  tile('mulsd x, x',            'mulF64',          'xx',  'x', (asm, d, _, y) => asm.rr(I.mulsd, d, y), INTO),
  tile('mulsd x, d',            'mulF64',          'xd',  'x', (asm, d, _, y, base) => asm.rm(I.mulsd, d, base, y), INTO),
  tile('divsd x, x',            'divF64',          'xx',  'x', (asm, d, _, y) => asm.rr(I.divsd, d, y), INTO),
  tile('divsd x, d',            'divF64',          'xd',  'x', (asm, d, _, y, base) => asm.rm(I.divsd, d, base, y), INTO),
  tile('sqrtsd x, x',           'sqrtF64',         'x',   'x', (asm, d, x) => asm.rr(I.sqrtsd, d, x)),
  tile('cvttsd2si, corrected',  'roundF64',        'x',   'x', (asm, d, x, _y, _z, a) => emitRound(asm, d, x, a), { cost: 8 }),
  tile('cvttsd2si r, x',        'truncateF64',     'x',   'r', (asm, d, x) => asm.rr(I.cvttsd2si, d, x)),
  // Memory. An index is a fixnum, which is its offset in bytes already.
  tile('mov r, [r+a]',          'load',            'r',   'r', (asm, d, x, _y, _z, a) => asm.rm(I.mov, d, x, a)),
  tile('movsd x, [r+a]',        'loadF64',         'r',   'x', (asm, d, x, _y, _z, a) => asm.rm(I.movsd, d, x, a)),
  tile('mov r, [r+i+a]',        'loadAt',          'ri',  'r', (asm, d, x, y, _z, a) => asm.rm(I.mov, d, x, y + a)),
  tile('mov r, [r+r+a]',        'loadAt',          'rr',  'r', (asm, d, x, y, _z, a) => asm.rmx(I.mov, d, x, y, 1, a)),
  tile('mov [r+a], r',          'store',           'rr',  'none', (asm, _, x, y, _z, a) => asm.mr(I.mov, x, a, y)),
  tile('mov [r+a], i',          'store',           'ri',  'none', (asm, _, x, y, _z, a) => asm.mi(I.mov, x, a, y)),
  tile('mov [r+i+a], r',        'storeAt',         'rir', 'none', (asm, _, x, y, z, a) => asm.mr(I.mov, x, y + a, z)),
  tile('mov [r+r+a], r',        'storeAt',         'rrr', 'none', (asm, _, x, y, z, a) => asm.mxr(I.mov, x, y, 1, a, z)),
  tile('mov [r+r+a], i',        'storeAt',         'rri', 'none', (asm, _, x, y, z, a) => asm.mxi(I.mov, x, y, 1, a, z)),
  tile('mov [r+i+a], i',        'storeAt',         'rii', 'none', (asm, _, x, y, z, a) => asm.mi(I.mov, x, y + a, z)),
  tile('imul32, fold',          'hashWord',        'r',   'r', (asm, d, x) => emitHashWord(asm, d, x), { cost: 4 }),
  tile('imul32, fold, over',    'hashBytes',       'rr',  'r', (asm, d, x, y, _z, a) => emitHashBytes(asm, d, x, y, a), { clobbers: HASH_CLOBBERS, cost: 20 }),
  tile('cmp, over',             'eqBytes',         'rrr', 'flag', (asm, _, x, y, z, a) => emitEqBytes(asm, x, y, z, a), { clobbers: EQUAL_CLOBBERS, cost: 20 }),
  // Bytes and halves: the index is shifted in SCRATCH, a value in a register that is free for it.
  tile('movzx r, [r+i+a]',      'loadByteAt',      'ri',  'r', (asm, d, x, y, _z, a) => { asm.rm(I.movzx8, d, x, (y >> 3) + a); asm.ri(I.shl, d, 3) }),
  tile('movzx r, [r+r/8+a]',    'loadByteAt',      'rr',  'r', (asm, d, x, y, _z, a) => { scaledIndex(asm, y, 3); asm.rmx(I.movzx8, d, x, SCRATCH, 1, a); asm.ri(I.shl, d, 3) }),
  tile('mov32 r, [r+i+a]',      'loadHalfAt',      'ri',  'r', (asm, d, x, y, _z, a) => { asm.rm(I.mov32, d, x, (y >> 1) + a); asm.ri(I.shl, d, 3) }),
  tile('mov32 r, [r+r/2+a]',    'loadHalfAt',      'rr',  'r', (asm, d, x, y, _z, a) => { scaledIndex(asm, y, 1); asm.rmx(I.mov32, d, x, SCRATCH, 1, a); asm.ri(I.shl, d, 3) }),
  tile('mov8 [r+r/8+a], i',     'storeByteAt',     'rri', 'none', (asm, _, x, y, z, a) => { scaledIndex(asm, y, 3); asm.mxi(I.mov8, x, SCRATCH, 1, a, (z >> 3) << 24 >> 24) }),
  tile('mov8 [r+r/8+a], r',     'storeByteAt',     'rrr', 'none', (asm, _, x, y, z, a) => { scaledIndex(asm, y, 3); natural(asm, RBX, z); asm.mxr(I.mov8, x, SCRATCH, 1, a, RBX) }, { clobbers: [RBX], cost: 2 }),
  tile('mov32 [r+r/2+a], i',    'storeHalfAt',     'rri', 'none', (asm, _, x, y, z, a) => { scaledIndex(asm, y, 1); asm.mxi(I.mov32, x, SCRATCH, 1, a, z >> 3) }),
  tile('mov32 [r+r/2+a], r',    'storeHalfAt',     'rrr', 'none', (asm, _, x, y, z, a) => { scaledIndex(asm, y, 1); natural(asm, RBX, z); asm.mxr(I.mov32, x, SCRATCH, 1, a, RBX) }, { clobbers: [RBX], cost: 2 }),
]

/** SCRATCH becomes an index in units of 8 >> `shift` bytes from the fixnum in `index`. */
function scaledIndex(asm: Assembler, index: number, shift: number): void {
  asm.rr(I.mov, SCRATCH, index)
  asm.ri(I.shr, SCRATCH, shift)
}

/** `d` becomes the number in the fixnum `x`, which has 32 bits and no sign. */
function natural(asm: Assembler, d: number, x: number): void {
  asm.rr(I.mov, d, x)
  asm.ri(I.shr, d, 3)
}

/** Fixnum division of the tagged words: the tags cancel in the quotient and survive in the rest. */
function divide(asm: Assembler, _d: number, x: number, y: number, part: 'quotient' | 'remainder'): void {
  if (y === RAX || y === RDX) {
    asm.rr(I.mov, SCRATCH, y)
    y = SCRATCH
  }
  if (x !== RAX) asm.rr(I.mov, RAX, x)
  asm.none(I.cqo)
  asm.r(I.idiv, y)
  if (part === 'quotient') asm.ri(I.shl, RAX, 3)
}

/** Tiles by node, in table order. */
export const tilesByNode: ReadonlyMap<string, readonly Tile[]> = (() => {
  const map = new Map<string, Tile[]>()
  for (const row of tiles) map.set(row.node, [...(map.get(row.node) ?? []), row])
  return map
})()

/** Base register of a form-d operand: literals lie in the cage, spilled doubles in the frame. */
export const literalBase = CAGE
export const flonumHeaderLow = (1 << 8) | (kinds.flonum.number << 3) | TAG.header
