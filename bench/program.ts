// The benchmark programs: where they are and what their first lines say of them.
//
// A program is one file a language, all of one name and of one algorithm. Its head reads
//
//   ;;; class: lists               which programs it is averaged with
//   (define size 13) ; width of the board; small 10
//
// and the size line also gives the small size, for trying things out. Lua and JavaScript files have
// `local size = 13 -- …; small 10` and `const size = 13 // …; small 10`.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where the programs of a language are, and what their names end in. */
export const languages = {
  scheme: { folder: 'programs', extension: '.scm' },
  lua: { folder: 'cross', extension: '.lua' },
  javascript: { folder: 'cross', extension: '.js' },
} as const

export type Language = keyof typeof languages

/** Which of the two sizes on a program's `size` line to run. */
export type Scale = 'full' | 'small'

export type Program = {
  name: string
  /** What it is averaged with: the `class:` of its Scheme file, or `other`. */
  class: string
  files: Partial<Record<Language, string>>
}

const classLine = /^;;;? class: *(\S+) *$/m
const sizeLine = /^(\(define size |(?:local|const) size = )(\d+)(.*\bsmall (\d+).*)$/m

/** The class that the head of a Scheme program names, or `other`. */
export function parseClass(text: string): string {
  return classLine.exec(text)?.[1] ?? 'other'
}

/** The sizes on a program's size line; null without such a line. */
export function parseSizes(text: string): { full: number; small: number } | null {
  const match = sizeLine.exec(text)
  return match === null ? null : { full: Number(match[2]), small: Number(match[4]) }
}

/** The program's text for a scale. Throws when it names no small size and that is wanted. */
export function atScale(text: string, scale: Scale): string {
  if (scale === 'full') return text
  if (!sizeLine.test(text)) throw new Error('no line gives the small size')
  return text.replace(sizeLine, '$1$4$3')
}

/** All programs below `folder`, by class and name. */
export function findPrograms(folder: string): Program[] {
  const found = new Map<string, Program>()
  for (const [language, { folder: sub, extension }] of Object.entries(languages)) {
    for (const file of listFiles(join(folder, sub), extension)) {
      const name = file.slice(0, -extension.length)
      const program = found.get(name) ?? { name, class: 'other', files: {} }
      found.set(name, program)
      program.files[language as Language] = join(folder, sub, file)
      if (language === 'scheme') {
        program.class = parseClass(readFileSync(join(folder, sub, file), 'utf8'))
      }
    }
  }
  const order = (a: Program, b: Program) => compare(a.class, b.class) || compare(a.name, b.name)
  return [...found.values()].sort(order)
}

function listFiles(folder: string, extension: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(extension)) : []
}

/** `other` comes last. */
function compare(a: string, b: string): number {
  if (a === b) return 0
  return a === 'other' || (b !== 'other' && a > b) ? 1 : -1
}

/** The programs whose name or class a filter asks for. A filter that finds nothing is an error. */
export function selectPrograms(
  programs: readonly Program[],
  names: readonly string[],
  classes: readonly string[],
): Program[] {
  for (const name of names) {
    if (!programs.some((each) => matches(each.name, name))) {
      throw new Error(`no program ${name}; there are ${programs.map((p) => p.name).join(', ')}`)
    }
  }
  for (const name of classes) {
    if (!programs.some((each) => each.class === name)) {
      const known = [...new Set(programs.map((each) => each.class))]
      throw new Error(`no class ${name}; there are ${known.join(', ')}`)
    }
  }
  return programs.filter(
    (each) =>
      (names.length === 0 || names.some((name) => matches(each.name, name))) &&
      (classes.length === 0 || classes.includes(each.class)),
  )
}

/** A filter is a name; with `*` in it, anything may stand there. */
function matches(name: string, filter: string): boolean {
  const parts = filter.split('*').map((part) => part.replace(/[^\w-]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`).test(name)
}
