// Runs random bytecode in child processes: one that crashes is a finding, and the next goes on behind it.

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('./op-worker.ts', import.meta.url))
/** Without a line for so long, the child hangs. */
const SILENCE_LIMIT_MS = 60_000

export interface OpTotals {
  readonly programs: number
  /** Programs that are to end in an error. */
  readonly errors: number
  readonly findings: readonly string[]
}

export async function searchOps(seed: number, first: number, count: number): Promise<OpTotals> {
  const findings: string[] = []
  let next = first
  let errors = 0
  while (next < first + count) {
    const end = await runChild([seed, next, first + count - next], (line) => {
      const [index, ...rest] = line.split(' ')
      const text = rest.join(' ')
      if (text === 'ok error') errors++
      if (!text.startsWith('ok')) findings.push(`program ${index}: ${text}`)
      next = Number(index) + 1
    })
    if (end !== null) findings.push(`program ${next++}: the process ended: ${end}`)
  }
  return { programs: next - first, errors, findings }
}

/** How a child ended, null for well. */
function runChild(args: readonly number[], onLine: (line: string) => void): Promise<string | null> {
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const kill = () => child.kill('SIGKILL')
  let timer = setTimeout(kill, SILENCE_LIMIT_MS)
  createInterface({ input: child.stdout }).on('line', (line) => {
    clearTimeout(timer)
    timer = setTimeout(kill, SILENCE_LIMIT_MS)
    onLine(line)
  })
  return new Promise((resolve) => {
    child.once('close', (code, signal) => {
      clearTimeout(timer)
      resolve(signal ?? (code === 0 ? null : `exit code ${code}`))
    })
  })
}
