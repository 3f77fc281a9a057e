// Other Scheme systems that portable programs are compared with.
//
// A program that ends in an error prints a line `error` there and here: how systems word errors is
// their own.

import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { adaptScheme } from '../../bench/adapt.ts'
import type { Outcome } from './outcome.ts'

const benchFolder = fileURLToPath(new URL('../../bench', import.meta.url))
const LIMIT_MS = 30_000
const guileImports = `(import (scheme base) (scheme char) (scheme cxr) (scheme inexact) (scheme write)
  (scheme lazy) (scheme case-lambda) (only (srfi 69) make-hash-table hash-table-set! hash-table-ref/default
  hash-table-update!/default hash-table-delete!))\n`

interface Peer {
  readonly command: string
  readonly args: readonly string[]
  adapt(text: string): string
}

export const peers = {
  chez: {
    command: 'scheme',
    args: ['--script'],
    adapt: (text) =>
      adaptScheme(text, { imports: false, preludes: ['chez.scm', 'portable.scm'] }, benchFolder),
  },
  guile: {
    command: 'guile',
    args: ['--no-auto-compile', '--r7rs'],
    adapt: (text) => guileImports + text,
  },
} as const satisfies Record<string, Peer>
export type PeerName = keyof typeof peers

export function isThere(name: PeerName): boolean {
  return spawnSync(peers[name].command, ['--version']).error === undefined
}

/** What a peer prints; `bug` if it does not end by itself. */
export async function runPeer(name: PeerName, text: string): Promise<Outcome> {
  const { command, args, adapt } = peers[name]
  const folder = mkdtempSync(join(tmpdir(), 'lazuli-fuzz-'))
  const file = join(folder, 'program.scm')
  writeFileSync(file, adapt(text))
  const child = spawn(command, [...args, file], { stdio: ['ignore', 'pipe', 'pipe'] })
  const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS)
  let [output, complaint] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    output += part
  })
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    complaint += part
  })
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
    child.once('close', (...how) => resolve(how))
  })
  clearTimeout(timer)
  rmSync(folder, { recursive: true })
  const bug = signal === null ? null : `${name} was ended by ${signal}`
  const error = code === 0 ? null : complaint.slice(0, 1000)
  return {
    output: output.replace(/\n?bench-own-us: \d+\n$/, ''),
    error,
    bug,
    hot: 0,
    stubs: 0,
    rounds: 0,
  }
}

/** What of an outcome all systems agree about. */
export function comparable({ output, error, bug }: Outcome): string {
  const printed = output.replace(/=> [^\n]*$/, '').trimEnd()
  return bug ?? `${printed}${error === null ? '' : '\nerror'}`
}
