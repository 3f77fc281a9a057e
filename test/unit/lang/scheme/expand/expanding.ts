// A program to expand texts in, for the tests of the expander: a few system names, files from a table.

import { createSource } from '../../../../../src/base/index.ts'
import { printCore } from '../../../../../src/lang/scheme/core/print-core.ts'
import { Program } from '../../../../../src/lang/scheme/expand/program.ts'
import { read as readText } from '../../../../../src/lang/scheme/read/read.ts'

const procedures = 'append car cdr cons error list list->vector null? vector + - * < eq? display'
const internals = '%values-check %values-ref %record'

export interface World {
  /** Expands one unit; its core, one form after the other, without the bars around odd names. */
  expand(text: string): string
}

/** A fresh program that sees `files`. */
export function createWorld(files: Record<string, string> = {}, isInteractive = false): World {
  const names = new Set(`${procedures} ${internals}`.split(' '))
  const read = (path: string) => files[path] ?? null
  const program = new Program(names, { read, directories: ['lib'] })
  program.isInteractive = isInteractive
  return {
    expand(text) {
      const source = createSource('t', text)
      return program
        .expand(source, readText(source))
        .forms.map(printCore)
        .join(' ')
        .replaceAll('|', '')
    },
  }
}

/** Expands one text in a program of its own. */
export const expandText = (text: string, files?: Record<string, string>): string =>
  createWorld(files).expand(text)
