// Makes the text of a program that one engine can run out of the R7RS program everybody shares.
//
// Engines that know `import` keep it. For the others it is blanked out and the definitions they lack
// are put before the program, out of files in `preludes/`: of each file only what the program
// uses, so that a compiler sees no more than its user would write. Every program is then put
// between two readings of the clock, which print a line `bench-own-us: N` at its end.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** How an engine reads Scheme. */
export type Dialect = {
  /** It knows R7RS's `import`. */
  imports: boolean
  /** Files in `preludes/`: the engine's own, then shared ones. */
  preludes: readonly string[]
  /** First line of the file, for engines that want one. */
  firstLine?: string
}

/** A top-level form of a prelude, and the names it is there for: none means always. */
type PreludeForm = { text: string; names: readonly string[] }

const importForm = /^\s*\(import\b/
const programImports =
  '(import (scheme base) (scheme char) (scheme cxr) (scheme inexact) (scheme write) (scheme time))'
const clockImports =
  '(import (prefix (only (scheme base) define let - quotient newline) bench-)' +
  ' (prefix (only (scheme write) display) bench-)' +
  ' (prefix (only (scheme time) current-jiffy jiffies-per-second) bench-))'

/** `text` for an engine of `dialect`; the files of preludes are below `folder`. */
export function adaptScheme(text: string, dialect: Dialect, folder: string): string {
  const { imports, body } = splitImports(text)
  const prefix = dialect.imports ? 'bench-' : ''
  const [start, finish] = clockForms(prefix)
  const head = dialect.imports
    ? `${clockImports}\n${imports.trim() === '' ? programImports : imports}`
    : neededForms(body + start + finish, dialect.preludes, folder) + blank(imports)
  const first = dialect.firstLine === undefined ? '' : `${dialect.firstLine}\n`
  return `${first}${head}\n${start}\n${body}\n${finish}\n`
}

/** The forms before and after a program. The names they use begin with `prefix`. */
function clockForms(prefix: string): [start: string, finish: string] {
  const [p, jiffy] = [prefix, `(${prefix}current-jiffy)`]
  const elapsed = `(${p}- ${jiffy} bench-start)`
  const perMicrosecond = `(${p}quotient (${p}jiffies-per-second) 1000000)`
  return [
    `(${p}define bench-start ${jiffy})`,
    `(${p}let ((elapsed ${elapsed})) (${p}newline) (${p}display "bench-own-us: ")` +
      ` (${p}display (${p}quotient elapsed ${perMicrosecond})) (${p}newline))`,
  ]
}

/** The import declarations at the start of a program, with the comments before them; the rest. */
export function splitImports(text: string): { imports: string; body: string } {
  let end = 0
  for (;;) {
    const start = skipBlanks(text, end)
    if (!importForm.test(text.slice(start))) break
    end = formEnd(text, start)
  }
  return { imports: text.slice(0, end), body: text.slice(end) }
}

/** Keeps the lines, so that messages still name the right one. */
function blank(text: string): string {
  return text.replace(/[^\n]+/g, '')
}

/** The forms of the preludes that `text` needs, in their order. */
function neededForms(text: string, preludes: readonly string[], folder: string): string {
  const defined = new Set(definedNames(text))
  const forms = readPreludes(preludes, folder)
  const chosen = new Set(forms.filter((form) => form.names.length === 0))
  const used = new Set(identifiers([text, ...[...chosen].map((form) => form.text)].join('\n')))
  for (let grows = true; grows; ) {
    grows = false
    for (const form of forms) {
      const wanted = form.names.some((name) => used.has(name) && !defined.has(name))
      if (chosen.has(form) || !wanted) continue
      chosen.add(form)
      for (const name of form.names) defined.add(name)
      for (const name of identifiers(form.text)) used.add(name)
      grows = true
    }
  }
  return forms
    .filter((form) => chosen.has(form))
    .map((form) => `${form.text}\n`)
    .join('')
}

/** The forms of the first file, and those of the others that it says its engine lacks. */
function readPreludes(preludes: readonly string[], folder: string): PreludeForm[] {
  const [first = '', ...others] = preludes.map((name) =>
    readFileSync(join(folder, 'preludes', name), 'utf8'),
  )
  const lines = [...first.matchAll(/^;;; lacks: *(.*)$/gm)]
  const lacking = new Set(lines.flatMap((match) => (match[1] as string).trim().split(/\s+/)))
  const shared = others
    .flatMap(parsePrelude)
    .filter((form) => form.names.some((name) => lacking.has(name)))
  return [...parsePrelude(first), ...shared]
}

/**
 * The top-level forms of a prelude. A form defines the name after `define…`; a comment line
 * `;;; for: a b` before it names others, `;;; always` says that every program gets it.
 */
export function parsePrelude(text: string): PreludeForm[] {
  const forms: PreludeForm[] = []
  let end = 0
  for (;;) {
    const start = skipBlanks(text, end)
    if (start === text.length) return forms
    const comment = text.slice(end, start)
    end = formEnd(text, start)
    const form = text.slice(start, end)
    const listed = /^;;; for: *(.*)$/m.exec(comment)?.[1]?.trim().split(/\s+/)
    const always = /^;;; always *$/m.test(comment)
    forms.push({ text: form, names: always ? [] : (listed ?? definedNames(form)) })
  }
}

const definition =
  /^\((?:define|define-syntax|define-macro|define-record-type|define-inline)\s+\(*([^\s()]+)/gm

/** The names that definitions at the left margin of `text` define. */
export function definedNames(text: string): string[] {
  return [...text.matchAll(definition)].map((match) => match[1] as string)
}

/** The identifiers in `text`, and whatever else looks like one; no comments, strings, characters. */
function identifiers(text: string): string[] {
  const code = text.replace(/#\\.[^\s()]*|"(?:\\[\s\S]|[^"\\])*"|;[^\n]*/g, ' ')
  return code.match(/[^\s()'`,"#;]+/g) ?? []
}

/** Index of the next form: after white space and comments. */
function skipBlanks(text: string, start: number): number {
  return start + (/^(?:\s+|;[^\n]*)*/.exec(text.slice(start))?.[0].length ?? 0)
}

/** Index after the form that begins at `start`. */
function formEnd(text: string, start: number): number {
  const token = /#\\.[^\s()]*|"(?:\\[\s\S]|[^"\\])*"|;[^\n]*|[()]|\s+|[^\s()";]+/gsy
  token.lastIndex = start
  let depth = 0
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    if (match[0] === '(') depth++
    if (match[0] === ')') depth--
    if (depth === 0 && match[0].trim() !== '' && !/^['`,#]+$/.test(match[0])) return token.lastIndex
  }
  return text.length
}
