// What `--stats` shows: the counters of a machine, each with a name and a unit.
//
// The rows are read once, after the run; nothing here costs a running program anything.

import type { Machine } from '../vm/index.ts'

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

/** All statistics of `machine`; `times` come first. */
export function collectStatistics(
  machine: Machine,
  times: Readonly<Record<string, number>>,
): Statistic[] {
  const rows: Statistic[] = Object.entries(times).map(([name, value]) => ({
    name,
    value,
    unit: 'ms',
  }))
  const add = (unit: Statistic['unit'], name: string, value: number) =>
    rows.push({ name, value, unit })
  add('count', 'linked procedures', machine.codes.length)
  const { native, lazy, collector } = machine
  if (native !== null) {
    const used = native.usedBytes()
    add('bytes', 'code of the threaded tier', used.threaded)
    add('bytes', 'code of the lazy tier', used.lazy)
  }
  if (lazy !== null) {
    add('count', 'stubs compiled', lazy.statistics.stubHits)
    add('count', 'block versions', lazy.statistics.versions)
    add('count', 'entry versions', lazy.statistics.entries)
    add('count', 'segments invalidated', lazy.statistics.invalidated)
  }
  for (const [name, value] of machine.counters) add('count', counterNames[name] ?? name, value)
  add('count', 'collections', collector.statistics.collections)
  add('bytes', 'copied by collections', collector.statistics.copiedBytes)
  return rows
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
