// The tests also pass where the foreign function package is missing: a sample of
//
//   LAZULI_NATIVE=absent npm test
//
// One program, another with each commit, in all configurations; a language of one's own; a file
// that is about machine code and skips itself.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { test } from 'node:test'
import { commitSeed, hash } from './sampling.ts'

const root = join(import.meta.dirname, '..')
const files = ['test/programs.test.ts', 'test/toy/toy.test.ts', 'test/unit/memory/native.test.ts']
const programs = readdirSync(join(import.meta.dirname, 'programs/scheme'))
  .filter((name) => name.endsWith('.scm'))
  .map((name) => basename(name, '.scm'))
const program = programs[hash(`${commitSeed()} absent`) % programs.length] as string
const skip = process.env['LAZULI_NATIVE'] === 'absent' ? 'the package is missing anyway' : false

test(`${program} and two other files without the package`, { skip }, () => {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--test', '--test-concurrency=2', '--test-reporter=spec', ...files],
    {
      cwd: root,
      encoding: 'utf8',
      env: { ...env, LAZULI_NATIVE: 'absent', LAZULI_MATRIX: program },
    },
  )
  assert.equal(status, 0, `${stdout}${stderr}`)
  assert.match(stdout, /^ℹ skipped [1-9]/m, 'tests of machine code skip themselves')
})
