// Libraries at work: declared by a program or found in files, expanded when first imported, run once.
//
// A library's code runs before the program, after that of the libraries it imports. One that its unit
// does not import becomes a procedure, which a later unit calls if it does.

import { type Core, sequence, unspecified } from '../core/core.ts'
import { ownedKey } from '../core/global-key.ts'
import { libraryExports, srfiExports } from '../library/exports.table.ts'
import { buildThunk, callSystem } from './build.ts'
import { chooseClause } from './cond-expand.ts'
import type { Denotation } from './denotation.ts'
import { sameDenotation } from './denotation.ts'
import {
  type Expander,
  expectIdentifier,
  expectItems,
  expectList,
  MANY,
  type Place,
  syntaxError,
  type Use,
} from './expander.ts'
import { type Form, formItems, isIdentifier, rootName } from './form.ts'
import { includedForms } from './include.ts'
import { type Exports, importSet, type Library, libraryName } from './library.ts'
import { findSystemName, type SystemNames, TopLevel } from './top-level.ts'
import { expandTopLevelForms } from './top-level-forms.ts'

/** Everything the system exports. */
const ALL = '(lazuli base)'

/** What one unit does with libraries. */
export interface LibraryWork {
  readonly expander: Expander
  readonly system: SystemNames
  /** All that are known, by name; they outlive the unit. */
  readonly libraries: Map<string, Library>
  /** The code of libraries, in the order in which it runs before the unit. */
  readonly code: Core[]
  /** The forms of the file that defines a library, if there is such a file. */
  findFile(name: Form, at: Place): readonly Form[] | null
}

/** `(define-library name declaration …)`. */
export function declareLibrary(work: LibraryWork, use: Use): Library {
  expectItems(work.expander, use, 1, MANY, '(define-library name declaration …)')
  const [nameForm, ...declarations] = use.items as [Form, ...Form[]]
  const name = libraryName(work.expander, nameForm)
  const library: Library = {
    name,
    exports: null,
    isOpen: false,
    code: null,
    declarations,
    at: nameForm,
  }
  work.libraries.set(name, library)
  return library
}

/** Names and meanings that the import sets of `use` bring, each name with one meaning. */
export function importedNames(work: LibraryWork, use: Use): Exports {
  const names = new Map<string, Denotation>()
  for (const set of use.items) addImports(work, set, names)
  return names
}

function addImports(work: LibraryWork, set: Form, names: Map<string, Denotation>): void {
  const brought = importSet(work.expander, set, (name, form) => exportsOf(work, name, form))
  for (const [name, meaning] of brought) {
    const known = names.get(name)
    if (known !== undefined && !sameDenotation(known, meaning)) {
      throw syntaxError(work.expander, set, `${name} is imported with two meanings`)
    }
    names.set(name, meaning)
  }
}

/** Whether a library of this name can be imported. */
export function isKnownLibrary(work: LibraryWork, form: Form, at: Place): boolean {
  const name = libraryName(work.expander, form)
  if (work.libraries.has(name) || standardExports(work.system, name) !== null) return true
  return work.findFile(form, at) !== null
}

function exportsOf(work: LibraryWork, name: string, form: Form): Exports {
  const { expander, libraries, system } = work
  const known = libraries.get(name)
  if (known !== undefined) return openLibrary(work, known, form)
  const standard = standardExports(system, name)
  if (standard !== null) return standard
  const forms = work.findFile(form, form)
  if (forms === null) throw syntaxError(expander, form, `there is no library ${name}`)
  for (const each of forms) declareFromFile(work, each)
  const found = libraries.get(name)
  if (found === undefined) {
    throw syntaxError(expander, form, `the file of ${name} does not define this library`)
  }
  return openLibrary(work, found, form)
}

function declareFromFile(work: LibraryWork, form: Form): void {
  const [head, ...items] = formItems(form) ?? []
  if (!isIdentifier(head) || rootName(head) !== 'define-library') {
    throw syntaxError(work.expander, form, 'expected (define-library name declaration …)')
  }
  const { offset } = form
  declareLibrary(work, { keyword: 'define-library', items, offset, origin: undefined })
}

/** What a library of the standard exports here; null if the system has no such library. */
function standardExports(system: SystemNames, name: string): Exports | null {
  if (name === ALL) return new Map(systemExports(system))
  const names = libraryExports.get(name)
  if (names !== undefined) {
    return new Map(names.map((each) => [each, findSystemName(system, each) ?? missing(each, name)]))
  }
  const wanted = srfiExports.get(name)?.map((each) => [each, findSystemName(system, each)] as const)
  if (wanted === undefined) return null
  const found = wanted.filter((pair): pair is [string, Denotation] => pair[1] !== null)
  return found.length === wanted.length ? new Map(found) : null
}

const missing = (name: string, library: string): Denotation => ({
  kind: 'missing',
  name,
  reason: `${name} of ${library} is not supported yet`,
})

function* systemExports(system: SystemNames): Iterable<[string, Denotation]> {
  for (const name of [...system.keywords.keys(), ...system.procedures]) {
    const meaning = findSystemName(system, name)
    if (meaning !== null) yield [name, meaning]
  }
}

/** The exports of a library, which is expanded and whose code is scheduled if that is still to do. */
function openLibrary(work: LibraryWork, library: Library, form: Form): Exports {
  const { expander } = work
  if (library.isOpen) {
    throw syntaxError(expander, form, `the library ${library.name} imports itself in the end`)
  }
  const exports = library.exports ?? expander.nested(form, () => expandLibrary(work, library))
  if (library.code?.kind === 'forms') work.code.push(...library.code.forms)
  if (library.code?.kind === 'procedure') {
    work.code.push(callSystem(library.code.key, [], form.offset))
  }
  library.code = null
  return exports
}

interface Declarations {
  readonly exports: { readonly from: string; readonly to: string; readonly at: Form }[]
  readonly imports: Form[]
  readonly body: Form[]
}

function expandLibrary(work: LibraryWork, library: Library): Exports {
  const { expander, system } = work
  library.isOpen = true
  const declarations: Declarations = { exports: [], imports: [], body: [] }
  for (const each of library.declarations) takeDeclaration(expander, each, declarations)
  const top = new TopLevel(system, library.name)
  top.isOpen = false
  const names = new Map<string, Denotation>()
  for (const set of declarations.imports) addImports(work, set, names)
  top.import(names)
  const forms = expandTopLevelForms(expander, declarations.body, top, (use) => {
    throw syntaxError(expander, use, `${use.keyword} is only allowed at top level`)
  })
  const exports = new Map<string, Denotation>()
  for (const { from, to, at } of declarations.exports) {
    const meaning = top.find(from)
    if (meaning === null) {
      const reason = `${from} is exported but neither defined nor imported by ${library.name}`
      throw syntaxError(expander, at, reason)
    }
    if (exports.has(to)) throw syntaxError(expander, at, `${to} is exported twice`)
    exports.set(to, meaning)
  }
  library.exports = exports
  library.code = { kind: 'forms', forms }
  library.isOpen = false
  return exports
}

const takeDeclaration = (expander: Expander, form: Form, to: Declarations): void =>
  expander.nested(form, () => sortDeclaration(expander, form, to))

function sortDeclaration(expander: Expander, form: Form, to: Declarations): void {
  const shape = 'a declaration: export, import, begin, include, cond-expand'
  const [head, ...items] = expectList(expander, form, shape)
  const keyword = isIdentifier(head) ? rootName(head) : ''
  const use: Use = { keyword, items, offset: form.offset, origin: undefined }
  switch (keyword) {
    case 'export':
      to.exports.push(...items.map((item) => takeExport(expander, item)))
      return
    case 'import':
      to.imports.push(...items)
      return
    case 'begin':
      to.body.push(...items)
      return
    case 'include':
    case 'include-ci':
      to.body.push(...includedForms(expander, use, keyword))
      return
    case 'include-library-declarations':
      for (const each of includedForms(expander, use, keyword)) takeDeclaration(expander, each, to)
      return
    case 'cond-expand':
      for (const each of chooseClause(expander, use)) takeDeclaration(expander, each, to)
      return
    default:
      throw syntaxError(expander, form, `expected ${shape}`)
  }
}

/** `name` or `(rename name exported-name)`. */
function takeExport(expander: Expander, form: Form): Declarations['exports'][number] {
  if (isIdentifier(form)) return { from: rootName(form), to: rootName(form), at: form }
  const shape = 'a name or (rename name exported-name)'
  const [keyword, ...names] = expectList(expander, form, shape)
  if (!isIdentifier(keyword) || rootName(keyword) !== 'rename' || names.length !== 2) {
    throw syntaxError(expander, form, `expected ${shape}`)
  }
  const [from, to] = names.map((each) => rootName(expectIdentifier(expander, each, 'a name')))
  return { from: from as string, to: to as string, at: form }
}

/** Expands libraries that nobody imported, so that their errors show, and keeps their code for later. */
export function keepUnusedLibraries(work: LibraryWork): Core[] {
  const kept: Core[] = []
  for (const library of work.libraries.values()) {
    if (library.exports === null) expandLibrary(work, library)
    if (library.code?.kind !== 'forms') continue
    const { offset } = library.at
    const key = ownedKey('begin', library.name)
    const { forms } = library.code
    const body = buildThunk(
      forms.length === 0 ? unspecified(offset) : sequence(forms, offset),
      offset,
    )
    kept.push({ kind: 'global-define', name: `${key}/0`, value: body, offset })
    library.code = { kind: 'procedure', key: `${key}/0` }
  }
  return kept
}
