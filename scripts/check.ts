// `npm test`: everything that must hold of a commit. Types, style, dead code, then all test files,
// the golden files and the order of the rooms among them. Prints one line a step and what failed,
// and ends with a count. Exit code 1 if anything failed.

import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const TEST_PROCESSES = 2

interface Step {
  readonly name: string
  readonly command: readonly string[]
}

/** What a command printed, and how it ended. */
interface Result {
  readonly step: Step
  readonly text: string
  readonly ok: boolean
  readonly seconds: number
}

const testFiles = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => join('test', name))
  .sort()

const staticSteps: readonly Step[] = [
  { name: 'types', command: ['tsc', '-p', '.'] },
  { name: 'style', command: ['biome', 'check', '--error-on-warnings', '--max-diagnostics=50'] },
  { name: 'dead code', command: ['knip'] },
]
const testOptions = [`--test-concurrency=${TEST_PROCESSES}`, '--test-reporter=spec']
const testStep: Step = {
  name: `tests (${testFiles.length} files)`,
  command: [process.execPath, '--import', 'tsx', '--test', ...testOptions, ...testFiles],
}

function run(step: Step): Promise<Result> {
  const started = performance.now()
  const path = [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter)
  const [program, ...args] = step.command
  const child = spawn(program as string, args, {
    cwd: root,
    env: { ...process.env, PATH: path, FORCE_COLOR: '0', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
  }
  return new Promise((resolve) => {
    const finish = (ok: boolean) =>
      resolve({ step, text, ok, seconds: (performance.now() - started) / 1000 })
    child.on('error', (error) => {
      text += error.message
      finish(false)
    })
    child.on('close', (code) => finish(code === 0))
  })
}

function report({ step, ok, seconds }: Result): void {
  const verdict = ok ? 'ok    ' : 'FAILED'
  console.log(`${verdict}  ${step.name.padEnd(20)} ${seconds.toFixed(1).padStart(6)} s`)
}

/** Of a test run: notes, and on failure everything from the list of failures on. */
function printTestText({ text, ok }: Result): void {
  const notes = text.split('\n').filter((line) => line.trimStart().startsWith('ℹ NOTE'))
  for (const line of notes) console.log(line.trim())
  if (ok) return
  const failures = text.lastIndexOf('✖ failing tests:')
  console.log(failures < 0 ? text : text.slice(failures))
}

function countTests(text: string, kind: string): number {
  return Number(new RegExp(`^ℹ ${kind} (\\d+)$`, 'm').exec(text)?.[1] ?? 0)
}

async function check(): Promise<void> {
  const results = await Promise.all(staticSteps.map(run))
  for (const result of results) {
    report(result)
    if (!result.ok) console.log(result.text)
  }
  const tests = await run(testStep)
  report(tests)
  printTestText(tests)
  const failedSteps = results.filter(({ ok }) => !ok)
  const passed = countTests(tests.text, 'pass')
  const failed = countTests(tests.text, 'fail') + countTests(tests.text, 'cancelled')
  const skipped = countTests(tests.text, 'skipped')
  if (failedSteps.length > 0) {
    console.log(`failed steps: ${failedSteps.map(({ step }) => step.name).join(', ')}`)
  }
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
  process.exitCode = failedSteps.length === 0 && tests.ok ? 0 : 1
}

await check()
