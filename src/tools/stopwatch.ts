// How long the parts of a machine take, and how often each is asked: what `--stats` adds to counters.
//
// A stopwatch stands in for methods of one machine, so a program that nobody measures pays nothing.
// Times are inclusive: compiling a loop that is entered counts for the lazy tier, reading the clock
// (some 50 ns) counts for whoever is measured.

import { contextOffsets } from '../runtime/index.ts'
import type { Machine } from '../vm/index.ts'

type NativeMachine = NonNullable<Machine['native']>

/** A part that is measured. */
export interface Lap {
  count: number
  milliseconds: number
}

export class Stopwatch {
  /** Compilation and collection, by what `--stats` calls them. */
  readonly laps = new Map<string, Lap>()
  /** Runtime procedures asked for by op bodies, by name. */
  readonly requests = new Map<string, number>()
  /** Bytes that the program allocated. */
  get allocatedBytes(): number {
    return this.collectedAllocation + usedBytes(this.machine) - this.liveBytes
  }

  private readonly machine: Machine
  private collectedAllocation = 0
  private liveBytes = 0
  private depth = 0

  /** Starts to watch `machine`; nothing has run in it yet. */
  constructor(machine: Machine) {
    this.machine = machine
    const { lazy, native, heap } = machine
    if (machine.runsReferenceOnly)
      this.time('generating the reference engine', () => machine.reference)
    if (lazy !== null) {
      const what = 'compiling in the lazy tier'
      lazy.hit = this.timed(what, lazy.hit.bind(lazy))
      lazy.genericEntry = this.timed(what, lazy.genericEntry.bind(lazy))
      lazy.uncheckedEntry = this.timed(what, lazy.uncheckedEntry.bind(lazy))
      lazy.loopEntry = this.timed(what, lazy.loopEntry.bind(lazy))
    }
    if (native !== null) {
      this.watchHandlers(native)
    }
    this.liveBytes = usedBytes(machine)
    const collect = this.timed('collecting', heap.collect)
    heap.collect = (bytes) => {
      this.collectedAllocation += usedBytes(machine) - this.liveBytes
      collect(bytes)
      this.liveBytes = usedBytes(machine)
    }
    const serve = machine.serve.bind(machine)
    machine.serve = (index) => {
      const name = requestName(machine, index)
      this.requests.set(name, (this.requests.get(name) ?? 0) + 1)
      serve(index)
    }
  }

  /** Most look-ups find the handler made already: they do not count. */
  private watchHandlers(native: NativeMachine): void {
    const { threaded, handlerRegions } = native
    const handlerOf = threaded.handlerOf.bind(threaded)
    const what = 'compiling threaded handlers'
    const lap = { count: 0, milliseconds: 0 }
    this.laps.set(what, lap)
    threaded.handlerOf = (form, registers, count) => {
      const before = handlerRegions[0]?.here
      const start = performance.now()
      const address = handlerOf(form, registers, count)
      if (handlerRegions[0]?.here !== before) {
        lap.count++
        lap.milliseconds += performance.now() - start
      }
      return address
    }
  }

  private timed<Args extends readonly unknown[], Result>(
    what: string,
    action: (...args: Args) => Result,
  ): (...args: Args) => Result {
    return (...args) => this.time(what, () => action(...args))
  }

  /** Only the outermost of nested parts is timed. */
  private time<Result>(what: string, action: () => Result): Result {
    if (this.depth > 0) return action()
    const lap = this.laps.get(what) ?? { count: 0, milliseconds: 0 }
    this.laps.set(what, lap)
    const start = performance.now()
    this.depth++
    try {
      return action()
    } finally {
      this.depth--
      lap.count++
      lap.milliseconds += performance.now() - start
    }
  }
}

function usedBytes({ heap, collector }: Machine): number {
  return (heap.low(heap.allocationSlot) >>> 0) - collector.space.start
}

/** The slow path's name; of `runtime-call` the procedure's. */
function requestName({ ops, language, heap, context }: Machine, index: number): string {
  const name = ops.requests.nameOf(index) ?? '?'
  if (name !== 'runtime-call') return name
  const argument = (context + contextOffsets.requestArguments) >>> 2
  return language.runtimeProcedures[heap.smallFixnumAt(argument)]?.name ?? name
}
