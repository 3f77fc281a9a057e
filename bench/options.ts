// The command line of the benchmarks as data. Throws an Error with a message for the user.

import { parseArgs } from 'node:util'
import { benchFolder, type Engine, engines, findEngines } from './engines.table.ts'
import { findPrograms, type Program, type Scale, selectPrograms } from './program.ts'

export type BenchOptions = {
  programs: readonly Program[]
  engines: readonly Engine[]
  baseline: string
  repeats: number
  scale: Scale
  limitMs: number
  jsonFile: string | null
  htmlFile: string | null
  /** Only says which engines and programs there are. */
  list: boolean
}

const optionTable = {
  engines: { type: 'string' },
  baseline: { type: 'string', default: 'chez' },
  class: { type: 'string' },
  repeat: { type: 'string', default: '5' },
  small: { type: 'boolean', default: false },
  timeout: { type: 'string', default: '180' },
  json: { type: 'string' },
  html: { type: 'string' },
  list: { type: 'boolean', default: false },
} as const

/** Reads the arguments, without node's and the script's own. */
export function readOptions(args: readonly string[]): BenchOptions {
  const parsed = parseArgs({ args: [...args], options: optionTable, allowPositionals: true })
  const { values, positionals } = parsed
  const classes = values.class === undefined ? [] : values.class.split(',')
  const wanted = values.engines === undefined ? engines : findEngines(values.engines.split(','))
  return {
    programs: selectPrograms(findPrograms(benchFolder), positionals, classes),
    engines: wanted,
    baseline: findEngines([values.baseline])[0]?.name ?? '',
    repeats: parsePositive('repeat', values.repeat),
    scale: values.small ? 'small' : 'full',
    limitMs: parsePositive('timeout', values.timeout) * 1000,
    jsonFile: values.json ?? null,
    htmlFile: values.html ?? null,
    list: values.list,
  }
}

/** The number that an option wants: how many, how many seconds. */
export function parsePositive(option: string, text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1) {
    throw new Error(`--${option} wants a positive integer, not ${text}`)
  }
  return number
}
