// Does the search find bugs? Seeds one bug at a time into a copy of the tree and lets it search.
//
//   npx tsx test/fuzz/seeded-bugs.ts [SECONDS]      600 seconds for each bug unless it says else
//
// Prints for each bug how long it took and what found it. Exit code 1 if fewer than all but one are found.

import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

interface SeededBug {
  readonly name: string
  readonly file: string
  readonly right: string
  readonly wrong: string
}

const bugs: readonly SeededBug[] = [
  {
    name: 'an edge move in a cycle loses a value',
    file: 'src/backend/x64/moves.ts',
    right: '    emit(scratch, blocked)\n',
    wrong: '',
  },
  {
    name: 'compiled arithmetic does not check for overflow',
    file: 'src/tiers/lazy/path.ts',
    right:
      '    emitter.asm.jccTo(CC.O, this.owner.edgeAddress(stub))\n' +
      '    this.owner.addUse(stub, emitter.asm.here - 4)\n',
    wrong: '    this.owner.edgeAddress(stub)\n',
  },
  {
    name: 'a global that changes leaves one segment that relied on it',
    file: 'src/tiers/lazy/compiler.ts',
    right: 'for (const segment of segments) if (segment.alive) this.invalidate(segment)',
    wrong: 'for (const segment of segments.slice(1)) if (segment.alive) this.invalidate(segment)',
  },
  {
    name: 'the last word of a restored frame is missing',
    file: 'src/runtime/stack-capture.ts',
    right: 'heap.i32.copyWithin(base >>> 2, words, words + bytes / 4)',
    wrong: 'heap.i32.copyWithin(base >>> 2, words, words + bytes / 4 - 2)',
  },
  {
    name: 'liveness forgets what a jump may still read',
    file: 'src/ops/liveness.ts',
    right: 'for (const label of flow.labels) {',
    wrong: 'for (const label of flow.labels.slice(1)) {',
  },
  {
    name: 'a double that has no short form gets a word of the short form',
    file: 'src/backend/x64/objects.ts',
    right: '  asm.jccTo(CC.NE, cold.here)\n  emitColdBox',
    wrong: '  emitColdBox',
  },
]

const DEFAULT_SECONDS = 600
const root = join(import.meta.dirname, '../..')
const seconds = Number(process.argv[2] ?? DEFAULT_SECONDS)

function copyTree(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lazuli-bug-'))
  for (const name of ['src', 'test', 'bench', 'scripts', 'package.json', 'tsconfig.json']) {
    cpSync(join(root, name), join(folder, name), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

function seedBug(folder: string, { file, right, wrong }: SeededBug): void {
  const path = join(folder, file)
  const text = readFileSync(path, 'utf8')
  if (!text.includes(right)) throw new Error(`${file} has changed: it does not contain ${right}`)
  writeFileSync(path, text.replace(right, wrong))
}

let found = 0
for (const bug of bugs) {
  const folder = copyTree()
  seedBug(folder, bug)
  const started = performance.now()
  const search = ['--import', 'tsx', 'test/fuzz/main.ts', '--seed=1', '--keep=1', '--shrink=0']
  const { status, stdout } = spawnSync(process.execPath, [...search, `--seconds=${seconds}`], {
    cwd: folder,
    encoding: 'utf8',
  })
  const took = ((performance.now() - started) / 1000).toFixed(0)
  if (status === 1) found++
  const how = /^== .*$/m.exec(stdout)?.[0] ?? ''
  console.log(`${status === 1 ? 'found' : 'NOT FOUND'} after ${took} s: ${bug.name}  ${how}`)
  rmSync(folder, { recursive: true })
}
console.log(`${found} of ${bugs.length} seeded bugs found`)
if (found < bugs.length - 1) process.exitCode = 1
