// Runs one child process: what it printed, how it ended, how long it took and how much memory it
// had at its peak. It gets a process group of its own, so that a time limit ends all of it.

import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export type Ending = {
  stdout: string
  stderr: string
  /** `exit 0`, `exit 70`, `SIGSEGV`, `timeout`, or why it could not be started. */
  how: string
  milliseconds: number
  /** Largest resident set, in KiB; null where GNU time is not installed. */
  peakKib: number | null
}

export type ChildOptions = {
  folder: string
  environment: Readonly<Record<string, string>>
  limitMs: number
}

const timeCommand = '/usr/bin/time'
const hasTimeCommand = existsSync(timeCommand)
const outputLimit = 1 << 20

export type Command = readonly [string, ...string[]]

/** Runs `command` to its end. */
export function runChild(command: Command, options: ChildOptions): Promise<Ending> {
  const memoryFile = join(options.folder, 'peak-memory')
  const [program, ...args] = hasTimeCommand
    ? [timeCommand, '--quiet', '--format=%M', `--output=${memoryFile}`, ...command]
    : command
  const start = performance.now()
  const child = spawn(program as string, args, {
    cwd: options.folder,
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const stop = () => killGroup(child.pid)
  let timedOut = false
  const timer = setTimeout(() => {
    timedOut = true
    stop()
  }, options.limitMs)
  process.once('exit', stop)
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)]
  return new Promise((resolve) => {
    const finish = (how: string) => {
      clearTimeout(timer)
      process.off('exit', stop)
      const milliseconds = performance.now() - start
      const peakKib = hasTimeCommand ? readPeak(memoryFile) : null
      resolve({ stdout: stdout(), stderr: stderr(), how, milliseconds, peakKib })
    }
    child.on('error', (error) => finish(error.message))
    child.on('close', (code, signal) =>
      finish(timedOut ? 'timeout' : (signal ?? describeStatus(code ?? 0))),
    )
  })
}

/** GNU time and shells give a signal as 128 + its number. */
function describeStatus(code: number): string {
  const signals: Record<number, string> = {
    132: 'SIGILL',
    134: 'SIGABRT',
    137: 'SIGKILL',
    139: 'SIGSEGV',
  }
  return signals[code] ?? `exit ${code}`
}

function collect(stream: NodeJS.ReadableStream): () => string {
  let text = ''
  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => {
    if (text.length < outputLimit) text += chunk
  })
  return () => text
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

function readPeak(file: string): number | null {
  const kib = existsSync(file) ? Number(readFileSync(file, 'utf8').trim().split('\n').at(-1)) : 0
  return kib > 0 ? kib : null
}
