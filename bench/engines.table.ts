// The engines that the benchmarks can run: ours, one row a tier, and the peers they are held to.
// A row says how to tell that the engine is there and how to run a file with it. Peers that lack a
// clock get a prelude put before the program, so that one program file serves every engine.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

export const benchFolder = import.meta.dirname
const packageFolder = join(benchFolder, '..')
const lazuliCommand = join(packageFolder, 'bin', 'lazuli.js')

/** Where the programs of a language are, and what their names end in. */
export const languages = {
  scheme: { folder: join(benchFolder, 'programs'), extension: '.scm' },
  lua: { folder: join(benchFolder, 'cross'), extension: '.lua' },
} as const

export type Language = keyof typeof languages

/** Whether an engine can run here: its version, or why it cannot. */
export type Presence = { installed: true; version: string } | { installed: false; reason: string }

export type Engine = {
  name: string
  language: Language
  /** File in `preludes/` to put before the program, or null. */
  prelude: string | null
  probe: () => Presence
  /** The program to start and its arguments. */
  command: (file: string) => readonly [string, ...string[]]
}

export const engines: readonly Engine[] = [
  lazuli('lazy'),
  lazuli('threaded'),
  lazuli('reference'),
  {
    name: 'chez',
    language: 'scheme',
    prelude: 'chez.scm',
    probe: () => probeVersion('scheme', '--version', /^(?:Chez Scheme Version )?(\d+\.\d[\d.]*)/),
    command: (file) => ['scheme', '--optimize-level', '2', '--script', file],
  },
  luajit('luajit-off', ['-joff']),
  luajit('luajit', []),
]

function lazuli(tier: string): Engine {
  return {
    name: `lazuli-${tier}`,
    language: 'scheme',
    prelude: null,
    probe: () =>
      existsSync(lazuliCommand) && existsSync(join(packageFolder, 'dist'))
        ? { installed: true, version: `node ${process.versions.node}` }
        : { installed: false, reason: 'not built, see `npm run build`' },
    command: (file) => [process.execPath, lazuliCommand, `--engine=${tier}`, file],
  }
}

function luajit(name: string, options: readonly string[]): Engine {
  return {
    name,
    language: 'lua',
    prelude: 'luajit.lua',
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
