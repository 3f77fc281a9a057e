// The report for other programs: every sample, with machine, command and versions.

import { cpus, totalmem } from 'node:os'
import type { Engine } from '../engines.table.ts'
import { bestOwnMs, type Measurement, peakKib } from '../measure.ts'
import type { BenchOptions } from '../options.ts'

/** Where and how measurements were made. */
export type Origin = {
  date: string
  command: string
  machine: { processor: string; cores: number; memoryMib: number }
  node: string
  engines: { name: string; version: string }[]
  scale: string
  repeats: number
}

export function describeOrigin(options: BenchOptions, engines: readonly Engine[]): Origin {
  return {
    date: new Date().toISOString(),
    command: ['npm run bench --', ...process.argv.slice(2)].join(' '),
    machine: {
      processor: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      memoryMib: Math.round(totalmem() / 2 ** 20),
    },
    node: process.versions.node,
    engines: engines.map(describeEngine),
    scale: options.scale,
    repeats: options.repeats,
  }
}

function describeEngine(engine: Engine): { name: string; version: string } {
  const presence = engine.probe()
  return { name: engine.name, version: presence.installed ? presence.version : 'not installed' }
}

export function printJson(origin: Origin, measurements: readonly Measurement[]): string {
  const rows = measurements.map((each) => ({
    ...each,
    bestOwnMs: bestOwnMs(measurements, each.program, each.engine) ?? null,
    peakKib: peakKib(each),
  }))
  return `${JSON.stringify({ ...origin, measurements: rows }, null, 2)}\n`
}
