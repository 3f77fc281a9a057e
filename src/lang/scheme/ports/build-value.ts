// Data as objects of the heap: what `read` returns. No host recursion; cycles and shared parts stay.
//
// One walk finds out how much room all of it takes, and makes the symbols. Then room is reserved once, and
// a second walk gives every object its place and fills the words in: nothing can move meanwhile. Only
// data with labels have parts that are met twice; for all others nobody keeps account of that.

import { CHARACTER_LOW_BYTE, CHARACTER_SHIFT, IMMEDIATE, TAG } from '../../../expr/index.ts'
import { type Heap, numberBytes, type Slot, setNumber } from '../../../heap/index.ts'
import type { RuntimeCall } from '../../../vm/index.ts'
import type { Datum, PairDatum, VectorDatum } from '../read/datum.ts'
import { allocateBytes } from '../strings/string-objects.ts'

type Compound = PairDatum | VectorDatum
type Atom = Exclude<Datum, Compound>

const PAIR_BYTES = 16

interface Plan {
  readonly symbols: Map<string, Slot>
  bytes: number
}

const isCompound = (datum: Datum): datum is Compound =>
  datum.kind === 'pair' || datum.kind === 'vector'

/** Writes the value of `datum` to `call.result`; `hasLabels`: its parts may be met again. May collect. */
export function buildValue(call: RuntimeCall, datum: Datum, hasLabels: boolean): void {
  const { heap } = call
  const { bytes, symbols } = planValue(call, datum, hasLabels)
  heap.reserve(bytes)
  const lows = hasLabels ? new Map<Compound, number>() : null
  const slots: Slot[] = [call.result]
  const data: Datum[] = [datum]
  for (let part = data.pop(); part !== undefined; part = data.pop()) {
    const slot = slots.pop() as Slot
    if (!isCompound(part)) {
      writeAtom(heap, slot, part, symbols)
      continue
    }
    const known = lows?.get(part)
    const low = known ?? allocateCompound(heap, part)
    heap.setPointer(slot, low)
    if (known !== undefined) continue
    lows?.set(part, low)
    if (part.kind === 'pair') {
      const car = heap.carSlot(low)
      slots.push(car + 2, car)
      data.push(part.cdr, part.car)
    } else {
      const first = heap.fieldSlot(low, 1)
      for (let i = part.items.length - 1; i >= 0; i--) {
        slots.push(first + 2 * i)
        data.push(part.items[i] as Datum)
      }
    }
  }
}

function planValue(call: RuntimeCall, datum: Datum, hasLabels: boolean): Plan {
  const plan: Plan = { symbols: new Map(), bytes: 0 }
  const met = hasLabels ? new Set<Compound>() : null
  const pending: Datum[] = [datum]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (!isCompound(next)) {
      planAtom(call, plan, next)
      continue
    }
    if (met?.has(next)) continue
    met?.add(next)
    if (next.kind === 'pair') {
      plan.bytes += PAIR_BYTES
      pending.push(next.cdr, next.car)
    } else {
      plan.bytes += 16 + 8 * next.items.length
      for (const item of next.items) pending.push(item)
    }
  }
  return plan
}

function planAtom(call: RuntimeCall, plan: Plan, atom: Atom): void {
  switch (atom.kind) {
    case 'symbol':
      if (!plan.symbols.has(atom.name)) plan.symbols.set(atom.name, call.symbol(atom.name))
      break
    case 'string':
      plan.bytes += call.heap.stringBytes(atom.value)
      break
    case 'bytevector':
      plan.bytes += 24 + atom.bytes.length
      break
    case 'flonum':
    case 'bignum':
      plan.bytes += numberBytes(atom.value)
      break
    case 'ratnum':
    case 'complex':
      plan.bytes += numberBytes(atom)
      break
    default:
  }
}

/** Low half of the pair or vector that `compound` becomes, still to be filled. */
function allocateCompound(heap: Heap, compound: Compound): number {
  if (compound.kind === 'pair') return heap.allocate(PAIR_BYTES) | TAG.pair
  return heap.allocateVector(compound.items.length) | TAG.object
}

function writeAtom(heap: Heap, slot: Slot, atom: Atom, symbols: ReadonlyMap<string, Slot>): void {
  switch (atom.kind) {
    case 'null':
      return heap.setImmediate(slot, IMMEDIATE.null)
    case 'boolean':
      return heap.setBoolean(slot, atom.value)
    case 'character':
      return heap.setImmediate(slot, (atom.value << CHARACTER_SHIFT) | CHARACTER_LOW_BYTE)
    case 'symbol':
      return heap.copy(slot, symbols.get(atom.name) as Slot)
    case 'string':
      return heap.makeString(slot, atom.value)
    case 'bytevector': {
      const at = allocateBytes(heap, atom.bytes.length)
      heap.u8.set(atom.bytes, at + 16)
      return heap.setPointer(slot, at | TAG.object)
    }
    case 'flonum':
    case 'fixnum':
    case 'bignum':
      return setNumber(heap, slot, atom.value)
    case 'ratnum':
    case 'complex':
      return setNumber(heap, slot, atom)
  }
}
