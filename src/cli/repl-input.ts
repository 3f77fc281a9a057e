// Where the text of a conversation comes from: a terminal with line editing, or a pipe.
//
// On a terminal readline edits, completes and remembers; while the guest runs the terminal is in its
// usual mode, so that Ctrl-C is a signal, which the VM's watch turns into a guest error. From a pipe
// nothing but results is printed, and the end of the input is the end.

import { readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import { readStandardInput } from '../vm/index.ts'
import type { Repl } from './repl.ts'

const PROMPT = '> '
const CONTINUATION = '. '
const MOST_HISTORY = 1000
const GREETING = 'Lazuli Scheme. ,help lists commands, Ctrl-D leaves.\n'

/** Evaluates what comes from standard input until it ends; the exit code. */
export function converse(repl: Repl): Promise<number> {
  if (process.stdin.isTTY && process.stdout.isTTY) return converseOnTerminal(repl)
  return Promise.resolve(conversePiped(repl))
}

/** Gathers lines until they are something to evaluate. */
class Entry {
  private text = ''
  private firstLine = 1
  private nextLine = 1
  private readonly repl: Repl

  constructor(repl: Repl) {
    this.repl = repl
  }

  get isEmpty(): boolean {
    return this.text === ''
  }

  /** Takes a line; the exit code if the conversation is over. */
  add(line: string): number | null {
    this.text += `${line}\n`
    this.nextLine++
    return this.repl.statusOf(this.text) === 'incomplete' ? null : this.finish()
  }

  /** Evaluates what there is. */
  finish(): number | null {
    const { text, firstLine } = this
    this.clear()
    return text.trim() === '' ? null : this.repl.evaluate(text, firstLine)
  }

  clear(): void {
    this.text = ''
    this.firstLine = this.nextLine
  }
}

function conversePiped(repl: Repl): number {
  const entry = new Entry(repl)
  const decoder = new TextDecoder()
  let pending = ''
  for (;;) {
    const bytes = readStandardInput()
    pending += bytes === null ? decoder.decode() : decoder.decode(bytes, { stream: true })
    const lines = pending.split('\n')
    pending = lines.pop() as string
    if (bytes === null && pending !== '') lines.push(pending)
    for (const line of lines) {
      const exitCode = entry.add(line)
      if (exitCode !== null) return exitCode
    }
    if (bytes === null) return entry.finish() ?? 0
  }
}

function converseOnTerminal(repl: Repl): Promise<number> {
  const { output } = repl
  const entry = new Entry(repl)
  const historyFile = join(homedir(), '.lazuli_history')
  const lines = createInterface({
    input: process.stdin,
    output: process.stdout,
    history: readHistory(historyFile),
    historySize: MOST_HISTORY,
    removeHistoryDuplicates: true,
    completer: (line: string) => repl.complete(line),
  })
  output.write(GREETING)
  output.flush()
  prompt(lines, entry)
  lines.on('history', (history: string[]) => writeHistory(historyFile, history))
  return new Promise((resolve, reject) => {
    let exitCode = 0
    const fail = (error: unknown) => {
      lines.close()
      reject(error)
    }
    lines.on('line', (line) => {
      const code = evaluateLine(entry, line, fail)
      if (!output.endsLine) output.write('\n')
      output.flush()
      if (code === null) prompt(lines, entry)
      else {
        exitCode = code
        lines.close()
      }
    })
    lines.on('SIGINT', () => {
      const hint = entry.isEmpty && lines.line === '' ? ' (Ctrl-D leaves)' : ''
      output.write(`${hint}\n`)
      output.flush()
      entry.clear()
      lines.setPrompt(PROMPT)
      lines.write(null, { ctrl: true, name: 'e' })
      lines.write(null, { ctrl: true, name: 'u' })
      prompt(lines, entry)
    })
    lines.on('close', () => {
      if (!output.endsLine || exitCode === 0) output.write('\n')
      output.flush()
      resolve(exitCode)
    })
  })
}

/** Adds `line` with the terminal in its usual mode; what is no error of the guest's goes to `fail`. */
function evaluateLine(entry: Entry, line: string, fail: (error: unknown) => void): number | null {
  process.stdin.setRawMode(false)
  try {
    return entry.add(line)
  } catch (error) {
    fail(error)
    return null
  } finally {
    process.stdin.setRawMode(true)
  }
}

function prompt(lines: Interface, entry: Entry): void {
  lines.setPrompt(entry.isEmpty ? PROMPT : CONTINUATION)
  lines.prompt()
}

/** The newest line first; none if there is no such file. */
function readHistory(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean).reverse()
  } catch {
    return []
  }
}

/** Without a place to write to there is no history next time, which is no reason to stop. */
function writeHistory(file: string, history: readonly string[]): void {
  try {
    writeFileSync(file, `${[...history].reverse().join('\n')}\n`, { mode: 0o600 })
  } catch {
    // As said above.
  }
}
