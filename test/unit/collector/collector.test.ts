// The collector: random object graphs read before and after by a naive walk of the test's own,
// which knows the kinds by hand; limits, growth, stress mode; what the verifier finds.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Assembler } from '../../../src/asm/index.ts'
import {
  type Collector,
  makeCollector,
  type Roots,
  verifyHeap,
} from '../../../src/collector/index.ts'
import {
  FIRST_FREE_KIND,
  HEADER_HIGH,
  Heap,
  headerLow,
  type KindSpec,
  kinds,
} from '../../../src/heap/index.ts'
import { openCage } from '../../../src/memory/index.ts'
import { GuestError } from '../../../src/runtime/index.ts'
import { nativeProblem } from '../../native-problem.ts'

const MiB = 1024 * 1024
const PAIR = 1
const OBJECT = 2
const PROCEDURE = 5

/** Kinds of a language: two words and then raw data; raw words counted in the first field. */
const mixedKind: KindSpec = { name: 'mixed', number: FIRST_FREE_KIND, words: 2, size: 'header' }
const rawKind: KindSpec = {
  name: 'raw',
  number: FIRST_FREE_KIND + 1,
  words: 'none',
  size: 'length-words',
}
const allKinds = [...Object.values(kinds), mixedKind, rawKind]

const ROOTS = 12

interface World {
  readonly heap: Heap
  readonly collector: Collector
  readonly roots: Roots
  readonly rootSlot: (i: number) => number
}

interface WorldOptions {
  readonly windowBytes?: number
  /** Whether the cage can run machine code, and whether that scans. */
  readonly isNative?: boolean
  readonly scansNatively?: boolean
}

function makeWorld(
  heapBytes: number,
  { isNative, scansNatively, ...options }: WorldOptions = {},
): World {
  const cage = openCage({ native: isNative ? 'auto' : 'off', heapBytes })
  const at = cage.layout.context.start >>> 2
  const heap = new Heap(cage, at, at + 2)
  const rootSlot = (i: number) => (cage.layout.globals.start >>> 2) + 2 * i
  const roots: Roots = {
    visitRoots(visit) {
      for (let i = 0; i < ROOTS; i++) visit(rootSlot(i))
    },
    visitFrame: () => assert.fail('there are no frames'),
  }
  const { codeRead, codeWrite } = cage.layout
  const view = cage.u8.subarray(codeWrite.start, codeWrite.end)
  const native = {
    routines: new Assembler(view, codeRead.start),
    trampoline: { referenceReturn: 0 },
  }
  const code = scansNatively ? { native } : {}
  const collector = makeCollector(heap, roots, { kinds: allKinds, ...options, ...code })
  return { heap, collector, roots, rootSlot }
}

function makeRandom(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}

// Building random graphs. `known` holds the low halves of all that may be pointed to.

type Random = (limit: number) => number

function fillRandomly(heap: Heap, random: Random, slot: number, known: readonly number[]): void {
  const choice = random(10)
  if (choice < 6 && known.length > 0) {
    heap.setPointer(slot, known[random(known.length)] as number)
  } else if (choice < 8) heap.setFixnum(slot, random(1e9) - 5e8)
  else if (choice === 8) heap.setFlonum(slot, random(1000) / 7 + 1)
  else heap.setImmediate(slot, 0x16)
}

/** A random object; its tagged low half. */
function makeRandomObject(heap: Heap, random: Random, known: readonly number[]): number {
  const fill = (address: number, first: number, count: number) => {
    for (let i = 0; i < count; i++) {
      fillRandomly(heap, random, (address + 8 * (first + i)) >>> 2, known)
    }
  }
  // Raw data looks like pointers and headers, to be caught if it is taken for words.
  const fillRaw = (address: number, first: number, count: number) => {
    for (let i = 0; i < count; i++) {
      const low = (known[random(known.length)] ?? 0) + random(8)
      heap.setWord((address + 8 * (first + i)) >>> 2, low, random(2))
    }
  }
  const count = random(6)
  switch (random(8)) {
    case 0: {
      const size = random(10) === 0 ? 500 : count
      const vector = heap.allocateObject(kinds.vector.number, size + 1)
      heap.setFixnum((vector + 8) >>> 2, size)
      fill(vector, 2, size)
      return vector | OBJECT
    }
    case 1: {
      const procedure = heap.allocateObject(kinds.procedure.number, count + 1)
      heap.setPointer((procedure + 8) >>> 2, heap.cage.layout.statics.start + 64)
      fill(procedure, 2, count)
      return procedure | PROCEDURE
    }
    case 2: {
      const bytes = heap.allocate(16 + 8 * count)
      heap.setWord(bytes >>> 2, headerLow(kinds.bytes.number, 0), HEADER_HIGH)
      heap.setFixnum((bytes + 8) >>> 2, 8 * count - (count > 0 ? random(8) : 0))
      fillRaw(bytes, 2, count)
      return bytes | OBJECT
    }
    case 3: {
      const mixed = heap.allocateObject(mixedKind.number, 2 + count)
      fill(mixed, 1, 2)
      fillRaw(mixed, 3, count)
      return mixed | OBJECT
    }
    case 4: {
      const raw = heap.allocateObject(rawKind.number, 1 + count)
      heap.setFixnum((raw + 8) >>> 2, count)
      fillRaw(raw, 2, count)
      return raw | OBJECT
    }
    case 5: {
      const box = heap.allocateObject(kinds.box.number, 1)
      heap.setWord(box >>> 2, heap.low(box >>> 2), HEADER_HIGH | (random(1 << 24) << 8))
      fill(box, 1, 1)
      return box | OBJECT
    }
    default: {
      const pair = heap.allocate(16)
      fill(pair, 0, 2)
      return pair | PAIR
    }
  }
}

/** The graph below the roots as text without addresses: nodes numbered in order of discovery. */
function describe({ heap, rootSlot }: World): string[] {
  const numbers = new Map<number, number>()
  const lines: string[] = []
  const word = (slot: number) => {
    const [low, high] = [heap.low(slot), heap.high(slot)]
    if (![PAIR, OBJECT, PROCEDURE].includes(low & 7)) return `${high}:${low}`
    assert.equal(high, heap.baseHigh)
    const { start, end } = heap.cage.layout.statics
    if (low >>> 0 >= start && low >>> 0 < end) return `static ${low}`
    if (!numbers.has(low)) numbers.set(low, numbers.size)
    return `${low & 7}@${numbers.get(low)}`
  }
  const run = (slot: number, count: number) =>
    Array.from({ length: count }, (_, i) => word(slot + 2 * i)).join(' ')
  const raw = (slot: number, count: number) =>
    Array.from({ length: 2 * count }, (_, i) => heap.low(slot + i)).join(' ')
  lines.push(run(rootSlot(0), ROOTS))
  for (const low of numbers.keys()) {
    const at = (low & ~7) >>> 2
    if ((low & 7) === PAIR) {
      lines.push(run(at, 2))
      continue
    }
    const header = heap.low(at)
    const fields = header >>> 8
    const length = Number(heap.fixnumAt(at + 2))
    const head = `${header} ${heap.high(at)}: `
    switch ((header >>> 3) & 31) {
      case 2:
        lines.push(head + run(at + 2, 1 + length))
        break
      case 6:
        lines.push(`${head}${length} ${raw(at + 4, Math.ceil(length / 8))}`)
        break
      case mixedKind.number:
        lines.push(`${head}${run(at + 2, 2)} ${raw(at + 6, fields - 2)}`)
        break
      case 1:
      case rawKind.number:
        lines.push(head + raw(at + 2, fields))
        break
      default:
        lines.push(head + run(at + 2, fields))
    }
  }
  return lines
}

function buildRandomly(world: World, random: Random, objects: number): void {
  const { heap, rootSlot } = world
  const known: number[] = []
  for (let i = 0; i < ROOTS; i++) {
    const low = heap.low(rootSlot(i))
    if ([PAIR, OBJECT, PROCEDURE].includes(low & 7)) known.push(low)
  }
  for (let i = 0; i < objects; i++) known.push(makeRandomObject(heap, random, known))
  // Cycles: some pairs and boxes are changed afterwards.
  for (let i = 0; i < objects / 4; i++) {
    const low = known[random(known.length)] as number
    if ((low & 7) === PAIR) fillRandomly(heap, random, (low - PAIR + 8 * random(2)) >>> 2, known)
  }
  for (let i = 0; i < ROOTS; i++) {
    if (random(3) !== 0) fillRandomly(heap, random, rootSlot(i), known)
  }
}

/** Each graph before and after a collection, four times. */
function testRandomGraphs(options: WorldOptions): void {
  for (let seed = 1; seed <= 25; seed++) {
    const world = makeWorld(8 * MiB, options)
    const random = makeRandom(seed)
    for (let round = 0; round < 4; round++) {
      buildRandomly(world, random, 10 + random(400))
      const before = describe(world)
      world.collector.collect(0)
      assert.deepEqual(describe(world), before, `seed ${seed} round ${round}`)
      assert.deepEqual(verifyHeap(world.heap, world.collector, world.roots), [])
    }
    world.heap.cage.dispose()
  }
}

test('random graphs survive collections unchanged', () => testRandomGraphs({}))

test('and when machine code scans', { skip: nativeProblem }, () =>
  testRandomGraphs({ isNative: true }),
)

test('machine code and TypeScript leave the same bytes', { skip: nativeProblem }, () => {
  const [portable, native] = [false, true].map((scansNatively) => {
    const world = makeWorld(8 * MiB, { isNative: true, scansNatively })
    const random = makeRandom(7)
    for (let round = 0; round < 5; round++) {
      buildRandomly(world, random, 2000)
      world.collector.collect(0)
    }
    const { heap, collector } = world
    const used = heap.low(heap.allocationSlot) - collector.space.start
    const start = collector.space.start >>> 2
    const words = Array.from({ length: used >>> 2 }, (_, i) => heap.i32[start + i] as number)
    // High halves of pointers differ: each cage has its own.
    return words.map((word) => (word === heap.baseHigh ? 'base' : word))
  })
  assert.deepEqual(native, portable)
})

function cons(heap: Heap, car: number, cdrLow: number): number {
  const pair = heap.allocate(16)
  heap.setFixnum(pair >>> 2, car)
  if (cdrLow === 0) heap.setImmediate((pair + 8) >>> 2, 0x16)
  else heap.setPointer((pair + 8) >>> 2, cdrLow)
  return pair | PAIR
}

/** Pushes `count` pairs on the list in root 0. */
function growList({ heap, rootSlot }: World, count: number): void {
  for (let i = 0; i < count; i++) {
    heap.reserve(16)
    const rest = heap.low(rootSlot(0))
    heap.setPointer(rootSlot(0), cons(heap, i, rest))
  }
}

test('garbage is freed, and nothing else', () => {
  const world = makeWorld(1 * MiB)
  const { heap, collector, rootSlot } = world
  growList(world, 1000)
  for (let i = 0; i < 500000; i++) {
    heap.reserve(16)
    cons(heap, i, 0)
  }
  assert.ok(collector.statistics.collections > 5)
  collector.collect(0)
  assert.equal(heap.low(heap.allocationSlot) - collector.space.start, 16000)
  let low = heap.low(rootSlot(0))
  for (let i = 999; i >= 0; i--) {
    assert.equal(heap.smallFixnumAt(heap.carSlot(low)), i)
    low = heap.low(heap.carSlot(low) + 2)
  }
})

test('the program may allocate the window or as much as is live', () => {
  const world = makeWorld(96 * MiB)
  const { heap, collector } = world
  assert.equal(heap.free(), 16 * MiB)
  growList(world, 1000)
  collector.collect(0)
  assert.equal(heap.free(), 16 * MiB)
  growList(world, 1536 * 1024)
  collector.collect(0)
  assert.equal(heap.free(), 16 * (1000 + 1536 * 1024))
  heap.reserve(40 * MiB)
  assert.equal(heap.free(), 40 * MiB)
})

test('out of memory is a guest error, after which the heap is whole', () => {
  const world = makeWorld(1 * MiB)
  const { heap, collector, roots, rootSlot } = world
  const isOutOfMemory = (error: unknown) =>
    error instanceof GuestError && error.kind === 'out-of-memory'
  assert.throws(() => growList(world, 1e6), isOutOfMemory)
  assert.deepEqual(verifyHeap(heap, collector, roots), [])
  assert.throws(() => heap.reserve(1e13), isOutOfMemory)
  heap.setImmediate(rootSlot(0), 0x16)
  heap.reserve(500000)
  assert.deepEqual(verifyHeap(heap, collector, roots), [])
})

test('with a window of 0 every allocation collects and stale pointers are noticed', () => {
  const world = makeWorld(1 * MiB, { windowBytes: 0 })
  const { heap, collector, roots, rootSlot } = world
  assert.equal(heap.free(), 0)
  growList(world, 50)
  assert.equal(collector.statistics.collections, 50)
  assert.deepEqual(verifyHeap(heap, collector, roots), [])
  const stale = heap.low(rootSlot(0))
  heap.reserve(16)
  assert.notEqual(heap.low(rootSlot(0)), stale)
  assert.equal(heap.low(heap.carSlot(stale)) & 7, 7)
})

test('the verifier finds what is wrong', () => {
  const world = makeWorld(1 * MiB)
  const { heap, collector, roots, rootSlot } = world
  const problems = () => verifyHeap(heap, collector, roots).join('\n')
  growList(world, 3)
  const list = heap.low(rootSlot(0))
  heap.setPointer(rootSlot(1), list + 8)
  assert.match(problems(), /root: .* points to nothing/)
  heap.setPointer(rootSlot(1), list - PAIR + OBJECT)
  assert.match(problems(), /points to something of another tag/)
  heap.setWord(rootSlot(1), list, 1)
  assert.match(problems(), /wrong high half/)
  heap.setFixnum(rootSlot(1), 0)
  heap.setWord(heap.carSlot(list) + 2, 7, 0)
  assert.match(problems(), /field of .* is not a value/)
  heap.setWord(heap.carSlot(list), headerLow(30, 1), HEADER_HIGH)
  assert.match(problems(), /bad header/)
})

test('immortal flonums and other statics stay where they are', () => {
  const world = makeWorld(1 * MiB)
  const { heap, collector, roots, rootSlot } = world
  heap.setFlonum(rootSlot(0), 0)
  const low = heap.low(rootSlot(0))
  collector.collect(0)
  assert.equal(heap.low(rootSlot(0)), low)
  assert.deepEqual(verifyHeap(heap, collector, roots), [])
})
