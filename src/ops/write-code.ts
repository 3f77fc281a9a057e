// Writes a code template as the bytes of a code file (code-file.ts says what is where).

import type { SourceText } from '../base/index.ts'
import { isFixnumValue, type RealNumber } from '../heap/index.ts'
import { ByteWriter } from './bytes.ts'
import {
  type CodeFormat,
  checksumOf,
  constantTags,
  FLAG,
  FORMAT_VERSION,
  MAGIC,
} from './code-file.ts'
import type { CodeTemplate, Constant } from './code-template.ts'
import type { InlineSite } from './inline-site.ts'
import type { OpSpec } from './op.ts'
import type { OpSet } from './op-set.ts'

export interface WriteOptions {
  /** With the texts of the sources, for messages that show the line. */
  readonly sourceTexts?: boolean
  readonly checksum?: boolean
}

/** Everything a file contains, each thing once, in the order in which it was met. */
class Contents {
  readonly texts = new Map<string, number>()
  readonly sources = new Map<SourceText, number>()
  readonly siteLists = new Map<readonly InlineSite[], number>()
  readonly constants = new Map<Constant, number>()
  readonly templates = new Map<CodeTemplate, number>()

  constructor(root: CodeTemplate) {
    for (const template of inOrder(root)) {
      this.templates.set(template, this.templates.size)
      this.text(template.name)
      if (template.origin !== null) this.source(template.origin.source)
      for (const name of template.globals) this.text(name)
      if (!this.siteLists.has(template.inlineSites)) this.siteList(template.inlineSites)
      for (const constant of template.constants) add(this.constants, constant)
    }
    for (const constant of this.constants.keys()) {
      for (const part of partsOf(constant)) add(this.constants, part)
      if (constant.kind === 'string' || constant.kind === 'symbol') this.text(constant.text)
    }
  }

  private text(text: string): void {
    add(this.texts, text)
  }

  private source(source: SourceText): void {
    if (this.sources.has(source)) return
    add(this.sources, source)
    this.text(source.name)
    for (const { name } of source.parts) this.text(name)
  }

  private siteList(sites: readonly InlineSite[]): void {
    add(this.siteLists, sites)
    for (const { procedure, source } of sites) {
      this.text(procedure)
      this.source(source)
    }
  }
}

function add<Key>(numbers: Map<Key, number>, key: Key): void {
  if (!numbers.has(key)) numbers.set(key, numbers.size)
}

/** The templates in `root`, each behind those in its constants. */
function inOrder(root: CodeTemplate): Set<CodeTemplate> {
  const found = new Set<CodeTemplate>()
  const stack = [root]
  while (stack.length > 0) {
    const top = stack[stack.length - 1] as CodeTemplate
    const missing = top.constants.flatMap((constant) =>
      'template' in constant && !found.has(constant.template) ? [constant.template] : [],
    )
    if (missing.length > 0) stack.push(...missing.reverse())
    else {
      stack.pop()
      found.add(top)
    }
  }
  return found
}

function partsOf(constant: Constant): readonly Constant[] {
  if (constant.kind === 'pair') return [constant.car, constant.cdr]
  return constant.kind === 'vector' ? constant.elements : []
}

/** The bytes of a file with `root`. */
export function writeCode(
  root: CodeTemplate,
  { ops, fingerprint }: CodeFormat,
  options: WriteOptions = {},
): Uint8Array {
  const { sourceTexts = false, checksum = false } = options
  const payload = writePayload(new Contents(root), ops, sourceTexts)
  const writer = new ByteWriter()
  writer.raw(MAGIC)
  writer.byte(FORMAT_VERSION)
  writer.byte((sourceTexts ? FLAG.sourceTexts : 0) | (checksum ? FLAG.checksum : 0))
  writer.word32(fingerprint)
  writer.word32(payload.length)
  if (checksum) writer.word32(checksumOf(payload))
  writer.raw(payload)
  return writer.finish()
}

function writePayload(contents: Contents, ops: OpSet, sourceTexts: boolean): Uint8Array {
  const writer = new ByteWriter()
  writer.count(contents.texts.size)
  for (const text of contents.texts.keys()) writer.text(text)
  writer.count(contents.sources.size)
  for (const source of contents.sources.keys()) writeSource(writer, contents, source, sourceTexts)
  writer.count(contents.siteLists.size)
  for (const sites of contents.siteLists.keys()) writeSites(writer, contents, sites)
  writer.count(contents.constants.size)
  for (const constant of contents.constants.keys()) writeConstant(writer, contents, constant)
  writer.count(contents.templates.size)
  for (const template of contents.templates.keys()) writeTemplate(writer, contents, ops, template)
  return writer.finish()
}

const number = <Key>(numbers: ReadonlyMap<Key, number>, key: Key): number =>
  numbers.get(key) as number

function writeSource(
  writer: ByteWriter,
  contents: Contents,
  source: SourceText,
  withText: boolean,
): void {
  writer.count(number(contents.texts, source.name))
  if (withText) writer.text(source.text)
  writeAscending(writer, source.lineStarts)
  writer.count(source.parts.length)
  for (const { name, start, firstLine } of source.parts) {
    writer.count(number(contents.texts, name))
    writer.count(start)
    writer.count(firstLine)
  }
}

function writeAscending(writer: ByteWriter, values: readonly number[]): void {
  writer.count(values.length)
  let last = 0
  for (const value of values) {
    writer.count(value - last)
    last = value
  }
}

function writeSites(writer: ByteWriter, contents: Contents, sites: readonly InlineSite[]): void {
  writer.count(sites.length)
  for (const { procedure, place, source } of sites) {
    writer.count(number(contents.texts, procedure))
    writer.signed(place)
    writer.count(number(contents.sources, source))
  }
}

function writeConstant(writer: ByteWriter, contents: Contents, constant: Constant): void {
  writer.byte(constantTags[constant.kind])
  switch (constant.kind) {
    case 'fixnum':
    case 'bignum':
      return writer.integer(constant.value)
    case 'flonum':
      return writer.double(constant.value)
    case 'ratnum':
      writer.integer(constant.numerator)
      return writer.integer(constant.denominator)
    case 'complex':
      writeReal(writer, constant.real)
      return writeReal(writer, constant.imaginary)
    case 'immediate':
      return writer.count(constant.word)
    case 'string':
    case 'symbol':
      return writer.count(number(contents.texts, constant.text))
    case 'pair':
      writer.count(number(contents.constants, constant.car))
      return writer.count(number(contents.constants, constant.cdr))
    case 'vector':
      writer.count(constant.elements.length)
      for (const element of constant.elements) writer.count(number(contents.constants, element))
      return
    case 'bytes':
      writer.count(constant.bytes.length)
      return writer.raw(constant.bytes)
    case 'code':
    case 'procedure':
      return writer.count(number(contents.templates, constant.template))
  }
}

/** A part of a complex number: as a constant, tag first. */
function writeReal(writer: ByteWriter, value: RealNumber): void {
  if (typeof value === 'number') {
    writer.byte(constantTags.flonum)
    writer.double(value)
  } else if (typeof value === 'bigint') {
    writer.byte(isFixnumValue(value) ? constantTags.fixnum : constantTags.bignum)
    writer.integer(value)
  } else {
    writer.byte(constantTags.ratnum)
    writer.integer(value.numerator)
    writer.integer(value.denominator)
  }
}

function writeTemplate(
  writer: ByteWriter,
  contents: Contents,
  ops: OpSet,
  template: CodeTemplate,
): void {
  const { origin, starts, words } = template
  writer.count(number(contents.texts, template.name))
  writer.count(origin === null ? 0 : 1 + number(contents.sources, origin.source))
  if (origin !== null) writer.signed(origin.offset)
  writer.count(2 * template.parameterCount + (template.hasRest ? 1 : 0))
  writer.count(template.registerCount)
  writer.count(template.constants.length)
  for (const constant of template.constants) writer.count(number(contents.constants, constant))
  writer.count(template.globals.length)
  for (const name of template.globals) writer.count(number(contents.texts, name))
  writer.count(number(contents.siteLists, template.inlineSites))
  writer.count(starts.length)
  for (const start of starts) {
    const index = words[start] as number
    writer.count(index)
    const { operands } = ops.specs[index] as OpSpec
    operands.forEach((_, i) => {
      writer.signed(words[start + 1 + i] as number)
    })
  }
  let last = 0
  for (const place of template.places) {
    writer.signed(place - last)
    last = place
  }
  for (const site of template.sites) writer.count(site)
}
