// Everything that watches one run: dumps, the perf map, times and counters.
//
// They are attached between the making of the machine and the first code, because each of them wants
// to see everything. What nobody asked for is not there and costs nothing.

import type { SourceText } from '../base/index.ts'
import { systemProcedure } from '../lang/scheme/index.ts'
import {
  CodeMap,
  collectStatistics,
  GdbInterface,
  PerfMap,
  Profiler,
  printProfile,
  printProfileJson,
  printStatistics,
  printStatisticsJson,
  Stopwatch,
} from '../tools/index.ts'
import type { Machine } from '../vm/index.ts'
import type { RunCommand } from './command-line.ts'
import { Dump } from './dump.ts'
import { writeError } from './output.ts'

/** How names begin that perf and GDB see. */
const LANGUAGE = 'scm'

export class Observers {
  readonly dump: Dump
  private readonly machine: Machine
  private readonly command: RunCommand
  private readonly stopwatch: Stopwatch | null
  private readonly perfMap: PerfMap | null
  private readonly gdb: GdbInterface | null
  private readonly profiler: Profiler | null
  private readonly times: Record<string, number>

  constructor(
    command: RunCommand,
    machine: Machine,
    source: SourceText,
    write: (text: string) => void,
    startMs: number,
  ) {
    this.machine = machine
    this.command = command
    const isSystem = (text: SourceText) => systemProcedure(text) !== null
    this.profiler = command.profile === null ? null : new Profiler(machine, isSystem)
    this.times = { 'starting the machine': startMs }
    this.dump = new Dump(machine, command.dump, command.dumpProcedure, write)
    this.stopwatch = command.statistics === null ? null : new Stopwatch(machine)
    const names = () => new CodeMap(machine, LANGUAGE, source, command.gdb)
    this.perfMap = command.perfMap ? new PerfMap(names()) : null
    const canRun = machine.nativeProblem === null
    this.gdb = command.gdb && canRun ? new GdbInterface(names()) : null
  }

  /** Runs `action`, whose time `--stats` calls `what`. */
  timed<Result>(what: string, action: () => Result): Result {
    const start = performance.now()
    try {
      return action()
    } finally {
      this.times[what] = performance.now() - start
    }
  }

  /** The run is over: what was to be shown after it. `flush` empties standard output. */
  finish(flush: () => void): void {
    this.perfMap?.finish()
    this.gdb?.finish()
    this.dump.ran()
    flush()
    const { profile, statistics } = this.command
    if (this.profiler !== null) {
      const print = profile === 'json' ? printProfileJson : printProfile
      writeError(print(this.profiler.collect()))
    }
    if (statistics === null) return
    const print = statistics === 'json' ? printStatisticsJson : printStatistics
    writeError(print(collectStatistics(this.machine, this.times, this.stopwatch)))
  }
}
