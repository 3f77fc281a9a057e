// The engines that the benchmarks can run: ours, one row a tier, and the peers they are held to.
// A row says how to tell that the engine is there, how to make something it can run out of a file,
// and how to run that. `{file}` is the adapted program, `{out}` what a compiler makes of it.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Dialect } from './adapt.ts'
import type { Command } from './child.ts'
import type { Language } from './program.ts'

export const benchFolder = import.meta.dirname
const packageFolder = join(benchFolder, '..')
const lazuliBuilt = join(packageFolder, 'bin', 'lazuli.js')
const lazuliSource = join(packageFolder, 'src', 'cli', 'main.ts')
const preludeFolder = join(benchFolder, 'preludes')

/** Whether an engine can run here: its version, or why it cannot. */
export type Presence = { installed: true; version: string } | { installed: false; reason: string }

export type Engine = {
  name: string
  /** One of ours, whose wrong results make the command fail. */
  ours: boolean
  language: Language
  /** How it reads Scheme; null for other languages, where `prelude` is put before the program. */
  dialect: Dialect | null
  prelude: string | null
  /** What a program's file must be called, beyond its name. */
  extension: string
  environment: Readonly<Record<string, string>>
  probe: () => Presence
  /** Commands that make `out` of `file`, in order; none for engines that run source. */
  build: (file: string, out: string) => readonly Command[]
  command: (file: string, out: string) => Command
}

/** The fields of most rows. */
const ordinary = {
  ours: false,
  language: 'scheme',
  prelude: null,
  extension: '.scm',
  environment: {},
  build: () => [],
} as const

const chezDialect: Dialect = { imports: false, preludes: ['chez.scm', 'portable.scm'] }
const gambitDialect: Dialect = { imports: false, preludes: ['gambit.scm', 'portable.scm'] }
const chickenDialect: Dialect = { imports: false, preludes: ['chicken.scm', 'portable.scm'] }
const racketDialect: Dialect = {
  imports: false,
  preludes: ['racket.scm', 'portable.scm'],
  firstLine: '#lang racket/base',
}

const probeChez = () => probeVersion('scheme', '--version', /^(?:Chez Scheme Version )?(\d+\.\d[\d.]*)/)

export const engines: readonly Engine[] = [
  lazuli('auto'),
  lazuli('lazy'),
  lazuli('threaded'),
  lazuli('reference'),
  {
    ...ordinary,
    name: 'chez',
    dialect: chezDialect,
    probe: probeChez,
    command: (file) => ['scheme', '--optimize-level', '2', '--script', file],
  },
  {
    ...ordinary,
    name: 'chez-compiled',
    dialect: chezDialect,
    probe: probeChez,
    build: (file, out) => [['scheme', '--script', join(preludeFolder, 'build-chez.ss'), file, out]],
    command: (_file, out) => ['scheme', '--program', out],
  },
  {
    ...ordinary,
    name: 'gambit',
    dialect: gambitDialect,
    probe: () => probeVersion('gsc', '-v', /^v(\d\S*)/),
    build: (file, out) => [['gsc', '-:d-', '-exe', '-o', out, file]],
    command: (_file, out) => [out, '-:d-'],
  },
  guile('guile', {}),
  guile('guile-nojit', { GUILE_JIT_THRESHOLD: '-1' }),
  {
    ...ordinary,
    name: 'racket',
    dialect: racketDialect,
    extension: '.rkt',
    probe: () => probeVersion('racket', '--version', /Racket v(\S+?)\.?(?: |$)/),
    build: (file) => [['raco', 'make', file]],
    command: (file) => ['racket', file],
  },
  {
    ...ordinary,
    name: 'chicken',
    dialect: chickenDialect,
    probe: () => probeVersion('csc', '-version', /^Version (\S+)/m),
    build: (file, out) => [['csc', '-O3', '-o', out, file]],
    command: (_file, out) => [out],
  },
  luajit('luajit', ['-jon']),
  luajit('luajit-off', ['-joff']),
  {
    ...ordinary,
    name: 'node',
    language: 'javascript',
    dialect: null,
    prelude: 'node.js',
    extension: '.js',
    probe: () => ({ installed: true, version: process.versions.node }),
    command: (file) => [process.execPath, '--stack-size=8000', file],
  },
]

function lazuli(tier: string): Engine {
  return {
    ...ordinary,
    name: `lazuli-${tier}`,
    ours: true,
    dialect: { imports: false, preludes: [] },
    probe: probeLazuli,
    command: (file) => [process.execPath, lazuliBuilt, `--engine=${tier}`, file],
  }
}

/** `engine`, one of ours, run from the sources: for tests, which must not depend on a build. */
export function fromSource(engine: Engine): Engine {
  const option = `--engine=${engine.name.replace(/^lazuli-/, '')}`
  const tsx = import.meta.resolve('tsx')
  return {
    ...engine,
    probe: () => ({ installed: true, version: 'sources' }),
    command: (file) => [process.execPath, '--import', tsx, lazuliSource, option, file],
  }
}

function probeLazuli(): Presence {
  return existsSync(join(packageFolder, 'dist', 'command.cjs'))
    ? { installed: true, version: `node ${process.versions.node}` }
    : { installed: false, reason: 'not built, see `npm run build`' }
}

function guile(name: string, environment: Record<string, string>): Engine {
  const compile = (file: string, out: string) =>
    `(use-modules (system base compile)) (compile-file ${quote(file)} #:output-file ${quote(out)} #:optimization-level 2)`
  return {
    ...ordinary,
    name,
    environment,
    dialect: { imports: true, preludes: [] },
    probe: () => probeVersion('guile', '--version', /^guile \(GNU Guile\) (\S+)/),
    build: (file, out) => [['guile', '--r7rs', '-c', compile(file, out)]],
    command: (_file, out) => ['guile', '--r7rs', '-c', `(load-compiled ${quote(out)})`],
  }
}

/** A string literal of Scheme, for a path. */
function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`
}

function luajit(name: string, options: readonly string[]): Engine {
  return {
    ...ordinary,
    name,
    language: 'lua',
    dialect: null,
    prelude: 'luajit.lua',
    extension: '.lua',
    probe: () => probeVersion('luajit', '-v', /^LuaJIT (\S+)/),
    command: (file) => ['luajit', ...options, file],
  }
}

/** Asks a command for its version; another program of the same name does not match `pattern`. */
function probeVersion(command: string, option: string, pattern: RegExp): Presence {
  const child = spawnSync(command, [option], { encoding: 'utf8', timeout: 10_000 })
  if (child.error !== undefined) {
    return { installed: false, reason: `no command \`${command}\`` }
  }
  const version = pattern.exec(`${child.stdout}${child.stderr}`.trim())?.[1]
  return version === undefined
    ? { installed: false, reason: `\`${command} ${option}\` names no version we know` }
    : { installed: true, version }
}

/** Looks up engines by name; `lazuli` stands for all of ours. */
export function findEngines(names: readonly string[]): Engine[] {
  const found = names.flatMap((name) => {
    const matching = engines.filter((each) => each.name === name || (name === 'lazuli' && each.ours))
    if (matching.length === 0) {
      throw new Error(`no engine ${name}; there are ${engines.map((e) => e.name).join(', ')}`)
    }
    return matching
  })
  return [...new Set(found)]
}
