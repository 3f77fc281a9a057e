// Which ops follow each other, over all programs of bench/: what fused ops are chosen by.
//
//   npx tsx bench/pairs.ts [--top=N]        the most frequent ops and pairs, as shares of all ops run
//
// Each program runs at its small size under `--profile=json`. A program has the same weight as any
// other, however long it runs: shares are averaged, not counts.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Profile } from '../src/tools/index.ts'
import { benchFolder } from './engines.table.ts'
import { atScale, findPrograms } from './program.ts'

const { values } = parseArgs({ options: { top: { type: 'string', default: '30' } } })
const top = Number(values.top)
const command = join(benchFolder, '..', 'bin', 'lazuli.js')
const scratch = mkdtempSync(join(tmpdir(), 'lazuli-pairs-'))

function profileOf(name: string, file: string): Profile | null {
  const small = join(scratch, `${name}.scm`)
  writeFileSync(small, atScale(readFileSync(file, 'utf8'), 'small'))
  const { stderr } = spawnSync('node', [command, '--profile=json', small], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  const line = stderr.split('\n').find((text) => text.startsWith('{'))
  return line === undefined ? null : (JSON.parse(line) as Profile)
}

const shares = { ops: new Map<string, number>(), pairs: new Map<string, number>() }
const programs = findPrograms(benchFolder).filter(({ files }) => files.scheme !== undefined)
let counted = 0
for (const { name, files } of programs) {
  const profile = profileOf(name, files.scheme as string)
  if (profile === null) {
    process.stderr.write(`${name}: no profile\n`)
    continue
  }
  counted++
  for (const kind of ['ops', 'pairs'] as const) {
    for (const row of profile[kind]) {
      const share = row.count / profile.total
      shares[kind].set(row.name, (shares[kind].get(row.name) ?? 0) + share)
    }
  }
}
rmSync(scratch, { recursive: true })

for (const [kind, sums] of Object.entries(shares)) {
  process.stdout.write(`${kind}, % of the ops run, mean over ${counted} programs\n`)
  const rows = [...sums].sort((a, b) => b[1] - a[1]).slice(0, top)
  for (const [name, sum] of rows) {
    process.stdout.write(`${((100 * sum) / counted).toFixed(2).padStart(7)}  ${name}\n`)
  }
}
