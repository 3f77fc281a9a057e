// What `--stats` shows: the counters of a machine, each with a name and a unit.
//
// The rows are read once, after the run. Times per tier and requests by name come from a stopwatch.

import type { Machine } from '../vm/index.ts'
import type { Stopwatch } from './stopwatch.ts'

export interface Statistic {
  readonly name: string
  readonly value: number
  readonly unit: 'ms' | 'bytes' | 'count'
}

/** How the counters of the driver read (machine.counters); others are shown under their own name. */
const counterNames: Readonly<Record<string, string>> = {
  edge: 'stubs reached on an edge',
  entry: 'stubs reached at an entry',
  collect: 'allocations that found no room',
  poll: 'polls that left compiled code',
  globalAssigned: 'assignments to globals that code relied on',
}

/** All statistics of `machine`, times first; `stopwatch` watched it from the start. */
export function collectStatistics(
  machine: Machine,
  times: Readonly<Record<string, number>>,
  stopwatch: Stopwatch | null,
): Statistic[] {
  return [
    ...Object.entries(times).map(([name, value]) => ({ name, value, unit: 'ms' as const })),
    ...(stopwatch === null ? [] : timeRows(stopwatch)),
    ...codeRows(machine),
    ...requestRows(machine, stopwatch),
    ...collectionRows(machine, stopwatch),
  ]
}

function timeRows({ laps }: Stopwatch): Statistic[] {
  const ran = [...laps].filter(([, { count }]) => count > 0)
  return ran.flatMap(([name, { count, milliseconds }]): Statistic[] => [
    { name, value: milliseconds, unit: 'ms' },
    { name: `times ${name}`, value: count, unit: 'count' },
  ])
}

function codeRows({ codes, native, lazy }: Machine): Statistic[] {
  const rows: Statistic[] = [{ name: 'linked procedures', value: codes.length, unit: 'count' }]
  const add = (unit: Statistic['unit'], name: string, value: number) =>
    rows.push({ name, value, unit })
  if (native !== null) {
    const used = native.usedBytes()
    add('bytes', 'code of the threaded tier', used.threaded)
    add('bytes', 'code of the lazy tier', used.lazy)
  }
  if (lazy !== null) {
    add('count', 'stubs compiled', lazy.statistics.stubHits)
    add('count', 'blocks compiled', lazy.statistics.blocks)
    add('count', 'block versions', lazy.statistics.versions)
    add('count', 'entry versions', lazy.statistics.entries)
    add('count', 'segments invalidated', lazy.statistics.invalidated)
  }
  return rows
}

/** What left guest code: by kind as the driver counts, by name as the stopwatch does, most first. */
function requestRows({ counters }: Machine, stopwatch: Stopwatch | null): Statistic[] {
  const byKind = [...counters].map(([name, value]) => ({ name: counterNames[name] ?? name, value }))
  const byName = [...(stopwatch?.requests ?? [])]
    .sort(([, left], [, right]) => right - left)
    .map(([name, value]) => ({ name: `request ${name}`, value }))
  return [...byKind, ...byName].map((row) => ({ ...row, unit: 'count' }))
}

function collectionRows({ collector }: Machine, stopwatch: Stopwatch | null): Statistic[] {
  const { collections, copiedBytes, releasedBytes } = collector.statistics
  const allocated = stopwatch?.allocatedBytes ?? 0
  return [
    { name: 'collections', value: collections, unit: 'count' },
    { name: 'copied by collections', value: copiedBytes, unit: 'bytes' },
    { name: 'given back by collections', value: releasedBytes, unit: 'bytes' },
    { name: 'allocated', value: allocated, unit: 'bytes' },
  ]
}

/** One statistic a line: number, unit, name. */
export function printStatistics(rows: readonly Statistic[]): string {
  const texts = rows.map(({ value, unit }) => (unit === 'ms' ? value.toFixed(2) : String(value)))
  const width = Math.max(0, ...texts.map((text) => text.length))
  const unitText = (unit: Statistic['unit']) => (unit === 'count' ? '' : unit).padEnd(5)
  const lines = rows.map(
    ({ name, unit }, i) => `${(texts[i] as string).padStart(width)} ${unitText(unit)}  ${name}\n`,
  )
  return lines.join('')
}

/** The same as one JSON object: name to `{value, unit}`. */
export function printStatisticsJson(rows: readonly Statistic[]): string {
  const entries = rows.map(({ name, value, unit }) => [name, { value, unit }])
  return `${JSON.stringify(Object.fromEntries(entries))}\n`
}
