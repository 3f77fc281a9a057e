// The report as one self-contained page: means as bars, a table by class, every program as a row of
// dots, all figures, and what was not counted. No script: the boxes of the legend work by CSS.

import { type Measurement, ownTimes, peakKib, processTimes } from '../measure.ts'
import { allClasses, type RatioTable } from '../ratios.ts'
import { median, minimum } from '../statistics.ts'
import { type Dot, drawBars, drawDots, escapeText } from './chart.ts'
import type { Origin } from './json.ts'
import { printStyle } from './style.ts'
import { showMib, showMs, showRatio } from './table.ts'

export function printHtml(
  origin: Origin,
  measurements: readonly Measurement[],
  table: RatioTable,
): string {
  const ours = new Set(measurements.filter((each) => each.ours).map((each) => each.engine))
  const engines = table.engines.map((name) => ({ name, ours: ours.has(name) }))
  const baseline = escapeText(table.baseline)
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Lazuli benchmarks</title>
<style>${printStyle(engines)}</style>
<h1>Lazuli benchmarks</h1>
${printOrigin(origin)}
<h2>Time by that of ${baseline}, geometric means</h2>
<p>To the left of 1 is faster. In brackets, over how many programs; an engine is only
averaged over those it ran well.</p>
${drawBars(meanBars(table))}
<h2>By class of program</h2>
${printClasses(table)}
<h2>Every program</h2>
${printLegend(engines)}
${drawDots(programRows(table))}
<h2>Figures</h2>
<p>Own time: by the program's own clock, without start-up. Process: the whole run. Milliseconds; MiB
is the largest resident set of any run; build is what a compiler took beforehand.</p>
${table.programs.map(({ name }) => printProgram(name, measurements, table)).join('\n')}
${printFailures(measurements)}
</html>
`
}

function printOrigin({ date, command, machine, node, engines, scale, repeats }: Origin): string {
  const versions = engines.map(({ name, version }) => `${name} ${version}`).join(', ')
  const where = `${machine.processor}, ${machine.cores} cores, ${machine.memoryMib} MiB, Node ${node}`
  const how = `${scale} sizes, ${repeats} interleaved runs each`
  return `<p>${escapeText(`${date.slice(0, 16).replace('T', ' ')}, ${how}, on ${where}.`)}<br>
<code>${escapeText(command)}</code></p>
<details><summary>Versions</summary><p>${escapeText(versions)}</p></details>`
}

function meanBars({ byClass, engines }: RatioTable) {
  const means = byClass.get(allClasses)
  return engines.flatMap((engine) => {
    const found = means?.get(engine)
    if (found === undefined) return []
    const note = `${showRatio(found.mean)} (${found.count})`
    return [{ label: engine, value: found.mean, note, style: `e-${engine}` }]
  })
}

function printClasses({ byClass, engines, classes, baseline }: RatioTable): string {
  const rows = [...classes, allClasses].map((className) => {
    const cells = engines.map((engine) => {
      const found = byClass.get(className)?.get(engine)
      if (found === undefined) return '<td>-</td>'
      const tint = engine === baseline ? '' : tintOf(found.mean)
      return `<td class="${tint}">${showRatio(found.mean)} <small>(${found.count})</small></td>`
    })
    return `<tr><td>${escapeText(className)}</td>${cells.join('')}</tr>`
  })
  return scroll(['class', ...engines], rows)
}

/** Differences of less than a twentieth have no colour. */
function tintOf(ratio: number): string {
  return ratio < 0.95 ? 'faster' : ratio > 1.05 ? 'slower' : ''
}

function printLegend(engines: readonly { name: string }[]): string {
  const boxes = engines.map(
    ({ name }) =>
      `<label><input type="checkbox" id="show-${name}" checked> <span class="key e-${name}"></span>${name}</label>`,
  )
  return `<p class="legend">${boxes.join('\n')}</p>`
}

function programRows({ programs, byProgram }: RatioTable) {
  return programs.map(({ name }) => {
    const ratios = [...(byProgram.get(name) ?? [])]
    const dots: Dot[] = ratios.map(([engine, value]) => ({
      value,
      title: `${name}, ${engine}: ${showRatio(value)}`,
      style: `e-${engine}`,
    }))
    return { label: name, dots }
  })
}

function printProgram(
  name: string,
  measurements: readonly Measurement[],
  { baseline, byProgram }: RatioTable,
): string {
  const rows = measurements.filter((each) => each.program === name)
  const lines = rows.map((row) => {
    if (row.failure !== null) {
      const reason = `${row.failure.kind}: ${row.failure.reason}`
      return `<tr><td>${row.engine}</td><td class="reason" colspan="7">${escapeText(reason)}</td></tr>`
    }
    const [own, whole] = [ownTimes(row), processTimes(row)]
    const times = [minimum(own), median(own), minimum(whole), median(whole)].map(showMs)
    const build = row.buildMs === null ? '' : showMs(row.buildMs)
    const ratio = showRatio(byProgram.get(name)?.get(row.engine))
    const cells = [row.engine, ...times, build, showMib(peakKib(row)), ratio]
    return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
  })
  const heads = [
    'engine',
    'own min',
    'median',
    'process min',
    'median',
    'build',
    'MiB',
    `/ ${baseline}`,
  ]
  const title = `${escapeText(name)} (${escapeText(rows[0]?.class ?? '')})`
  return `<details><summary>${title}</summary>${scroll(heads, lines)}</details>`
}

function scroll(heads: readonly string[], rows: readonly string[]): string {
  const head = heads.map((each) => `<th>${escapeText(each)}</th>`).join('')
  return `<div class="scroll"><table><tr>${head}</tr>\n${rows.join('\n')}</table></div>`
}

function printFailures(measurements: readonly Measurement[]): string {
  const rows = measurements.flatMap(({ engine, program, failure }) =>
    failure === null
      ? []
      : [
          `<tr><td>${engine}</td><td>${escapeText(program)}</td><td>${failure.kind}</td>` +
            `<td class="reason">${escapeText(failure.reason)}</td></tr>`,
        ],
  )
  if (rows.length === 0) return ''
  return `<h2>Not counted</h2>\n${scroll(['engine', 'program', 'what', 'why'], rows)}`
}
