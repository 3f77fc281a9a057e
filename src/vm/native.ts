// The native half of a VM: code memory, trampoline, handlers of the threaded tier, the lazy tier.
//
//   code memory   | trampoline, entries, handlers | their cold code ... | stubs | hot | cold ... |
//
// One Assembler a region, all writing through the writable alias at executable addresses.

import { Assembler } from '../asm/index.ts'
import type { MachineContext, MachineLayout } from '../backend/index.ts'
import { assert } from '../base/index.ts'
import type { Heap } from '../heap/index.ts'
import type { Cage } from '../memory/index.ts'
import type { OpSet } from '../ops/index.ts'
import { type CallSites, contextOffsets } from '../runtime/index.ts'
import {
  emitTrampoline,
  FIRST_OP_REQUEST,
  integerRoutineOffset,
  requests,
  type Trampoline,
} from '../runtime/native/index.ts'
import { ThreadedCode } from '../tiers/threaded/index.ts'

/** Light site number of assignments made by threaded code. */
export const THREADED_GLOBAL_ASSIGNED = 0x7fffffff
const KiB = 1024
const REGION_BYTES = {
  handlers: 512 * KiB,
  handlersCold: 256 * KiB,
  rare: 64 * KiB,
  routines: 16 * KiB,
}
const HOT_CURSORS = 4

export interface NativeMachine {
  readonly trampoline: Trampoline
  readonly enter: () => void
  readonly enterSerialising: () => void
  readonly enterLight: () => void
  readonly enterLightSerialising: () => void
  readonly threaded: ThreadedCode
  readonly context: MachineContext
  readonly layout: MachineLayout
  readonly memory: { readonly bytes: Uint8Array; readonly base: number }
  /** Cursors of trampoline and handlers; the first is their main code. */
  readonly handlerRegions: readonly Assembler[]
  /** Cursor of routines that are emitted at need. */
  readonly routines: Assembler
  readonly stubs: Assembler
  /** Cursors of the lazy tier's code. */
  readonly hot: readonly Assembler[]
  readonly cold: readonly Assembler[]
  literal(value: number): number
  /** Code bytes used by each tier. */
  usedBytes(): { readonly threaded: number; readonly lazy: number }
}

export interface NativeParts {
  readonly heap: Heap
  readonly ops: OpSet
  readonly callSites: CallSites
  readonly watched: number
  /** Entries and loops of threaded code count down to the next tier. */
  readonly counts: boolean
  /** Cage offset behind the highest word of the stack. */
  readonly stackTop: number
  /** Code charges loop rounds and entries: there is a limit on fuel. */
  readonly metered: boolean
  /** Threaded ops that allocate collect each time. */
  readonly collectsAlways: boolean
  readonly listing: boolean
  /** Whether machine code may serve arithmetic of integers (integer-routines.ts). */
  readonly hasExactIntegers: boolean
}

/** Where request `name` leaves, for the tiers: an offset in the context block, or null for `exitHeavy`. */
export const requestRoutine = (hasExactIntegers: boolean) => (name: string) =>
  hasExactIntegers ? integerRoutineOffset(name) : null

export function machineContext(): MachineContext {
  return {
    stackLimit: contextOffsets.limit,
    fuel: contextOffsets.fuel,
    allocationLimit: contextOffsets.allocationLimit,
    request: contextOffsets.request,
    requestArguments: contextOffsets.requestArguments,
    requestArgumentCount: contextOffsets.requestArgumentCount,
    argumentArea: contextOffsets.argumentArea,
    resume: contextOffsets.resume,
    lightSite: contextOffsets.lightSite,
    lightArgument: contextOffsets.lightArgument,
  }
}

interface CodeRegions {
  readonly handlerRegions: readonly Assembler[]
  readonly routines: Assembler
  readonly stubs: Assembler
  readonly hot: readonly Assembler[]
  readonly cold: readonly Assembler[]
}

/** The cursors: each an Assembler over its part of the writable alias. */
function splitCodeMemory(cage: Cage): CodeRegions {
  const { codeRead, codeWrite } = cage.layout
  let used = 0
  const region = (bytes: number) => {
    const start = used
    used += bytes
    assert(used <= codeRead.size, 'code memory is too small')
    const view = cage.u8.subarray(codeWrite.start + start, codeWrite.start + used)
    return new Assembler(view, codeRead.start + start)
  }
  const { handlers, handlersCold, rare } = REGION_BYTES
  const handlerRegions = [handlers, handlersCold, rare, rare].map(region)
  const routines = region(REGION_BYTES.routines)
  const left = codeRead.size - used
  const share = (fraction: number) => Math.floor((left * fraction) / 64) * 64
  const stubs = region(share(0.15))
  const hot = Array.from({ length: HOT_CURSORS }, () => region(share(0.5 / HOT_CURSORS)))
  const cold = [region(share(0.25)), region(share(0.06))]
  return { handlerRegions, routines, stubs, hot, cold }
}

/** Splits code memory and emits everything that exists from the start. */
export function makeNativeMachine(parts: NativeParts): NativeMachine {
  const { heap, ops, callSites } = parts
  const { cage } = heap
  const { codeRead, codeWrite } = cage.layout
  const { handlerRegions, routines, stubs, hot, cold } = splitCodeMemory(cage)
  const hotHandlers = handlerRegions[0] as Assembler
  const context = machineContext()
  const layout: MachineLayout = {
    globals: cage.layout.globals.start,
    constants: cage.layout.constants.start,
    watched: parts.watched,
    plusZero: heap.immortalFlonum(0),
    minusZero: heap.immortalFlonum(-0),
    baseHigh: heap.baseHigh,
  }
  const restartCallSite = callSites.add({ tier: 'threaded', k: 0 })
  const contextLow = cage.layout.context.start
  const { counts, metered } = parts
  const trampoline = emitTrampoline(
    hotHandlers,
    heap.baseHigh,
    contextLow,
    restartCallSite,
    counts,
    { stackBottom: parts.stackTop - 8, callSites: cage.layout.callSites.start },
  )
  const literal = makeLiterals(heap)
  const memory = {
    bytes: cage.u8.subarray(codeWrite.start, codeWrite.end),
    base: codeRead.start,
  }
  const threaded = new ThreadedCode(handlerRegions, {
    memory,
    context,
    layout,
    exits: trampoline,
    pollRequest: requests.poll.number,
    hotLoopRequest: requests.hotLoop.number,
    globalAssignedSite: THREADED_GLOBAL_ASSIGNED,
    counts,
    metered,
    collectsAlways: parts.collectsAlways,
    callSite: (k) => callSites.add({ tier: 'threaded', k }),
    requestNumber: (name) => FIRST_OP_REQUEST + ops.requests.indexOf(name),
    requestRoutine: requestRoutine(parts.hasExactIntegers),
    literal,
  })
  return {
    trampoline,
    enter: cage.entryPoint(trampoline.enter),
    enterSerialising: cage.entryPoint(trampoline.enterSerialising),
    enterLight: cage.entryPoint(trampoline.enterLight),
    enterLightSerialising: cage.entryPoint(trampoline.enterLightSerialising),
    threaded,
    context,
    layout,
    memory,
    handlerRegions,
    routines,
    stubs,
    hot,
    cold,
    literal,
    usedBytes: () => ({
      threaded: [...handlerRegions, routines].reduce((sum, asm) => sum + asm.here - asm.base, 0),
      lazy: [stubs, ...hot, ...cold].reduce((sum, asm) => sum + asm.here - asm.base, 0),
    }),
  }
}

/** Doubles that code loads by address, each once, in static memory. */
function makeLiterals(heap: Heap): (value: number) => number {
  const known = new Map<string, number>()
  return (value) => {
    const key = Object.is(value, -0) ? '-0' : `${value}`
    let at = known.get(key)
    if (at === undefined) {
      at = heap.allocateStatic(8)
      heap.f64[at >>> 3] = value
      known.set(key, at)
    }
    return at
  }
}
