// Mutants of code files: bytes changed blindly, or code changed in its structure and written again.
//
// Blind changes try the reader; structural ones mostly pass it and try the verifiers and the engines.

import type { CodeFormat, CodeTemplate, Constant } from '../../src/ops/index.ts'
import { writeCode } from '../../src/ops/index.ts'
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

export function mutate(original: Original, random: Random, format: CodeFormat): Uint8Array {
  return random.chance(0.4)
    ? changeBytes(original.bytes, random)
    : changeCode(original, random, format)
}

function changeBytes(bytes: Uint8Array, random: Random): Uint8Array {
  let mutant = [...bytes]
  const count = 1 + random.below(3)
  for (let i = 0; i < count; i++) {
    const isInHeader = random.chance(0.02)
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

function changeCode({ template }: Original, random: Random, format: CodeFormat): Uint8Array {
  const templates = [...templatesOf(template)]
  const changed = new Map<CodeTemplate, CodeTemplate>()
  const count = 1 + random.below(2)
  for (let i = 0; i < count; i++) {
    const old = random.pick(templates)
    const copy = changed.get(old) ?? copyOf(old)
    changed.set(
      old,
      random.chance(0.12) ? changeShape(copy, random) : changeWords(copy, random, format),
    )
  }
  return writeCode(rebuild(templates, changed, template), format)
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

/** Instructions left out, twice or elsewhere; other counts; other constants. */
function changeShape(template: CodeTemplate, random: Random): CodeTemplate {
  const kind = random.below(7)
  if (kind <= 2) return moveInstructions(template, random, kind)
  if (kind === 3) return { ...template, parameterCount: random.below(4) }
  if (kind === 4) return { ...template, hasRest: !template.hasRest }
  if (kind === 5)
    return { ...template, registerCount: random.below(2 * template.registerCount + 2) }
  if (template.constants.length < 2) return template
  const constants = [...template.constants]
  const [a, b] = [random.below(constants.length), random.below(constants.length)]
  const swapped = constants[a] as Constant
  constants[a] = constants[b] as Constant
  constants[b] = swapped
  return { ...template, constants }
}

function moveInstructions(template: CodeTemplate, random: Random, kind: number): CodeTemplate {
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
