// `--gdb`: a debugger that is attached to a running program shows the guest's frames by name.

import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { nativeProblem } from './native-problem.ts'

const main = join(import.meta.dirname, '../src/cli/main.ts')
const program = `(define (spin n) (if (< n 0) 0 (spin (+ n 1))))
(define (outer n) (if (= n 0) (+ 1 (spin 0)) (+ 2 (outer (- n 1)))))
(display "ready")
(display (+ 3 (outer 2)))`
const DEBUGGER = 'gdb'
const GDB_LIMIT_MS = 60_000
const SETTLE_MS = 300

const hasGdb = spawnSync(DEBUGGER, ['--version']).status === 0
const skip = nativeProblem || (hasGdb ? false : 'there is no gdb')

test('gdb shows guest frames by name', { skip }, async (t) => {
  const args = ['--import', 'tsx', main, '--gdb', '--engine=lazy', '-e', program]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    await once(child.stdout, 'data')
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
    const { stdout, stderr } = spawnSync(
      DEBUGGER,
      ['-p', `${child.pid}`, '-batch', '-ex', 'bt 8'],
      {
        encoding: 'utf8',
        timeout: GDB_LIMIT_MS,
      },
    )
    if (/ptrace: Operation not permitted/.test(stderr)) return t.skip('gdb may not attach here')
    const names = [...stdout.matchAll(/^#\d+ .* in (\S+) \(\)/gm)].map((match) => match[1] ?? '')
    const procedures = names.map((name) => name.replace(/#.*/, ''))
    assert.deepEqual(
      procedures.slice(0, 5),
      ['scm:spin@-e:1', 'scm:outer@-e:2', 'scm:outer@-e:2', 'scm:outer@-e:2', 'scm:program@-e:1'],
      `${stdout}${stderr}`,
    )
  } finally {
    child.kill('SIGKILL')
    await once(child, 'exit')
    rmSync(`/tmp/lazuli-gdb-${child.pid}.so`, { force: true })
  }
})
