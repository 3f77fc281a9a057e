// Reads a code file that nobody vouches for: the code template, or what is wrong and where.
//
// Three steps, each relying on the one before: the bytes are taken apart with every count and index
// checked before anything is allocated for it; verify-code.ts looks at each template alone;
// verify-trust.ts proves what ops take for granted. What passes can be linked and run like code that
// was compiled here: whatever it does, it stays inside its VM.

import type { SourceText } from '../base/index.ts'
import { ByteReader, CodeFileError } from './bytes.ts'
import {
  type CodeFormat,
  checksumOf,
  FLAG,
  FORMAT_VERSION,
  isCodeFile,
  MAGIC,
} from './code-file.ts'
import type { CodeTemplate } from './code-template.ts'
import { type InlineSite, siteOf } from './inline-site.ts'
import { livenessWork } from './liveness.ts'
import type { OpSpec } from './op.ts'
import type { OpSet } from './op-set.ts'
import { type ConstantTable, readConstants } from './read-constants.ts'
import { Effort } from './register-sets.ts'
import { type CodeProblem, TOO_LONG, verifyCode } from './verify-code.ts'
import { verifyTrust } from './verify-trust.ts'

/** Limits that no compiled program comes near: a VM has room for what stays below them. */
const MOST = {
  registers: 2 ** 13,
  templates: 2 ** 17,
  instructions: 2 ** 20,
  constants: 2 ** 20,
  globals: 2 ** 19,
  /** Words of the register sets that the verifier keeps, one set an instruction. */
  setWords: 2 ** 22,
  /** Words that the verifiers look at. */
  effort: 2 ** 29,
  place: 2 ** 31 - 1,
  operand: 2 ** 31,
} as const

/** A template while its offsets in the file are still known. */
interface ReadTemplate {
  readonly template: CodeTemplate
  readonly offset: number
  /** Of each instruction. */
  readonly offsets: readonly number[]
}

/** Tables of the file that templates refer to. */
interface Tables {
  readonly texts: readonly string[]
  readonly sources: readonly SourceText[]
  readonly siteLists: readonly (readonly InlineSite[])[]
  readonly constants: ConstantTable
}

/** How much of the whole file's limits is used up. */
interface Totals {
  instructions: number
  constants: number
  globals: number
}

/** The program in `bytes`. Throws a CodeFileError. */
export function readCode(bytes: Uint8Array, format: CodeFormat): CodeTemplate {
  const reader = new ByteReader(bytes)
  const flags = readHeader(reader, format)
  const texts = readList(reader, 'the number of texts', () => reader.text())
  const sources = readList(reader, 'the number of sources', () =>
    readSource(reader, texts, (flags & FLAG.sourceTexts) !== 0),
  )
  const siteLists = readList(reader, 'the number of site lists', () =>
    readSites(reader, texts, sources),
  )
  const constants = readConstants(reader, texts)
  const templates = readTemplates(reader, format, { texts, sources, siteLists, constants })
  if (reader.left > 0) reader.fail(`${reader.left} bytes are left over`)
  return verified(reader, templates, format)
}

function readHeader(reader: ByteReader, { fingerprint }: CodeFormat): number {
  if (!isCodeFile(reader.bytes)) reader.fail('this is no code file')
  reader.raw(MAGIC.length)
  const version = reader.byte()
  if (version !== FORMAT_VERSION) {
    reader.fail(`the format has version ${version}, this reader knows ${FORMAT_VERSION}`)
  }
  const flags = reader.byte()
  if ((flags & ~(FLAG.sourceTexts | FLAG.checksum)) !== 0) reader.fail(`unknown flags ${flags}`)
  if (reader.word32() !== fingerprint) {
    reader.fail('the code was made for other ops: compile the program again')
  }
  const length = reader.word32()
  const checksum = (flags & FLAG.checksum) !== 0 ? reader.word32() : null
  if (length !== reader.left) reader.fail(`${reader.left} bytes follow, not ${length}`)
  if (checksum !== null && checksum !== checksumOf(reader.bytes.subarray(reader.at))) {
    reader.fail('the checksum is wrong')
  }
  return flags
}

function readList<T>(reader: ByteReader, what: string, read: (index: number) => T): T[] {
  const count = reader.size(what)
  const list: T[] = []
  for (let i = 0; i < count; i++) list.push(read(i))
  return list
}

const readText = (reader: ByteReader, texts: readonly string[]): string =>
  texts[reader.index('text', texts.length)] as string

function readSource(reader: ByteReader, texts: readonly string[], hasText: boolean): SourceText {
  const name = readText(reader, texts)
  const text = hasText ? reader.text() : ''
  const most = hasText ? text.length : MOST.place
  let last = 0
  const ascending = (what: string): number => {
    last += reader.count(what, most)
    if (last > most) reader.fail(`${what} is behind the end of the text`)
    return last
  }
  const lineStarts = readList(reader, 'the number of lines', () => ascending('the start of a line'))
  if (lineStarts[0] !== 0) reader.fail('the first line does not begin at 0')
  const parts = readList(reader, 'the number of parts', () => ({
    name: readText(reader, texts),
    start: reader.count('the start of a part', most),
    firstLine: reader.index('line', lineStarts.length),
  }))
  return { name, text, lineStarts, parts }
}

/** A site's parent stands before it, so that backtraces come to an end. */
function readSites(
  reader: ByteReader,
  texts: readonly string[],
  sources: readonly SourceText[],
): InlineSite[] {
  return readList(reader, 'the number of sites', (index) => {
    const procedure = readText(reader, texts)
    const place = reader.signed('the place of a site', -1, Number.MAX_SAFE_INTEGER)
    if (siteOf(place) > index) reader.fail('a site is inside a later one')
    const source = sources[reader.index('source', sources.length)] as SourceText
    return { procedure, place, source }
  })
}

function readTemplates(reader: ByteReader, format: CodeFormat, tables: Tables): ReadTemplate[] {
  const count = reader.count('the number of templates', MOST.templates)
  if (count === 0) reader.fail('there is no code')
  const totals: Totals = { instructions: 0, constants: 0, globals: 0 }
  const templates: ReadTemplate[] = []
  for (let i = 0; i < count; i++) {
    const offset = reader.at
    const { template, offsets } = readTemplate(reader, format, tables, totals, i)
    templates.push({ template, offset, offsets })
    tables.constants.provide(i, template)
  }
  tables.constants.finish(reader, count)
  return templates
}

function readTemplate(
  reader: ByteReader,
  { ops }: CodeFormat,
  { texts, sources, siteLists, constants }: Tables,
  totals: Totals,
  number: number,
): Omit<ReadTemplate, 'offset'> {
  const name = readText(reader, texts)
  const source = sources[reader.index('source', sources.length + 1) - 1]
  const offset = source === undefined ? 0 : reader.signed('an offset', -1, MOST.place)
  const parameters = reader.count('the number of parameters', 2 * MOST.registers)
  const registerCount = reader.count('the number of registers', MOST.registers)
  const own = readList(reader, 'the number of constants', () => constants.take(reader, number))
  const globals = readList(reader, 'the number of globals', () => readText(reader, texts))
  const inlineSites = siteLists[reader.index('site list', siteLists.length)] as InlineSite[]
  const start = reader.at
  const count = reader.size('the number of instructions', 3)
  addTotals(reader, totals, { instructions: count, constants: own.length, globals: globals.length })
  if (count * Math.ceil(registerCount / 32) > MOST.setWords) {
    reader.fail('too many instructions for so many registers', start)
  }
  const { starts, words, offsets } = readInstructions(reader, ops, count)
  const places = new Int32Array(count)
  let last = 0
  for (let i = 0; i < count; i++) {
    last += reader.signed('a place', -1 - last, MOST.place - last)
    places[i] = last
  }
  const sites = new Int32Array(count)
  for (let i = 0; i < count; i++) sites[i] = reader.index('site', inlineSites.length + 1)
  const template: CodeTemplate = {
    name,
    origin: source === undefined ? null : { source, offset },
    parameterCount: parameters >> 1,
    hasRest: parameters % 2 === 1,
    registerCount,
    starts,
    words,
    places,
    sites,
    inlineSites,
    constants: own,
    globals,
  }
  return { template, offsets }
}

function addTotals(reader: ByteReader, totals: Totals, more: Totals): void {
  for (const name of ['instructions', 'constants', 'globals'] as const) {
    totals[name] += more[name]
    if (totals[name] > MOST[name]) reader.fail(`more than ${MOST[name]} ${name}`)
  }
}

function readInstructions(reader: ByteReader, ops: OpSet, count: number) {
  const starts = new Int32Array(count)
  const words: number[] = []
  const offsets: number[] = []
  for (let i = 0; i < count; i++) {
    offsets.push(reader.at)
    starts[i] = words.length
    const index = reader.index('op', ops.specs.length)
    words.push(index)
    for (const { name } of (ops.specs[index] as OpSpec).operands) {
      words.push(reader.signed(`operand ${name}`, -MOST.operand, MOST.operand - 1))
    }
  }
  return { starts, words: Int32Array.from(words), offsets }
}

/** The program, which is the last template, if nothing is wrong with any. */
function verified(
  reader: ByteReader,
  templates: readonly ReadTemplate[],
  format: CodeFormat,
): CodeTemplate {
  const complain = ({ offset, offsets, template }: ReadTemplate, problem: CodeProblem): never => {
    const { instruction, message } = problem
    const where = instruction < 0 ? '' : `, instruction ${instruction}`
    const reason = `code ${template.name}${where}: ${message}`
    throw new CodeFileError(offsets[instruction] ?? offset, reason)
  }
  const effort = new Effort(MOST.effort)
  for (const each of templates) {
    const [problem] = verifyCode(each.template, format.ops, format.flows, effort)
    if (problem !== undefined) complain(each, problem)
    if (!effort.spend(livenessWork(each.template, format.flows))) {
      complain(each, { instruction: -1, message: TOO_LONG })
    }
  }
  const root = templates[templates.length - 1] as ReadTemplate
  if (root.template.parameterCount > 0 || root.template.hasRest) {
    reader.fail('the program takes arguments', root.offset)
  }
  const all = templates.map(({ template }) => template)
  const [problem] = verifyTrust(all, format, effort)
  if (problem !== undefined) {
    complain(templates[all.indexOf(problem.template)] as ReadTemplate, problem)
  }
  return root.template
}
