// Programs: what outlives the expansion of one text, and that expansion as a list of its steps.
//
// A program consists of units: one for a file, one for each entry of a REPL. A unit that fails leaves no
// trace. Libraries that a unit imports for the first time are part of it.

import { appendText, type SourceText, textNameAt } from '../../../base/index.ts'
import type { Core, VariableSource } from '../core/core.ts'
import { type FileAccess, libraryPaths, noFiles, relativePath } from '../library/library-files.ts'
import type { Datum } from '../read/datum.ts'
import { printDatum } from '../read/print-datum.ts'
import { read } from '../read/read.ts'
import { type Expander, type Place, syntaxError, type Use } from './expander.ts'
import { createExpander } from './expression.ts'
import { type Form, formItems, isIdentifier, rootName, strip } from './form.ts'
import { keywords } from './keywords.ts'
import {
  declareLibrary,
  importedNames,
  isKnownLibrary,
  keepUnusedLibraries,
  type LibraryWork,
} from './libraries.ts'
import type { Library } from './library.ts'
import { SystemNameAssigned } from './syntax-set.ts'
import { findSystemName, PROGRAM, type SystemNames, TopLevel } from './top-level.ts'
import { expandTopLevelForms } from './top-level-forms.ts'

/** An expanded text: what the passes turn into code. */
export interface Unit {
  readonly source: SourceText
  readonly variables: VariableSource
  readonly forms: readonly Core[]
}

/** One file may be included this often by a unit: more, and it includes itself. */
const MAX_INCLUSIONS = 100

/** Texts of the system itself: every name is a system name, internal ones too. */
export function expandSystemText(source: SourceText, data: readonly Datum[]): Unit {
  const system: SystemNames = { keywords, procedures: new Set() }
  const expander = createExpander(source, { include: () => [], hasLibrary: () => false })
  const top = new TopLevel(system, null)
  const forms = expandTopLevelForms(expander, data, top, (use) => {
    throw syntaxError(expander, use, 'the system has no libraries')
  })
  return { source, variables: expander.variables, forms }
}

/** The global names and libraries of one program, or of one REPL. */
export class Program {
  readonly #system: SystemNames
  readonly #files: FileAccess
  readonly #top: TopLevel
  #libraries = new Map<string, Library>()
  /** Its imports only add names, as in a REPL; else a program that begins with some has no others. */
  isInteractive = false
  /** Its first unit is its last: nothing that this defines changes later. */
  isWhole = false
  #hasUnits = false

  constructor(procedures: ReadonlySet<string>, files: FileAccess = noFiles) {
    this.#system = { keywords, procedures }
    this.#files = files
    this.#top = new TopLevel(this.#system, PROGRAM)
  }

  /** Expands the next unit. Throws SchemeSyntaxError, and then nothing has changed. */
  expand(source: SourceText, data: readonly Datum[]): Unit {
    const state = this.#top.save()
    const libraries = [...this.#libraries].map(([name, each]) => [name, { ...each }] as const)
    /** Names of the system's that the unit assigns. */
    const assigned = new Set<string>()
    for (;;) {
      try {
        const unit = this.#expand(source, data, assigned)
        this.#hasUnits = true
        return unit
      } catch (error) {
        this.#top.restore(state)
        this.#libraries = new Map(libraries.map(([name, each]) => [name, { ...each }]))
        if (!(error instanceof SystemNameAssigned) || assigned.has(error.assigned)) throw error
        assigned.add(error.assigned)
      }
    }
  }

  /** What `data` would expand to; nothing is defined or imported by it. */
  preview(source: SourceText, data: readonly Datum[]): Unit {
    const state = this.#top.save()
    const libraries = [...this.#libraries].map(([name, each]) => [name, { ...each }] as const)
    const hadUnits = this.#hasUnits
    try {
      return this.expand(source, data)
    } finally {
      this.#top.restore(state)
      this.#libraries = new Map(libraries)
      this.#hasUnits = hadUnits
    }
  }

  /** Every name that means something to the next unit. */
  get visibleNames(): Iterable<string> {
    return this.#top.visibleNames()
  }

  /** Key of the global variable `name` if it is defined, by the program or by what it uses. */
  globalKey(name: string): string | null {
    const denotation = this.#top.find(name)
    return denotation?.kind === 'global' && denotation.isBound ? denotation.key : null
  }

  /** Whether the system has `name`, imported or not. */
  isSystemName(name: string): boolean {
    return findSystemName(this.#system, name) !== null
  }

  #expand(source: SourceText, data: readonly Datum[], assigned: ReadonlySet<string>): Unit {
    const top = this.#top
    const code: Core[] = []
    const expander: Expander = createExpander(source, {
      include: includer(source, this.#files, () => expander),
      hasLibrary: (name, at) => isKnownLibrary(work, name, at),
    })
    const work: LibraryWork = {
      expander,
      system: this.#system,
      libraries: this.#libraries,
      code,
      findFile: (name, at) => this.#findLibrary(source, name, at),
    }
    if (!this.isInteractive && !this.#hasUnits && beginsWithImport(data)) top.isOpen = false
    const own = [...assigned].map((name) => ownVariable(top, name))
    const forms = expandTopLevelForms(expander, data, top, (use: Use) => {
      if (use.keyword === 'define-library') declareLibrary(work, use)
      else top.import(importedNames(work, use))
    })
    const kept = keepUnusedLibraries(work)
    return { source, variables: expander.variables, forms: [...code, ...kept, ...own, ...forms] }
  }

  /** The forms of the file in which the library called `name` must be; null if there is none. */
  #findLibrary(source: SourceText, name: Form, at: Place): readonly Form[] | null {
    const parts = (formItems(name) ?? []).map((part) =>
      isIdentifier(part) ? rootName(part) : printDatum(strip(part)),
    )
    for (const path of libraryPaths(this.#files, textNameAt(source, at.offset), parts)) {
      const text = this.#files.read(path)
      if (text !== null) return read(source, appendText(source, path, text))
    }
    return null
  }
}

/** `(define name name)`, the first the program's, the second the system's. */
function ownVariable(top: TopLevel, name: string): Core {
  const { key } = top.define({ kind: 'symbol', name, offset: 0 })
  const value: Core = { kind: 'global-ref', name, offset: 0 }
  return { kind: 'global-define', name: key, value, offset: 0 }
}

/** A program whose first form but for libraries is an import sees only what it imports. */
function beginsWithImport(data: readonly Datum[]): boolean {
  const headOf = (datum: Datum) =>
    datum.kind === 'pair' && datum.car.kind === 'symbol' ? datum.car.name : ''
  return headOf(data.find((datum) => headOf(datum) !== 'define-library') ?? nothing) === 'import'
}

const nothing: Datum = { kind: 'null', offset: 0 }

function includer(
  source: SourceText,
  files: FileAccess,
  expander: () => Expander,
): Expander['include'] {
  const counts = new Map<string, number>()
  return (name, foldsCase, at) => {
    const path = relativePath(textNameAt(source, at.offset), name)
    const count = (counts.get(path) ?? 0) + 1
    counts.set(path, count)
    if (count > MAX_INCLUSIONS) {
      throw syntaxError(expander(), at, `${path} is included without end`)
    }
    const text = files.read(path)
    if (text === null) throw syntaxError(expander(), at, `there is no file ${path}`)
    return read(source, appendText(source, path, text), foldsCase)
  }
}
