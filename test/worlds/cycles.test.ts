// VMs that come and go leave nothing behind: a sample of what run-cycles.ts does with 10,000.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const CYCLES = 200
const file = fileURLToPath(new URL('./run-cycles.ts', import.meta.url))

test(`${CYCLES} VMs one after the other hold no more than ${CYCLES / 10} did`, () => {
  const args = ['--expose-gc', '--import', 'tsx', file, String(CYCLES)]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  assert.equal(status, 0, `${stdout}${stderr}`)
})
