// Mutants of code files: bytes changed blindly, or code changed in its structure and written again.
//
// Blind changes try the reader; structural ones mostly pass it and try the verifiers and the engines.

import type { CodeFormat, CodeTemplate, Constant } from '../../src/ops/index.ts'
import { placeIn, writeCode } from '../../src/ops/index.ts'
import type { Random } from './random.ts'

/** A program to mutate. */
export interface Original {
  readonly name: string
  readonly bytes: Uint8Array
  readonly template: CodeTemplate
}

/** Behind magic, version, flags, fingerprint and length: changes there end in the reader at once. */
const HEADER_BYTES = 14
const LENGTH_OFFSET = 10

/** What was changed, and how likely it is. */
const changes = {
  header: 0.02,
  bytes: 0.28,
  code: 0.34,
  order: 0.08,
  frames: 0.07,
  constants: 0.08,
  names: 0.06,
  positions: 0.07,
} as const
export type Change = keyof typeof changes

export interface Mutant {
  readonly bytes: Uint8Array
  readonly change: Change
}

export function mutate(original: Original, random: Random, format: CodeFormat): Mutant {
  const change = pickChange(random)
  const bytes =
    change === 'header' || change === 'bytes'
      ? changeBytes(original.bytes, random, change === 'header')
      : changeCode(original, random, format, change)
  return { bytes, change }
}

function pickChange(random: Random): Change {
  let left = random.below(100) / 100
  for (const [change, likelihood] of Object.entries(changes)) {
    left -= likelihood
    if (left < 0) return change as Change
  }
  return 'bytes'
}

function changeBytes(bytes: Uint8Array, random: Random, isInHeader: boolean): Uint8Array {
  let mutant = [...bytes]
  const count = 1 + random.below(3)
  for (let i = 0; i < count; i++) {
    const at = isInHeader
      ? random.below(HEADER_BYTES)
      : HEADER_BYTES + random.below(Math.max(1, mutant.length - HEADER_BYTES))
    const kind = random.below(6)
    if (kind === 0) mutant[at] = (mutant[at] as number) ^ (1 << random.below(8))
    else if (kind === 1) mutant[at] = random.below(256)
    else if (kind === 2) mutant[at] = ((mutant[at] as number) + random.below(5) - 2) & 0xff
    else if (kind === 3) mutant.splice(at, 1 + random.below(3))
    else if (kind === 4) mutant.splice(at, 0, random.below(256))
    else mutant = moveBytes(mutant, at, random)
  }
  const result = Uint8Array.from(mutant)
  const length = result.length - HEADER_BYTES
  if (random.chance(0.98))
    new DataView(result.buffer).setUint32(LENGTH_OFFSET, Math.max(0, length), true)
  return result
}

function moveBytes(bytes: number[], at: number, random: Random): number[] {
  const piece = bytes.slice(at, at + 1 + random.below(8))
  const to = HEADER_BYTES + random.below(Math.max(1, bytes.length - HEADER_BYTES))
  return [...bytes.slice(0, to), ...piece, ...bytes.slice(to)]
}

type CodeChange = Exclude<Change, 'header' | 'bytes'>

function changeCode(
  { template }: Original,
  random: Random,
  format: CodeFormat,
  change: CodeChange,
): Uint8Array {
  const templates = [...templatesOf(template)]
  const changed = new Map<CodeTemplate, CodeTemplate>()
  const count = 1 + random.below(2)
  for (let i = 0; i < count; i++) {
    const old = random.pick(templates)
    const copy = changed.get(old) ?? copyOf(old)
    changed.set(old, changeTemplate(copy, random, format, change))
  }
  return writeCode(rebuild(templates, changed, template), format)
}

function changeTemplate(
  template: CodeTemplate,
  random: Random,
  format: CodeFormat,
  change: CodeChange,
): CodeTemplate {
  switch (change) {
    case 'code':
      return changeWords(template, random, format)
    case 'order':
      return moveInstructions(template, random)
    case 'frames':
      return changeFrame(template, random)
    case 'constants':
      return changeConstants(template, random)
    case 'names':
      return changeNames(template, random)
    case 'positions':
      return changePositions(template, random)
  }
}

function templatesOf(root: CodeTemplate): Set<CodeTemplate> {
  const found = new Set([root])
  for (const template of found) {
    for (const constant of template.constants) {
      if ('template' in constant) found.add(constant.template)
    }
  }
  return found
}

const copyOf = (template: CodeTemplate): CodeTemplate => ({
  ...template,
  words: template.words.slice(),
  places: template.places.slice(),
  sites: template.sites.slice(),
  constants: [...template.constants],
  globals: [...template.globals],
})

/** The program with the changed templates in the places of the old ones. */
function rebuild(
  templates: readonly CodeTemplate[],
  changed: Map<CodeTemplate, CodeTemplate>,
  root: CodeTemplate,
): CodeTemplate {
  const constants = new Map<Constant, Constant>()
  const copies = new Map(templates.map((each) => [each, { ...(changed.get(each) ?? each) }]))
  const renew = (constant: Constant): Constant => {
    if (!('template' in constant)) return constant
    const known = constants.get(constant)
    if (known !== undefined) return known
    const copy = copies.get(constant.template) ?? constant.template
    const renewed = { ...constant, template: copy }
    constants.set(constant, renewed)
    return renewed
  }
  for (const copy of copies.values()) {
    Object.assign(copy, { constants: copy.constants.map(renew) })
  }
  return copies.get(root) as CodeTemplate
}

/** Another operand, another op of the same shape, or two of them exchanged. */
function changeWords(template: CodeTemplate, random: Random, { ops }: CodeFormat): CodeTemplate {
  const { words, starts } = template
  const i = random.below(starts.length)
  const start = starts[i] as number
  const spec = ops.specs[words[start] as number] as CodeFormat['ops']['specs'][number]
  if (random.chance(0.35) || spec.operands.length === 0) {
    const kinds = spec.operands.map(({ kind }) => kind)
    const alike = ops.specs.flatMap((other, index) =>
      other.operands.length === kinds.length &&
      (random.chance(0.2) || other.operands.every(({ kind }, n) => kind === kinds[n]))
        ? [index]
        : [],
    )
    if (alike.length > 0) words[start] = random.pick(alike)
    return template
  }
  const n = random.below(spec.operands.length)
  const at = start + 1 + n
  const old = words[at] as number
  const kind = random.below(5)
  if (kind === 0) words[at] = old + random.below(5) - 2
  else if (kind === 1) words[at] = random.below(template.registerCount + 1)
  else if (kind === 2) words[at] = random.below(64)
  else if (kind === 3) words[at] = random.chance(0.5) ? random.int32() : random.below(2 ** 20)
  else {
    const other = start + 1 + random.below(spec.operands.length)
    words[at] = words[other] as number
    words[other] = old
  }
  return template
}

/** Other counts of registers and parameters, from which frames and what is live in them follow. */
function changeFrame(template: CodeTemplate, random: Random): CodeTemplate {
  const { registerCount, parameterCount, hasRest } = template
  const kind = random.below(4)
  if (kind === 0) return { ...template, parameterCount: random.below(6) }
  if (kind === 1) return { ...template, hasRest: !hasRest }
  if (kind === 2) return { ...template, registerCount: random.below(2 * registerCount + 2) }
  return {
    ...template,
    registerCount: registerCount + random.below(300),
    parameterCount: Math.max(0, parameterCount + random.below(3) - 1),
  }
}

const edgeFixnums = [0n, -1n, 1n, 255n, 2n ** 31n, -(2n ** 31n), 2n ** 60n - 1n, -(2n ** 60n)]
const edgeDoubles = [0, -0, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 5e-324, 2 ** 53]
const texts = ['', 'car', '%apply-list', 'a b', 'λ', '\u{1f600}', '__proto__', 'x'.repeat(300)]

/** Constants exchanged, or one of them another, which may contain the others and itself. */
function changeConstants(template: CodeTemplate, random: Random): CodeTemplate {
  const constants = [...template.constants]
  if (constants.length === 0) return changeFrame(template, random)
  const at = random.below(constants.length)
  const old = constants[at] as Constant
  const other = random.pick(constants)
  if (random.chance(0.3)) {
    constants[constants.indexOf(other)] = old
    constants[at] = other
  } else constants[at] = otherConstant(old, other, random)
  return { ...template, constants }
}

function otherConstant(old: Constant, other: Constant, random: Random): Constant {
  switch (random.below(9)) {
    case 0:
      return { kind: 'fixnum', value: random.pick(edgeFixnums) }
    case 1:
      return { kind: 'flonum', value: random.pick(edgeDoubles) }
    case 2:
      return { kind: 'bignum', value: random.pick(edgeFixnums) * 2n ** BigInt(random.below(200)) }
    case 3:
      return { kind: 'ratnum', numerator: BigInt(random.int32()), denominator: 7n }
    case 4:
      return { kind: 'immediate', word: random.below(random.chance(0.5) ? 64 : 2 ** 24) }
    case 5:
      return { kind: random.chance(0.5) ? 'string' : 'symbol', text: random.pick(texts) }
    case 6: {
      const elements: Constant[] = [old, other]
      const vector: Constant = { kind: 'vector', elements }
      if (random.chance(0.5)) elements.push(vector)
      return vector
    }
    case 7:
      return { kind: 'pair', car: old, cdr: other }
    default: {
      const template =
        'template' in old ? old.template : 'template' in other ? other.template : null
      if (template === null) return { kind: 'bytes', bytes: Uint8Array.of(random.below(256)) }
      return { kind: old.kind === 'code' ? 'procedure' : 'code', template }
    }
  }
}

/** Another name of the procedure, or of a global. */
function changeNames(template: CodeTemplate, random: Random): CodeTemplate {
  const globals = [...template.globals]
  const name = random.chance(0.5) ? random.pick(texts) : random.pick([...globals, template.name])
  if (globals.length === 0 || random.chance(0.2)) return { ...template, name }
  globals[random.below(globals.length)] = name
  return { ...template, globals }
}

/** Instructions and procedures somewhere else in the text, in sites or outside of all. */
function changePositions(template: CodeTemplate, random: Random): CodeTemplate {
  const { places, sites, origin, inlineSites } = template
  const i = random.below(places.length)
  const offset = random.chance(0.2) ? random.int32() : random.below(3000) - 1
  const kind = random.below(4)
  if (kind === 0) places[i] = offset
  else if (kind === 1) sites[i] = random.below(inlineSites.length + 2)
  else if (kind === 2 && origin !== null) return { ...template, origin: { ...origin, offset } }
  else if (kind === 3 && inlineSites.length > 0) {
    const changed = [...inlineSites]
    const at = random.below(changed.length)
    const place = placeIn(random.below(changed.length + 1), Math.abs(offset))
    changed[at] = { ...(changed[at] as (typeof changed)[number]), place }
    return { ...template, inlineSites: changed }
  } else places.fill(offset, i)
  return template
}

/** Instructions left out, twice or elsewhere. */
function moveInstructions(template: CodeTemplate, random: Random): CodeTemplate {
  const kind = random.below(3)
  const { starts, words } = template
  const order = [...starts.keys()]
  const i = random.below(order.length)
  if (kind === 0) order.splice(i, 1)
  else if (kind === 1) order.splice(random.below(order.length), 0, i)
  else {
    const j = random.below(order.length)
    order[i] = j
    order[j] = i
  }
  const newStarts: number[] = []
  const newWords: number[] = []
  for (const index of order) {
    newStarts.push(newWords.length)
    newWords.push(...words.subarray(starts[index], starts[index + 1] ?? words.length))
  }
  return {
    ...template,
    starts: Int32Array.from(newStarts),
    words: Int32Array.from(newWords),
    places: Int32Array.from(order, (index) => template.places[index] as number),
    sites: Int32Array.from(order, (index) => template.sites[index] as number),
  }
}
