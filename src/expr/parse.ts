// Reads a body from the text form that print.ts writes (its grammar is shown there).
//
// The parser checks form only: names of nodes, counts of immediates, shape of terminators. Whether
// the body makes sense is verify.ts's business, so that tests can write wrong bodies down. A `;`
// starts a comment. Numbers of values that no line defines (the verifier rejects such bodies) get
// type word.

import type { BlockId, Body, Edge, Node, Terminator, ValueId } from './body.ts'
import {
  type CheckedName,
  checkedSpecs,
  type NodeName,
  type NodeSpec,
  nodeSpecs,
  type ValueType,
} from './nodes.table.ts'
import { operandNodes } from './print.ts'

/** A text that is not a body; the message starts with the line number. */
export class BodySyntaxError extends Error {
  override readonly name = 'BodySyntaxError'
  readonly line: number

  constructor(line: number, message: string) {
    super(`line ${line}: ${message}`)
    this.line = line
  }
}

const TYPE_NAMES: readonly string[] = ['word', 'int', 'f64', 'flag'] satisfies ValueType[]
const TOKEN = /;.*|"(?:[^"\\]|\\.)*"|->|[()=:,[\]]|[^\s()=:,[\]";]+/g

/** The body that `text` describes. Throws a BodySyntaxError. */
export function parseBody(text: string): Body {
  return new BodyParser(text).parse()
}

interface OpenBlock {
  params: ValueId[]
  nodes: Node[]
  end: Terminator | null
  cold: boolean
  resume: number
}

class BodyParser {
  private readonly text: string
  private readonly blocks: OpenBlock[] = []
  private readonly types: ValueType[] = []
  private readonly resumes: BlockId[] = [0]
  private names: readonly string[] = []
  private line = 0
  private tokens: string[] = []
  private at = 0

  constructor(text: string) {
    this.text = text
  }

  parse(): Body {
    for (const raw of this.text.split('\n')) {
      this.line++
      this.tokens = (raw.match(TOKEN) ?? []).filter((token) => !token.startsWith(';'))
      this.at = 0
      if (this.tokens.length > 0) this.parseLine()
      if (this.at < this.tokens.length) this.fail(`unexpected \`${this.tokens[this.at]}\``)
    }
    if (this.blocks.length === 0) this.fail('a body has at least one block')
    this.closeLastBlock()
    return {
      blocks: this.blocks.map((block) => ({ ...block, end: block.end as Terminator })),
      types: Array.from(this.types, (type) => type ?? 'word'),
      resumes: Array.from(this.resumes, (block) => block ?? -1),
    }
  }

  private parseLine(): void {
    const first = this.peek() as string
    if (first === 'operands' && this.blocks.length === 0) {
      this.names = this.tokens.slice(1)
      this.at = this.tokens.length
    } else if (/^b\d+$/.test(first)) {
      this.parseBlockHeader()
    } else {
      const block = this.blocks[this.blocks.length - 1]
      if (block === undefined) this.fail('expected a block header `b0:`')
      if (block.end !== null) this.fail('the block has ended already')
      if (this.tokens[1] === '=' || Object.hasOwn(nodeSpecs, first)) block.nodes.push(this.node())
      else block.end = this.terminator()
    }
  }

  private parseBlockHeader(): void {
    this.closeLastBlock()
    const id = this.block()
    if (id !== this.blocks.length) this.fail(`expected block b${this.blocks.length}, not b${id}`)
    const params = this.list(() => {
      const value = this.value()
      this.expect(':')
      const type = this.word('a type')
      if (!TYPE_NAMES.includes(type)) this.fail(`\`${type}\` is not a type`)
      this.types[value] = type as ValueType
      return value
    })
    this.expect(':')
    const cold = this.accept('cold')
    const resume = this.accept('[') ? this.resumeNumber(id) : 0
    this.blocks.push({ params, nodes: [], end: null, cold, resume })
  }

  private resumeNumber(block: BlockId): number {
    const k = this.numbered('k', 'a resume number')
    this.expect(']')
    if (k === 0 || this.resumes[k] !== undefined) this.fail(`resume number k${k} is taken`)
    this.resumes[k] = block
    return k
  }

  private closeLastBlock(): void {
    const last = this.blocks.length - 1
    if (last >= 0 && this.blocks[last]?.end === null) this.fail(`block b${last} has no terminator`)
  }

  private node(): Node {
    let result = -1
    if (this.tokens[1] === '=') {
      result = this.value()
      this.expect('=')
    }
    const op = this.word('a node') as NodeName
    if (!Object.hasOwn(nodeSpecs, op)) this.fail(`\`${op}\` is not a node`)
    const spec: NodeSpec = nodeSpecs[op]
    if ((spec.result === 'none') !== result < 0) {
      this.fail(`${op} defines ${spec.result === 'none' ? 'no value' : 'a value'}`)
    }
    if (spec.result !== 'none') this.types[result] = spec.result
    const args = this.values()
    const a = spec.a === undefined ? 0 : operandNodes.has(op) ? this.operand() : this.number()
    const b = spec.b === undefined ? 0 : this.number()
    return { op, args, a, b, result }
  }

  private terminator(): Terminator {
    const kind = this.word('a node or terminator')
    switch (kind) {
      case 'jump':
        return { kind, to: this.edge() }
      case 'branch':
        return { kind, flag: this.value(), then: this.edge(), else: this.edge() }
      case 'checked':
        return this.checked()
      case 'next':
        return { kind, value: this.peek() === undefined ? -1 : this.value() }
      case 'goto':
        return { kind, operand: this.operand() }
      case 'call': {
        const [callee, base, count] = [this.value(), this.operand(), this.operand()]
        return { kind, callee, base, count, resume: this.resumeBlock() }
      }
      case 'tailcall':
        return { kind, callee: this.value(), base: this.operand(), count: this.operand() }
      case 'return':
        return { kind, value: this.value() }
      case 'request': {
        const [name, args] = [this.name(), this.values()]
        return { kind, name, args, resume: this.resumeBlock() }
      }
      case 'raise':
        return { kind: 'request', name: this.name(), args: this.values(), resume: -1 }
      case 'poll':
        return { kind, resume: this.resumeBlock() }
      default:
        return this.fail(`\`${kind}\` is neither a node nor a terminator`)
    }
  }

  private checked(): Terminator {
    const op = this.word('checked arithmetic') as CheckedName
    if (!Object.hasOwn(checkedSpecs, op)) this.fail(`\`${op}\` is not checked arithmetic`)
    const args = this.values()
    this.expect('->')
    const ok = this.block()
    this.expect('overflow')
    return { kind: 'checked', op, args, ok, overflow: this.edge() }
  }

  private resumeBlock(): BlockId {
    this.expect('->')
    return this.block()
  }

  private edge(): Edge {
    return { block: this.block(), args: this.list(() => this.value()) }
  }

  /** A list in parentheses, or nothing. */
  private list<Item>(item: () => Item): Item[] {
    if (!this.accept('(')) return []
    const items = [item()]
    while (this.accept(',')) items.push(item())
    this.expect(')')
    return items
  }

  /** As many values as stand here. */
  private values(): ValueId[] {
    const values: ValueId[] = []
    while (/^v\d+$/.test(this.peek() ?? '')) values.push(this.value())
    return values
  }

  private value(): ValueId {
    return this.numbered('v', 'a value')
  }

  private block(): BlockId {
    return this.numbered('b', 'a block')
  }

  private operand(): number {
    const named = this.names.indexOf(this.peek() ?? '')
    if (named < 0) return this.number()
    this.at++
    return named
  }

  private number(): number {
    const text = this.word('a number')
    const value = Number(text)
    if (Number.isNaN(value) && text !== 'NaN') this.fail(`\`${text}\` is not a number`)
    return value
  }

  private numbered(letter: string, what: string): number {
    const text = this.word(what)
    if (text[0] !== letter || !/^\d+$/.test(text.slice(1))) {
      this.fail(`expected ${what}, not \`${text}\``)
    }
    return Number(text.slice(1))
  }

  /** The name of a runtime procedure, in quotes if it has letters that mean something here. */
  private name(): string {
    const text = this.word('the name of a runtime procedure')
    return text.startsWith('"') ? (JSON.parse(text) as string) : text
  }

  private peek(): string | undefined {
    return this.tokens[this.at]
  }

  private accept(token: string): boolean {
    const found = this.peek() === token
    if (found) this.at++
    return found
  }

  private expect(token: string): void {
    if (!this.accept(token)) this.fail(`expected \`${token}\`, not \`${this.peek() ?? 'the end'}\``)
  }

  private word(what: string): string {
    const token = this.peek()
    if (token === undefined) this.fail(`expected ${what}`)
    this.at++
    return token
  }

  private fail(message: string): never {
    throw new BodySyntaxError(this.line, message)
  }
}
