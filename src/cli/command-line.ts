// The command line as data: what to run, how, and what to show. Throws a UsageError.
//
// Options come before the file; everything after it belongs to the program. `--stats` alone means
// `--stats=text`, so its value is only taken with `=`.

import { parseArgs } from 'node:util'
import { type StageName, stages } from '../tools/index.ts'
import { type EngineName, engines } from '../vm/index.ts'
import { commandOptions, type StatisticsFormat, statisticsFormats } from './options.table.ts'

/** The command was called wrongly: a message for its user. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export type Program =
  | { readonly kind: 'file'; readonly name: string }
  | { readonly kind: 'standard-input' }
  | { readonly kind: 'expression'; readonly text: string }

export interface RunCommand {
  readonly kind: 'run'
  readonly program: Program
  /** What stands after the file. No program can read it yet. */
  readonly args: readonly string[]
  readonly engine: EngineName
  readonly statistics: StatisticsFormat | null
  readonly dump: readonly StageName[]
  readonly dumpProcedure: string | null
}

export type Command = RunCommand | { readonly kind: 'help' } | { readonly kind: 'version' }

/** Reads the arguments of the command, without node's and the script's own. */
export function parseCommandLine(argv: readonly string[]): Command {
  const end = endOfOptions(argv)
  const { values } = parseOptions(argv.slice(0, end))
  if (values.help) return { kind: 'help' }
  if (values.version) return { kind: 'version' }
  const rest = argv.slice(argv[end] === '--' ? end + 1 : end)
  const { program, args } = findProgram(values.eval, rest)
  const { stats, dump } = values
  return {
    kind: 'run',
    program,
    args,
    engine: oneOf('engine', Object.keys(engines) as EngineName[], values.engine ?? 'auto'),
    statistics: stats === undefined ? null : oneOf('stats', statisticsFormats, stats),
    dump: dump === undefined ? [] : parseStages(dump),
    dumpProcedure: values['dump-fn'] ?? null,
  }
}

function parseOptions(args: readonly string[]) {
  const { eval: evalOption, ...others } = commandOptions
  try {
    return parseArgs({
      args: args.map((arg) => (arg === '--stats' ? '--stats=text' : arg)),
      options: { ...others, eval: { ...evalOption, multiple: true } },
    })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (!code?.startsWith('ERR_PARSE_ARGS')) throw error
    const names = Object.keys(commandOptions).map((name) => `--${name}`)
    const reason = message.split(/\. |\n/)[0]
    throw new UsageError(`${reason}; the options are ${names.join(', ')}`)
  }
}

/** Index of the first argument that is neither an option nor the value of one. */
function endOfOptions(argv: readonly string[]): number {
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i] as string
    if (arg === '--' || arg === '-' || !arg.startsWith('-')) return i
    if (takesNext(arg)) i++
  }
  return argv.length
}

function takesNext(arg: string): boolean {
  return Object.entries(commandOptions).some(([name, option]) => {
    if (option.type === 'boolean' || name === 'stats') return false
    return arg === `--${name}` || ('short' in option && arg === `-${option.short}`)
  })
}

function findProgram(
  expressions: readonly string[] | undefined,
  rest: readonly string[],
): Pick<RunCommand, 'program' | 'args'> {
  if (expressions !== undefined) {
    return { program: { kind: 'expression', text: expressions.join('\n') }, args: rest }
  }
  const [name, ...args] = rest
  if (name === undefined) {
    throw new UsageError('no program: give a file, - for standard input, or -e EXPR')
  }
  return { program: name === '-' ? { kind: 'standard-input' } : { kind: 'file', name }, args }
}

function parseStages(list: string): StageName[] {
  const names = Object.keys(stages) as StageName[]
  const wanted = list.split(',').map((name) => oneOf('dump', names, name))
  return names.filter((name) => wanted.includes(name))
}

function oneOf<Name extends string>(option: string, names: readonly Name[], text: string): Name {
  const found = names.find((name) => name === text)
  if (found !== undefined) return found
  throw new UsageError(`--${option} takes one of ${names.join(', ')}; not '${text}'`)
}
