// The report for the terminal: a table for each program, one of all ratios, and what failed.

import { type Measurement, ownTimes, peakKib, processTimes } from '../measure.ts'
import { allClasses, type Mean, type RatioTable } from '../ratios.ts'
import { median, minimum } from '../statistics.ts'
import { formatTable, showMib, showMs, showRatio } from './table.ts'

/** Everything measured of one program. Times in milliseconds, memory in MiB. */
export function printProgram(rows: readonly Measurement[], table: RatioTable): string {
  const [first] = rows
  if (first === undefined) return ''
  const title = `${first.program} (${first.class})`
  const heads = ['own min', 'median', 'process', 'median', 'build', 'MiB', `/ ${table.baseline}`]
  const lines = rows.map((row) => measurementLine(row, table))
  const failures = rows.flatMap((row) =>
    row.failure === null ? [] : [`  ${row.engine}: ${row.failure.kind}: ${row.failure.reason}\n`],
  )
  return formatTable([[title, ...heads], ...lines]) + failures.join('')
}

function measurementLine(row: Measurement, table: RatioTable): string[] {
  const name = `  ${row.engine}`
  if (row.failure !== null) return [name, row.failure.kind]
  const [own, whole] = [ownTimes(row), processTimes(row)]
  const times = [minimum(own), median(own), minimum(whole), median(whole)].map(showMs)
  const build = row.buildMs === null ? '' : showMs(row.buildMs)
  const ratio = table.byProgram.get(row.program)?.get(row.engine)
  return [name, ...times, build, showMib(peakKib(row)), showRatio(ratio)]
}

/** Own time by the baseline's: every program, and the means of its class below it. */
export function printRatios(table: RatioTable): string {
  const { engines, baseline } = table
  const rows: string[][] = [[`own time / ${baseline}`, ...engines]]
  for (const className of table.classes) {
    for (const { name } of table.programs.filter((each) => each.class === className)) {
      const ratios = table.byProgram.get(name)
      rows.push([name, ...engines.map((engine) => showRatio(ratios?.get(engine)))])
    }
    rows.push(meanRow(table, className), [])
  }
  if (table.classes.length > 1) rows.push(meanRow(table, allClasses))
  return formatTable(rows)
}

function meanRow({ byClass, engines }: RatioTable, className: string): string[] {
  const means = byClass.get(className)
  return [`mean of ${className}`, ...engines.map((engine) => showMean(means?.get(engine)))]
}

/** `0.83 (12)`: the mean and over how many programs. */
function showMean(mean: Mean | undefined): string {
  return mean === undefined ? '-' : `${showRatio(mean.mean)} (${mean.count})`
}
