// The command line as data: what to run, how, and what to show. Throws a UsageError.
//
// Options come before the file; everything after it belongs to the program. `--stats` alone means
// `--stats=text`, so its value is only taken with `=`; the same for `--profile`.

import { parseArgs } from 'node:util'
import { type StageName, stages } from '../tools/index.ts'
import { type EngineName, engines, type RunLimits } from '../vm/index.ts'
import { parseLimits } from './limits.ts'
import { commandOptions, type StatisticsFormat, statisticsFormats } from './options.table.ts'

const engineNames = Object.keys(engines) as EngineName[]

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
  /** Null: there is none, what is typed is evaluated. */
  readonly program: Program | null
  /** Evaluates what is typed, after the program. */
  readonly isInteractive: boolean
  /** What stands after the file. */
  readonly args: readonly string[]
  /** Null: what serves best here. */
  readonly engine: EngineName | null
  /** Where libraries are looked for, besides the program's own directory. */
  readonly libraryDirectories: readonly string[]
  readonly limits: RunLimits
  readonly statistics: StatisticsFormat | null
  readonly profile: StatisticsFormat | null
  readonly dump: readonly StageName[]
  readonly dumpProcedure: string | null
  readonly perfMap: boolean
  readonly gdb: boolean
}

export interface CheckCommand {
  readonly kind: 'check'
  readonly names: readonly string[]
  readonly libraryDirectories: readonly string[]
}

export interface CompileCommand {
  readonly kind: 'compile'
  readonly name: string
  readonly output: string
  /** The text goes into the file too. */
  readonly sourceTexts: boolean
  readonly libraryDirectories: readonly string[]
}

export type Command =
  | RunCommand
  | CheckCommand
  | CompileCommand
  | { readonly kind: 'doctor' }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }

/** Reads the arguments of the command, without node's and the script's own. */
export function parseCommandLine(argv: readonly string[]): Command {
  const end = endOfOptions(argv)
  const { values } = parseOptions(argv.slice(0, end))
  if (values.help) return { kind: 'help' }
  if (values.version) return { kind: 'version' }
  const rest = argv.slice(argv[end] === '--' ? end + 1 : end)
  if (values.eval === undefined && argv[end] === 'doctor') return { kind: 'doctor' }
  const libraryDirectories = values['library-dir'] ?? []
  if (values.check) return checkCommand(rest, libraryDirectories)
  if (values.compile) {
    const { output, 'with-source': sourceTexts = false } = values
    return { ...compileCommand(rest, output ?? null), sourceTexts, libraryDirectories }
  }
  const { program, args } = findProgram(values.eval, rest)
  const { engine, stats, profile, dump } = values
  if (profile !== undefined && engine !== undefined && engine !== 'reference') {
    throw new UsageError('--profile counts in the reference engine: leave --engine out')
  }
  return {
    kind: 'run',
    program,
    isInteractive: program === null || values.interactive === true,
    args,
    engine: engine === undefined ? null : oneOf('engine', engineNames, engine),
    libraryDirectories,
    limits: values.limits === undefined ? {} : limitsOf(values.limits),
    statistics: stats === undefined ? null : oneOf('stats', statisticsFormats, stats),
    profile: profile === undefined ? null : oneOf('profile', statisticsFormats, profile),
    dump: dump === undefined ? [] : parseStages(dump),
    dumpProcedure: values['dump-fn'] ?? null,
    perfMap: values['perf-map'] ?? false,
    gdb: values.gdb ?? false,
  }
}

function parseOptions(args: readonly string[]) {
  const { eval: evalOption, 'library-dir': libraryOption, ...others } = commandOptions
  try {
    return parseArgs({
      args: args.map((arg) => (/^--(stats|profile)$/.test(arg) ? `${arg}=text` : arg)),
      options: {
        ...others,
        eval: { ...evalOption, multiple: true },
        'library-dir': { ...libraryOption, multiple: true },
      },
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
    if (option.type === 'boolean' || name === 'stats' || name === 'profile') return false
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
  if (name === undefined) return { program: null, args }
  return { program: name === '-' ? { kind: 'standard-input' } : { kind: 'file', name }, args }
}

function checkCommand(names: readonly string[], libraryDirectories: readonly string[]): Command {
  if (names.length === 0) throw new UsageError('--check needs files')
  return { kind: 'check', names, libraryDirectories }
}

/** The output may stand behind the file too: `--compile FILE -o OUTPUT`. */
function compileCommand(rest: readonly string[], output: string | null) {
  const [name, option, behind, ...more] = rest
  const isNamed = option === '-o' && behind !== undefined && output === null
  if (name === undefined || more.length > 0 || !(option === undefined || isNamed)) {
    throw new UsageError('--compile needs one file, and -o FILE for the result')
  }
  const chosen = output ?? behind ?? name.replace(/(\.[^./]*)?$/, '.lzb')
  return { kind: 'compile', name, output: chosen } as const
}

function limitsOf(text: string): RunLimits {
  const limits = parseLimits(text)
  if (limits !== null) return limits
  throw new UsageError(`--limits takes a list such as ms=50,heap=32m,fuel=100000; not '${text}'`)
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
