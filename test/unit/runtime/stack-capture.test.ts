// Walking, capturing and restoring frames that are laid out by hand: a recursion of one procedure in
// the reference engine's frames, with threaded and lazy frames between them.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeCollector, makeRuntimeRoots, verifyHeap } from '../../../src/collector/index.ts'
import { Heap, kinds } from '../../../src/heap/index.ts'
import { openCage } from '../../../src/memory/index.ts'
import { CodeBuilder, computeOpFlows, coreOps, makeOpSet } from '../../../src/ops/index.ts'
import {
  CallSites,
  CELL_BYTES,
  type Code,
  captureStack,
  cellOffsets,
  contextOffsets,
  FrameMaps,
  type FrameRuntime,
  type FrameView,
  frameBytes,
  GuestError,
  portableStubs,
  restoreFrame,
  SLOT_DEAD,
  SLOT_F64,
  SLOT_WORD,
  walkFrames,
} from '../../../src/runtime/index.ts'

const ops = makeOpSet(coreOps)
const flows = computeOpFlows(ops)
const CALL = 2
const GARBAGE = 0x7ffffff9 // tagged as a pair, outside everything

/** (define (f n p) (cons p (f n n))) more or less: r1 is live across the call, r0 r2 r3 are not. */
function makeTemplate() {
  const code = new CodeBuilder(ops, 'f', 2, false)
  code.emit('move', [0, 2], 10)
  code.emit('self', [3], 20)
  code.emit('call', [3, 2, 1, 4], 30)
  code.emit('cons', [1, 4, 4], 40)
  code.emit('return', [4], 50)
  return code.finish()
}

function makeWorld(heapBytes: number) {
  const cage = openCage({ native: 'off', heapBytes, stackBytes: 65536 })
  const { layout } = cage
  const context = layout.context.start
  const heap = new Heap(
    cage,
    (context + contextOffsets.allocation) >>> 2,
    (context + contextOffsets.allocationLimit) >>> 2,
  )
  const template = makeTemplate()
  const code: Code = {
    id: 0,
    name: 'f',
    template,
    cell: heap.allocateStatic(CELL_BYTES),
    unitsStart: heap.allocateStatic(8 * template.starts.length),
    unitCount: template.starts.length,
    registerCount: template.registerCount,
    parameterCount: 2,
    hasRest: false,
    pcs: Int32Array.from(template.starts.keys()),
    constantIndices: new Int32Array(),
    globalIndices: new Int32Array(),
  }
  heap.setWord((code.cell + cellOffsets.codeId) >>> 2, code.id, 0)
  const callSites = new CallSites()
  const stubs = portableStubs
  const maps = new FrameMaps({ heap, codes: [code], callSites, stubs, flows })
  const runtime: FrameRuntime = { heap, maps, context, stackTop: layout.stack.end }
  const roots = makeRuntimeRoots(runtime, { globalCount: () => 1, constantCount: () => 0 })
  const collector = makeCollector(heap, roots, { kinds: Object.values(kinds) })
  // Global 0 holds the procedure.
  const procedure = heap.allocateObject(kinds.procedure.number, 1)
  heap.setPointer((procedure + 8) >>> 2, code.cell)
  heap.setPointer(layout.globals.start >>> 2, procedure | 5)
  return { ...runtime, layout, code, callSites, roots, collector }
}
type World = ReturnType<typeof makeWorld>

const contextSlot = (world: World, field: keyof typeof contextOffsets) =>
  (world.context + contextOffsets[field]) >>> 2

/** A native return address with call-site number `number` behind it; nothing else is code here. */
function makeReturnAddress(world: World, number: number): number {
  const at = world.heap.allocateStatic(16) + 1
  for (let i = 0; i < 4; i++) world.heap.u8[at + 3 + i] = number >>> (8 * i)
  return at
}

/** Pushes a frame of `f` that waits in its call; register 1 holds a pair (`mark` . fixnum 0). */
function pushFrame(world: World, mark: number, resume: number): void {
  const { heap, code, layout } = world
  const stackPointer = heap.low(contextSlot(world, 'stackPointer'))
  heap.reserve(16)
  const pair = heap.allocate(16)
  heap.setFixnum(pair >>> 2, mark)
  heap.setFixnum((pair + 8) >>> 2, 0)
  // The return address of the new frame is the resume address of the one below.
  heap.setPointer((stackPointer - 8) >>> 2, heap.low(contextSlot(world, 'resume')))
  const base = stackPointer - 8 - frameBytes(code.registerCount)
  heap.copy(base >>> 2, layout.globals.start >>> 2)
  heap.setWord((base + 8) >>> 2, code.unitsStart + 8 * CALL, 1)
  for (let register = 0; register < code.registerCount; register++) {
    heap.setWord((base + 16 + 8 * register) >>> 2, GARBAGE, 0)
  }
  heap.setPointer((base + 24) >>> 2, pair | 1)
  heap.setPointer(contextSlot(world, 'stackPointer'), base)
  heap.setPointer(contextSlot(world, 'resume'), resume)
}

function startFiber(world: World): void {
  world.heap.setPointer(contextSlot(world, 'stackPointer'), world.stackTop)
  world.heap.setPointer(contextSlot(world, 'resume'), portableStubs.halt)
}

/** Marks of all frames, innermost first. */
function marks(world: World): number[] {
  const found: number[] = []
  walkFrames(world, ({ base, map }) => {
    assert.equal(map.code.name, 'f')
    assert.equal(map.pc, CALL)
    assert.equal(map.k, 1)
    const pair = world.heap.low(base + 6)
    found.push(world.heap.smallFixnumAt(world.heap.carSlot(pair)))
  })
  return found
}

const countDown = (from: number) => Array.from({ length: from }, (_, i) => from - i)

function assertHeapIsGood(world: World): void {
  assert.deepEqual(verifyHeap(world.heap, world.collector, world.roots), [])
}

/** What the driver does at an overflow: a call has pushed its return address. */
function overflow(world: World): void {
  const { heap } = world
  const stackPointer = heap.low(contextSlot(world, 'stackPointer')) - 8
  heap.setPointer(stackPointer >>> 2, heap.low(contextSlot(world, 'resume')))
  assert.equal(captureStack(world, stackPointer), world.stackTop - 8)
}

/** The top frame returns. */
function popFrame(world: World): void {
  const { heap, code } = world
  const base = heap.low(contextSlot(world, 'stackPointer'))
  const returnSlot = (base + frameBytes(code.registerCount)) >>> 2
  heap.setPointer(contextSlot(world, 'stackPointer'), returnSlot * 4 + 8)
  heap.copy(contextSlot(world, 'resume'), returnSlot)
  if (heap.low(contextSlot(world, 'resume')) === portableStubs.underflow) restoreFrame(world)
}

test('only the words that liveness names are visited', () => {
  const world = makeWorld(1 << 20)
  startFiber(world)
  pushFrame(world, 1, portableStubs.referenceReturn)
  const seen: FrameView[] = []
  walkFrames(world, (frame) => {
    seen.push({ ...frame })
  })
  assert.equal(seen.length, 1)
  assert.equal(seen[0]?.map.tier, 'reference')
  assert.deepEqual([...(seen[0]?.map.words ?? [])], [0, 6])
  world.collector.collect(0)
  assertHeapIsGood(world)
  assert.deepEqual(marks(world), [1])
})

test('before any fiber has run there is nothing to walk', () => {
  assert.deepEqual(marks(makeWorld(1 << 20)), [])
})

test('frames of three tiers on one stack', () => {
  const world = makeWorld(1 << 20)
  const { callSites, code } = world
  const slotKinds = Uint8Array.of(SLOT_DEAD, SLOT_WORD, SLOT_F64, SLOT_DEAD, SLOT_DEAD)
  const lazySite = callSites.add({
    tier: 'lazy',
    code,
    pc: CALL,
    k: 1,
    frameBytes: frameBytes(code.registerCount),
    slotKinds,
    hasProcedure: false,
  })
  const threaded = makeReturnAddress(world, callSites.add({ tier: 'threaded', k: 1 }))
  const lazy = makeReturnAddress(world, lazySite)
  startFiber(world)
  const resumes = [portableStubs.referenceReturn, threaded, lazy]
  for (let i = 1; i <= 9; i++) pushFrame(world, i, resumes[i % 3] as number)
  const tiers: string[] = []
  walkFrames(world, ({ map }) => {
    tiers.push(map.tier)
    return tiers.length === 4 ? 'stop' : undefined
  })
  assert.deepEqual(tiers, ['reference', 'lazy', 'threaded', 'reference'])
  // Lazy frames store neither procedure nor position: nobody may look at them.
  walkFrames(world, ({ map, base }) => {
    if (map.tier === 'lazy') for (let i = 0; i < 4; i++) world.heap.i32[base + i] = GARBAGE
  })
  world.collector.collect(0)
  assertHeapIsGood(world)
  overflow(world)
  world.collector.collect(0)
  assertHeapIsGood(world)
  assert.deepEqual(marks(world), countDown(9))
})

test('capture, collect, restore one by one down to the end of the fiber', () => {
  const world = makeWorld(1 << 20)
  startFiber(world)
  for (let i = 1; i <= 60; i++) {
    pushFrame(world, i, portableStubs.referenceReturn)
    if (i === 20 || i === 40) {
      overflow(world)
      assert.deepEqual(marks(world), countDown(i))
    }
  }
  world.collector.collect(0)
  assertHeapIsGood(world)
  for (let left = 60; left > 0; left--) {
    assert.deepEqual(marks(world), countDown(left))
    if (left % 7 === 0) world.collector.collect(0)
    popFrame(world)
  }
  assert.deepEqual(marks(world), [])
  assert.equal(world.heap.low(contextSlot(world, 'resume')), portableStubs.halt)
  assert.equal(world.heap.low(contextSlot(world, 'stackPointer')), world.stackTop)
  assert.equal(world.heap.low(contextSlot(world, 'heapFrames')), 0)
})

test('a capture that collects finds its frames moved', () => {
  const world = makeWorld(1 << 20)
  startFiber(world)
  for (let i = 1; i <= 100; i++) pushFrame(world, i, portableStubs.referenceReturn)
  world.heap.stress = true
  overflow(world)
  assert.equal(world.collector.statistics.collections, 1)
  assertHeapIsGood(world)
  assert.deepEqual(marks(world), countDown(100))
})

test('recursion ends when memory does, by a guest error', () => {
  const world = makeWorld(1 << 20)
  startFiber(world)
  const limit = world.layout.stack.start + world.layout.stackHeadroom
  const recurse = () => {
    for (let i = 1; ; i++) {
      const base = world.heap.low(contextSlot(world, 'stackPointer'))
      if (base - 8 - frameBytes(world.code.registerCount) < limit) overflow(world)
      pushFrame(world, i, portableStubs.referenceReturn)
    }
  }
  assert.throws(recurse, (e) => e instanceof GuestError && e.kind === 'out-of-memory')
  const all = marks(world)
  assert.ok(all.length > 5000)
  assert.deepEqual(all, countDown(all.length))
})

test('a frame larger than the stack is a guest error', () => {
  const world = makeWorld(1 << 20)
  startFiber(world)
  assert.throws(
    () => overflow(world),
    (e) => e instanceof GuestError && e.kind === 'stack-overflow',
  )
})
