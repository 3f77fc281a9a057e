// The two charts of the report, as SVG text. Ratios are drawn on a logarithmic axis, where twice as
// fast and twice as slow are equally far from the line at 1.

export type Bar = { label: string; value: number; note: string; style: string }
export type Dot = { value: number; title: string; style: string }
export type DotRow = { label: string; dots: readonly Dot[] }

const labelWidth = 150
const plotWidth = 640
const noteWidth = 110
const rowHeight = 22
const axisHeight = 24

/** Maps ratios to places; `ticks` lie within its range. */
type Axis = { place: (value: number) => number; ticks: readonly number[] }

/** An axis of powers of two, or of sixteen where the range is wide, that holds `values` and 1. */
export function makeAxis(values: readonly number[]): Axis {
  const logs = [1, ...values].map(Math.log2)
  const low = Math.floor(Math.min(...logs))
  const high = Math.max(low + 1, Math.ceil(Math.max(...logs)))
  const step = high - low > 10 ? 2 : 1
  const ticks: number[] = []
  for (let log = low; log <= high; log++) if (log % step === 0) ticks.push(2 ** log)
  const place = (value: number) =>
    labelWidth + ((Math.log2(value) - low) / (high - low)) * plotWidth
  return { place, ticks }
}

/** One bar a row, from the line at 1 to its value. */
export function drawBars(bars: readonly Bar[]): string {
  const axis = makeAxis(bars.map(({ value }) => value))
  const rows = bars.map(({ label, value, note, style }, i) => {
    const top = axisHeight + i * rowHeight
    const [one, end] = [axis.place(1), axis.place(value)]
    const [x, width] = [Math.min(one, end), Math.max(1, Math.abs(end - one))]
    const noteX = labelWidth + plotWidth + 8
    return (
      drawLabel(label, top) +
      `<rect class="${style}" x="${round(x)}" y="${top + 4}" width="${round(width)}" height="${rowHeight - 8}" rx="2"/>` +
      `<text x="${noteX}" y="${top + 15}">${escapeText(note)}</text>`
    )
  })
  return frame(bars.length, axis, rows.join(''))
}

/** One row of dots a label. */
export function drawDots(rows: readonly DotRow[]): string {
  const axis = makeAxis(rows.flatMap(({ dots }) => dots.map(({ value }) => value)))
  const drawn = rows.map(({ label, dots }, i) => {
    const top = axisHeight + i * rowHeight
    const middle = top + rowHeight / 2
    const circles = dots.map(
      ({ value, title, style }) =>
        `<circle class="${style}" cx="${round(axis.place(value))}" cy="${middle}" r="5">` +
        `<title>${escapeText(title)}</title></circle>`,
    )
    const line = `<line class="row" x1="${labelWidth}" x2="${labelWidth + plotWidth}" y1="${middle}" y2="${middle}"/>`
    return drawLabel(label, top) + line + circles.join('')
  })
  return frame(rows.length, axis, drawn.join(''))
}

function drawLabel(label: string, top: number): string {
  return `<text class="label" x="${labelWidth - 8}" y="${top + 15}">${escapeText(label)}</text>`
}

function frame(rowCount: number, { place, ticks }: Axis, content: string): string {
  const width = labelWidth + plotWidth + noteWidth
  const height = axisHeight + rowCount * rowHeight + 6
  const grid = ticks.map((tick) => {
    const x = round(place(tick))
    const style = tick === 1 ? 'one' : 'tick'
    return (
      `<line class="${style}" x1="${x}" x2="${x}" y1="${axisHeight - 4}" y2="${height}"/>` +
      `<text class="axis" x="${x}" y="14">${showTick(tick)}</text>`
    )
  })
  return `<svg viewBox="0 0 ${width} ${height}" role="img">` + `${grid.join('')}${content}</svg>\n`
}

/** Below 1 as a fraction: `1/4`. */
function showTick(tick: number): string {
  return tick < 1 ? `1/${1 / tick}` : String(tick)
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

/** Text that may stand in HTML and in its quoted attributes. */
export function escapeText(text: string): string {
  const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text.replace(/[&<>"]/g, (found) => names[found] as string)
}
