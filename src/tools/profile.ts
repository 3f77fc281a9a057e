// What `--profile` shows: how often each op, procedure and source line has run.
//
// The reference engine counts the ops it begins, one counter for each unit of linked code; everything
// else is added up here after the run. Ops are counted, not time: what runtime procedures and the
// collector take does not show.

import { formatPlace, lineAt, locate, type SourceText, textNameAt } from '../base/index.ts'
import { sourceOffset } from '../ops/index.ts'
import type { Code } from '../runtime/index.ts'
import type { Machine } from '../vm/index.ts'

const UNIT_BYTES = 8
const SHOWN_ROWS = 12
const SHOWN_TEXT = 60

/** Nothing follows these. */
const leaves: ReadonlySet<string> = new Set(['', 'jump', 'return', 'tail-call'])

interface ProfileRow {
  readonly name: string
  readonly count: number
}

export interface Profile {
  readonly total: number
  /** Each most frequent first. */
  readonly ops: readonly ProfileRow[]
  /** Ops of which the second follows the first: at most so often, for it may be jumped to as well. */
  readonly pairs: readonly ProfileRow[]
  readonly procedures: readonly ProfileRow[]
  readonly lines: readonly (ProfileRow & { readonly text: string })[]
}

/** Counts the ops that the reference engine runs in one machine. */
export class Profiler {
  private readonly machine: Machine
  private readonly counts: Float64Array
  private readonly firstSlot: number
  private readonly isSystem: (source: SourceText) => boolean

  /** Nothing has run in `machine` yet; lines of texts that are the system's are not shown. */
  constructor(machine: Machine, isSystem: (source: SourceText) => boolean) {
    const { start, size } = machine.cage.layout.statics
    this.machine = machine
    this.isSystem = isSystem
    this.firstSlot = start >>> 2
    this.counts = new Float64Array(size / UNIT_BYTES)
    machine.opCounts = { counts: this.counts, firstSlot: this.firstSlot }
  }

  /** What was counted so far. */
  collect(): Profile {
    const ops = new Map<string, number>()
    const pairs = new Map<string, number>()
    const procedures = new Map<string, number>()
    const lines = new Map<string, number>()
    const texts = new Map<string, string>()
    const add = (to: Map<string, number>, name: string, count: number) =>
      to.set(name, (to.get(name) ?? 0) + count)
    for (const code of this.machine.codes) {
      let last = { op: '', count: 0 }
      this.visitCounts(code, (op, place, count) => {
        add(ops, op, count)
        if (!leaves.has(last.op)) add(pairs, `${last.op} + ${op}`, Math.min(last.count, count))
        last = { op, count }
        if (count === 0) return
        add(procedures, this.procedureName(code), count)
        const source = code.template.origin?.source ?? null
        if (source === null || place < 0 || this.isSystem(source)) return
        const line = `${textNameAt(source, place)}:${locate(source, place).line}`
        add(lines, line, count)
        texts.set(line, lineAt(source, place).trim())
      })
    }
    const total = [...ops.values()].reduce((sum, count) => sum + count, 0)
    const lineRows = sorted(lines).map((row) => ({ ...row, text: texts.get(row.name) ?? '' }))
    return {
      total,
      ops: sorted(ops),
      pairs: sorted(pairs),
      procedures: sorted(procedures),
      lines: lineRows,
    }
  }

  private visitCounts(
    { template, unitsStart, pcs }: Code,
    visit: (op: string, place: number, count: number) => void,
  ): void {
    const { specs } = this.machine.ops
    for (let i = 0; i < pcs.length; i++) {
      const slot = (unitsStart >>> 2) + 2 * (pcs[i] as number)
      const count = this.counts[(slot - this.firstSlot) >>> 1] as number
      const op = template.words[template.starts[i] as number] as number
      const source = template.origin?.source
      const place = source === undefined ? -1 : sourceOffset(template, i, source)
      visit(specs[op]?.name ?? '?', place, count)
    }
  }

  private procedureName({ name, template: { origin } }: Code): string {
    const called = name === '' ? 'lambda' : name
    if (origin === null || this.isSystem(origin.source)) return `${called} (system)`
    return `${called} (${formatPlace(origin.source, origin.offset)})`
  }
}

const sorted = (counts: ReadonlyMap<string, number>): ProfileRow[] =>
  [...counts]
    .filter(([, count]) => count > 0)
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count)

/** Three tables, of which the first rows are shown. */
export function printProfile({ total, ops, pairs, procedures, lines }: Profile): string {
  const width = Math.max(0, ...lines.slice(0, SHOWN_ROWS).map(({ name }) => name.length))
  const lineRows = lines.map(({ name, count, text }) => {
    const cut = text.length > SHOWN_TEXT ? `${text.slice(0, SHOWN_TEXT - 3)}...` : text
    return { name: `${name.padEnd(width)}  ${cut}`, count }
  })
  return [
    `${total} ops were run by the reference engine\n`,
    printTable('op', ops, total),
    printTable('op + the next', pairs, total),
    printTable('procedure', procedures, total),
    printTable('line', lineRows, total),
  ].join('\n')
}

function printTable(title: string, rows: readonly ProfileRow[], total: number): string {
  const width = Math.max(5, String(rows[0]?.count ?? 0).length)
  const shown = rows.slice(0, SHOWN_ROWS).map(({ name, count }) => {
    const share = `${((100 * count) / total).toFixed(1)} %`.padStart(7)
    return `${share}  ${String(count).padStart(width)}  ${name}\n`
  })
  const more = rows.length > SHOWN_ROWS ? `${' '.repeat(9)}${rows.length - SHOWN_ROWS} more\n` : ''
  return `${'share'.padStart(7)}  ${'count'.padStart(width)}  ${title}\n${shown.join('')}${more}`
}

/** The whole profile as one JSON object. */
export const printProfileJson = (profile: Profile): string => `${JSON.stringify(profile)}\n`
