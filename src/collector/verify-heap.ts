// The heap verifier: whether every object and every pointer in the heap is what it claims to be.
//
// First the space is walked from its start to the allocation pointer: a word with tag 111 starts an
// object of a known kind that ends inside, anything else is a pair. That gives the set of places
// where pointers may point. Then every word of every object and every root is checked: a pointer
// has the cage's high half and lands on the start of a thing of its tag, in the space or in the
// statics; no word has the tag of a header.

import { TAG } from '../expr/index.ts'
import { type Heap, kindOfHeader, kinds, type Slot } from '../heap/index.ts'
import type { Collector, Roots } from './collector.ts'
import { ALL_WORDS, type KindRules, NO_KIND, objectSlots } from './kind-rules.ts'

/** Enough to see what is wrong. */
const MOST_PROBLEMS = 20

interface Verification {
  readonly heap: Heap
  readonly rules: KindRules
  readonly roots: Roots
  /** Tags of the pointers that may point to an address, by address. */
  readonly starts: Map<number, number>
  readonly problems: string[]
}

/** Everything that is wrong in the heap, at most 20 lines; empty if nothing is. */
export function verifyHeap(heap: Heap, collector: Collector, roots: Roots): readonly string[] {
  const starts = new Map<number, number>()
  const problems: string[] = []
  const verification: Verification = { heap, rules: collector.rules, roots, starts, problems }
  const start = collector.space.start >>> 2
  const end = heap.low(heap.allocationSlot) >>> 2
  findStarts(verification, start, end)
  if (problems.length === 0) {
    for (const [address, tag] of starts) verifyFields(verification, address >>> 2, tag)
    roots.visitRoots((slot) => verifyWord(verification, slot, 'root'))
  }
  return problems.slice(0, MOST_PROBLEMS)
}

function findStarts(verification: Verification, start: Slot, end: Slot): void {
  const { heap, rules, starts, problems } = verification
  for (let slot = start; slot < end; ) {
    const header = heap.low(slot)
    const isPair = (header & 7) !== TAG.header
    if (!isPair && !isGoodHeader(verification, slot)) {
      problems.push(`bad header ${printWord(heap, slot)} at ${slot * 4}`)
      return
    }
    starts.set(slot * 4, isPair ? TAG.pair : tagOfHeader(header))
    slot += isPair ? 4 : objectSlots(rules, heap.i32, slot, header)
    if (slot > end) problems.push(`the last object ends at ${slot * 4}, behind ${end * 4}`)
  }
}

function isGoodHeader({ heap, rules }: Verification, slot: Slot): boolean {
  const low = heap.low(slot)
  if ((low & 7) !== TAG.header || (heap.high(slot) & 1) === 0) return false
  return rules.words[kindOfHeader(low)] !== NO_KIND
}

const tagOfHeader = (low: number) =>
  kindOfHeader(low) === kinds.procedure.number ? TAG.procedure : TAG.object

function verifyFields(verification: Verification, slot: Slot, tag: number): void {
  const { heap, rules, roots } = verification
  const check = (field: Slot) => verifyWord(verification, field, `field of ${slot * 4}`)
  if (tag === TAG.pair) {
    check(slot)
    check(slot + 2)
    return
  }
  const header = heap.low(slot)
  if (kindOfHeader(header) === kinds.frame.number) {
    check(slot + 2)
    roots.visitFrame(slot + 8, heap.low(slot + 4), check)
    return
  }
  const words = rules.words[kindOfHeader(header)] as number
  const allWords = (objectSlots(rules, heap.i32, slot, header) - 2) / 2
  const count = words === ALL_WORDS ? allWords : words
  for (let i = 0; i < count; i++) check(slot + 2 + 2 * i)
}

function verifyWord(verification: Verification, slot: Slot, what: string): void {
  const { heap, problems } = verification
  const problem = wordProblem(verification, slot)
  if (problem === null || problems.length >= MOST_PROBLEMS) return
  problems.push(`${what}: ${printWord(heap, slot)} at ${slot * 4} ${problem}`)
}

function wordProblem(verification: Verification, slot: Slot): string | null {
  const { heap, starts } = verification
  const low = heap.low(slot)
  const tag = low & 7
  if (tag === TAG.header) return 'is not a value'
  if (tag !== TAG.pair && tag !== TAG.object && tag !== TAG.procedure) return null
  if (heap.high(slot) !== heap.baseHigh) return 'has a wrong high half'
  const address = (low & ~7) >>> 0
  const { statics } = heap.cage.layout
  if (address >= statics.start && address < statics.end) {
    if (tag === TAG.pair) return null
    const isGood = isGoodHeader(verification, address >>> 2)
    return isGood && tagOfHeader(heap.low(address >>> 2)) === tag ? null : 'points to no object'
  }
  const found = starts.get(address)
  if (found === undefined) return 'points to nothing'
  return found === tag ? null : 'points to something of another tag'
}

function printWord(heap: Heap, slot: Slot): string {
  const half = (value: number) => (value >>> 0).toString(16).padStart(8, '0')
  return `${half(heap.high(slot))}${half(heap.low(slot))}`
}
