// The scan of the collector's kernel (scavenge.ts) in machine code: the same walk over to-space, the same
// forwarding words, about four times as fast.
//
// A leaf routine on the host's stack, called between two runs of guest code. Its state is in the context
// block, before and after: where to scan, the first free byte, from-space. It returns when everything is
// scanned, and at objects that only TypeScript knows how to scan (heap frames of the other tiers, kinds
// with words before raw data): scan < free then. All addresses are cage offsets in 32-bit registers, since a pointer's high
// half never changes; only free is absolute. A fault in here goes where faults of guest code go.
//
// Needs: to-space has room for all of from-space. Keeps: the host's callee-saved registers.

import {
  type Assembler,
  CC,
  I,
  type Label,
  R8,
  R9,
  R10,
  R11,
  R12,
  R13,
  R14,
  R15,
  RAX,
  RBP,
  RBX,
  RCX,
  RDI,
  RDX,
  RSI,
  RSP,
} from '../asm/index.ts'
import { TAG } from '../expr/index.ts'
import { type Heap, kinds, LAST_KIND } from '../heap/index.ts'
import {
  type ContextField,
  contextOffsets,
  heapFrameSlots,
  NUMBER_OFFSET,
  SITE_BYTES,
  SITE_LIVE_WORDS,
  type Stubs,
} from '../runtime/index.ts'
import { ALL_WORDS, type KindRules, POINTER_TAGS, sizeCodes } from './kind-rules.ts'
import type { NativeScan } from './scavenge.ts'

const CONTEXT = R15
const CAGE = R12
/** Absolute address of the table: size rule by kind, then by kind how it is scanned. */
const TABLE = R14
const TAGS = R13
const FROM = R8
const FROM_BYTES = R9
/** The word that is looked at, as a cage offset; where new copies go, absolute. */
const SCAN = RSI
const FREE = RDI
/** Low half and tag of that word, the object it points to. */
const WORD = RAX
const TAG_OF_WORD = RCX
const OBJECT = RDX
const WORDS = RBX
const SAVED = [RBX, RBP, R12, R13, R14, R15] as const
const KIND_COUNT = LAST_KIND + 1
/** How objects of a kind are scanned: all fields are words, none is, a heap frame; TypeScript does it. */
const SCAN_CODES = { words: 0, raw: 1, frame: 2, leave: 3 } as const
/** On the host's stack: words of the frame that is scanned that are still to be looked at, and where it is. */
const LOCAL_WORDS = 0
const LOCAL_FRAME = 8
const LOCAL_BYTES = 16
/** From so many words on a block move is faster. */
const LEAST_BLOCK_WORDS = 32

/** Where the routine is emitted, and what it must know of native code. */
export interface NativeRoom {
  readonly routines: Assembler
  readonly trampoline: Pick<Stubs, 'referenceReturn'>
}

/** Emits the routine and makes it callable. */
export function makeNativeScan(native: NativeRoom, heap: Heap, rules: KindRules): NativeScan {
  const { cage } = heap
  const address = emitScanRoutine(native, heap, rules)
  const slotOf = (field: ContextField) => (cage.layout.context.start + contextOffsets[field]) >>> 2
  return {
    run: cage.entryPoint(address),
    state: {
      scan: slotOf('collectorScan'),
      free: slotOf('collectorFree'),
      from: slotOf('collectorFrom'),
      fromBytes: slotOf('collectorFromBytes'),
    },
  }
}

/** Emits the routine and writes its table into static memory; its address. */
function emitScanRoutine({ routines: asm, trampoline }: NativeRoom, heap: Heap, rules: KindRules) {
  const table = writeTable(heap, rules)
  const labels: Labels = { next: asm.newLabel(), loop: asm.newLabel(), leave: asm.newLabel() }
  const { next, loop, leave } = labels
  const notPointer = asm.newLabel()
  const at = asm.align(16)
  emitEnter(asm, heap, table)
  asm.jmp(loop)

  asm.bind(next)
  asm.ri(I.add, SCAN, 8)
  asm.bind(loop)
  asm.rr(I.cmp32, SCAN, FREE)
  asm.jcc(CC.AE, leave)
  emitWord(asm, next, notPointer)
  asm.bind(notPointer)
  emitHeader(asm, labels, () => {
    emitFrame(asm, labels, trampoline.referenceReturn, heap.cage.layout.callSites.start)
  })

  asm.bind(leave)
  asm.mr(I.mov32, CONTEXT, contextOffsets.collectorScan, SCAN)
  asm.mr(I.mov32, CONTEXT, contextOffsets.collectorFree, FREE)
  asm.mi(I.mov32, CONTEXT, contextOffsets.collectorFromBytes, 0)
  asm.ri(I.add, RSP, LOCAL_BYTES)
  for (const register of [...SAVED].reverse()) asm.r(I.pop, register)
  asm.none(I.ret)
  asm.resetLabels()
  return at
}

/** What the word at `SCAN` points to moves, if it has to; to `next` or, no pointer, `notPointer`. */
function emitWord(asm: Assembler, next: Label, notPointer: Label): void {
  const object = asm.newLabel()
  asm.rmx(I.mov32, WORD, CAGE, SCAN, 1, 0)
  asm.rr(I.mov32, TAG_OF_WORD, WORD)
  asm.ri(I.and32, TAG_OF_WORD, 7)
  asm.rr(I.bt, TAGS, TAG_OF_WORD)
  asm.jcc(CC.AE, notPointer)
  asm.rr(I.mov32, OBJECT, WORD)
  asm.rr(I.sub32, OBJECT, TAG_OF_WORD)
  asm.rr(I.mov32, R10, OBJECT)
  asm.rr(I.sub32, R10, FROM)
  asm.rr(I.cmp32, R10, FROM_BYTES)
  asm.jcc(CC.AE, next)
  asm.rmx(I.mov, R11, CAGE, OBJECT, 1, 0)
  asm.ri(I.cmp32, TAG_OF_WORD, TAG.pair)
  asm.jcc(CC.NE, object)
  emitPair(asm, next)
  asm.bind(object)
  emitObject(asm, next)
}

interface Labels {
  /** Goes on with the next word, with the word at `SCAN`; ends. */
  readonly next: Label
  readonly loop: Label
  readonly leave: Label
}

function writeTable(heap: Heap, rules: KindRules): number {
  const at = heap.allocateStatic(2 * KIND_COUNT)
  for (let kind = 0; kind < KIND_COUNT; kind++) {
    heap.u8[at + kind] = rules.size[kind] as number
    heap.u8[at + KIND_COUNT + kind] = scanCode(rules, kind)
  }
  return at
}

function scanCode(rules: KindRules, kind: number): number {
  const words = rules.words[kind] as number
  if (kind === kinds.frame.number) return SCAN_CODES.frame
  if (words === ALL_WORDS) return SCAN_CODES.words
  // One word before raw data that are counted is the count, which points nowhere.
  const isCount = words === 1 && rules.size[kind] !== sizeCodes.header
  return words === 0 || isCount ? SCAN_CODES.raw : SCAN_CODES.leave
}

function emitEnter(asm: Assembler, heap: Heap, table: number): void {
  const { baseHigh } = heap
  for (const register of SAVED) asm.r(I.push, register)
  asm.movabs(CONTEXT, baseHigh, heap.cage.layout.context.start)
  asm.mr(I.mov, CONTEXT, contextOffsets.hostStackPointer, RSP)
  asm.ri(I.sub, RSP, LOCAL_BYTES)
  asm.movabs(CAGE, baseHigh, 0)
  asm.movabs(TABLE, baseHigh, table)
  asm.movImm(TAGS, POINTER_TAGS)
  asm.rm(I.mov32, SCAN, CONTEXT, contextOffsets.collectorScan)
  asm.rm(I.mov32, FREE, CONTEXT, contextOffsets.collectorFree)
  asm.rr(I.add, FREE, CAGE)
  asm.rm(I.mov32, FROM, CONTEXT, contextOffsets.collectorFrom)
  asm.rm(I.mov32, FROM_BYTES, CONTEXT, contextOffsets.collectorFromBytes)
}

/** R11 holds the pair's first word. */
function emitPair(asm: Assembler, next: Label): void {
  const forwarded = asm.newLabel()
  asm.rr(I.mov32, R10, R11)
  asm.ri(I.and32, R10, 7)
  asm.ri(I.cmp32, R10, TAG.header)
  asm.jcc(CC.E, forwarded)
  asm.rmx(I.mov, R10, CAGE, OBJECT, 1, 8)
  asm.mr(I.mov, FREE, 0, R11)
  asm.mr(I.mov, FREE, 8, R10)
  asm.rm(I.lea, R10, FREE, TAG.header)
  asm.mxr(I.mov32, CAGE, OBJECT, 1, 0, R10)
  asm.rm(I.lea, R10, FREE, TAG.pair)
  asm.mxr(I.mov32, CAGE, SCAN, 1, 0, R10)
  asm.ri(I.add, FREE, 16)
  asm.jmp(next)
  asm.bind(forwarded)
  asm.ri(I.sub32, R11, TAG.header - TAG.pair)
  asm.mxr(I.mov32, CAGE, SCAN, 1, 0, R11)
  asm.jmp(next)
}

/** R11 holds the object's header, or where it went: bit 32 is clear then. */
function emitObject(asm: Assembler, next: Label): void {
  const forwarded = asm.newLabel()
  const block = asm.newLabel()
  const copied = asm.newLabel()
  asm.ri(I.bt, R11, 32)
  asm.jcc(CC.AE, forwarded)
  emitSize(asm, R11, OBJECT)
  asm.rmx(I.lea, R11, FREE, TAG_OF_WORD, 1, 0)
  asm.mxr(I.mov32, CAGE, SCAN, 1, 0, R11)
  asm.rmx(I.lea, RBP, CAGE, OBJECT, 1, 0)
  asm.ri(I.cmp32, WORDS, LEAST_BLOCK_WORDS)
  asm.jcc(CC.AE, block)
  asm.rr(I.mov32, R10, WORDS)
  const word = asm.newLabel()
  asm.bind(word)
  asm.rmx(I.mov, R11, RBP, R10, 8, -8)
  asm.mxr(I.mov, FREE, R10, 8, -8, R11)
  asm.ri(I.sub32, R10, 1)
  asm.jcc(CC.NE, word)
  asm.bind(copied)
  asm.rm(I.lea, R11, FREE, TAG.header)
  asm.mr(I.mov, RBP, 0, R11)
  asm.rmx(I.lea, FREE, FREE, WORDS, 8, 0)
  asm.jmp(next)

  asm.bind(block)
  asm.rr(I.mov, R10, SCAN)
  asm.rr(I.mov, R11, FREE)
  asm.rr(I.mov, RSI, RBP)
  asm.rr(I.mov, RCX, WORDS)
  asm.none(I.repMovsq)
  asm.rr(I.mov, SCAN, R10)
  asm.rr(I.mov, FREE, R11)
  asm.jmp(copied)

  asm.bind(forwarded)
  asm.rmx(I.lea, R11, R11, TAG_OF_WORD, 1, -TAG.header)
  asm.mxr(I.mov32, CAGE, SCAN, 1, 0, R11)
  asm.jmp(next)
}

/** The word at `SCAN` is no pointer; if it is a header its kind says what follows. */
function emitHeader(asm: Assembler, { next, loop, leave }: Labels, emitFrames: () => void): void {
  const skip = asm.newLabel()
  asm.ri(I.cmp32, TAG_OF_WORD, TAG.header)
  asm.jcc(CC.NE, next)
  asm.rr(I.mov32, R10, WORD)
  asm.ri(I.shr32, R10, 3)
  asm.ri(I.and32, R10, LAST_KIND)
  asm.rmx(I.movzx8, R10, TABLE, R10, 1, KIND_COUNT)
  asm.ri(I.cmp32, R10, SCAN_CODES.raw)
  asm.jcc(CC.B, next)
  asm.jcc(CC.E, skip)
  asm.ri(I.cmp32, R10, SCAN_CODES.frame)
  asm.jcc(CC.NE, leave)
  emitFrames()
  asm.bind(skip)
  emitSize(asm, WORD, SCAN)
  asm.rmx(I.lea, SCAN, SCAN, WORDS, 8, 0)
  asm.jmp(loop)
}

/**
 * The heap frame at `SCAN`: the next frame, then the words that its call site says are live. Ends with
 * the frame at `SCAN` again and its header in `WORD`. Frames of other tiers are left to TypeScript.
 */
function emitFrame(
  asm: Assembler,
  { leave }: Labels,
  referenceReturn: number,
  callSites: number,
): void {
  const next = asm.newLabel()
  const done = asm.newLabel()
  asm.rmx(I.mov32, R10, CAGE, SCAN, 1, 4 * heapFrameSlots.resume)
  asm.ri(I.cmp32, R10, referenceReturn | 0)
  asm.jcc(CC.E, leave)
  asm.rmx(I.mov32, R10, CAGE, R10, 1, NUMBER_OFFSET)
  asm.rmx(I.mov32, R10, CAGE, R10, SITE_BYTES, callSites + SITE_LIVE_WORDS)
  asm.rr(I.test32, R10, R10)
  asm.jcc(CC.E, leave)
  asm.ri(I.shl, R10, heapFrameSlots.words / 2)
  asm.ri(I.or, R10, 1 << (heapFrameSlots.next / 2))
  asm.mr(I.mov, RSP, LOCAL_FRAME, SCAN)
  asm.mr(I.mov, RSP, LOCAL_WORDS, R10)

  asm.bind(next)
  asm.rm(I.mov, R10, RSP, LOCAL_WORDS)
  asm.rm(I.mov, SCAN, RSP, LOCAL_FRAME)
  asm.rr(I.bsf, R11, R10)
  asm.jcc(CC.E, done)
  asm.rmx(I.lea, SCAN, SCAN, R11, 8, 0)
  asm.rm(I.lea, R11, R10, -1)
  asm.rr(I.and, R10, R11)
  asm.mr(I.mov, RSP, LOCAL_WORDS, R10)
  emitWord(asm, next, next)
  asm.bind(done)
  asm.rmx(I.mov32, WORD, CAGE, SCAN, 1, 0)
}

/** WORDS = size in words of the object at cage offset `at` whose header's low half is in `header`. */
function emitSize(asm: Assembler, header: number, at: number): void {
  const counted = asm.newLabel()
  const inBytes = asm.newLabel()
  const done = asm.newLabel()
  asm.rr(I.mov32, WORDS, header)
  asm.ri(I.shr32, WORDS, 3)
  asm.ri(I.and32, WORDS, LAST_KIND)
  asm.rmx(I.movzx8, R10, TABLE, WORDS, 1, 0)
  asm.ri(I.cmp32, R10, sizeCodes['length-words'])
  asm.jcc(CC.AE, counted)
  asm.rr(I.mov32, WORDS, header)
  asm.ri(I.shr32, WORDS, 8)
  asm.ri(I.add32, WORDS, 1)
  asm.jmp(done)
  asm.bind(counted)
  asm.rmx(I.mov32, WORDS, CAGE, at, 1, 8)
  asm.jcc(CC.NE, inBytes)
  asm.ri(I.shr32, WORDS, 3)
  asm.ri(I.add32, WORDS, 2)
  asm.jmp(done)
  asm.bind(inBytes)
  asm.ri(I.shr32, WORDS, 3)
  asm.ri(I.add32, WORDS, 23)
  asm.ri(I.shr32, WORDS, 3)
  asm.bind(done)
}
