// Where generated text grows: lines, variables, and what stands for each value of the body.
//
// Variables are numbered from 0 for every body: i0, i1, ... hold int32s, d0, d1, ... doubles, t u q
// are scratch between two lines. They are declared once around all bodies, because V8 gives every
// declaration in a function a frame slot of its own.

import { assert } from '../../base/index.ts'
import type { ValueId } from '../../expr/index.ts'
import type { JsWord } from './target.ts'

export class Writer {
  readonly lines: string[] = []
  intCount = 0
  doubleCount = 0
  private depth = 0
  private readonly words = new Map<ValueId, JsWord>()
  private readonly doubles = new Map<ValueId, string>()
  /** Values whose high half somebody reads. */
  private readonly needsHigh: ReadonlySet<ValueId>

  constructor(needsHigh: ReadonlySet<ValueId>) {
    this.needsHigh = needsHigh
  }

  line(...texts: readonly string[]): void {
    for (const text of texts) this.lines.push('  '.repeat(this.depth) + text)
  }

  open(text: string): void {
    this.line(text)
    this.depth++
  }

  close(): void {
    this.depth--
    this.line('}')
  }

  newInt(): string {
    return `i${this.intCount++}`
  }

  newDouble(): string {
    return `d${this.doubleCount++}`
  }

  wantsHigh(value: ValueId): boolean {
    return this.needsHigh.has(value)
  }

  word(value: ValueId): JsWord {
    const word = this.words.get(value)
    assert(word !== undefined, `v${value} has no word`)
    return word
  }

  double(value: ValueId): string {
    const text = this.doubles.get(value)
    assert(text !== undefined, `v${value} has no double`)
    return text
  }

  isKnown(value: ValueId): boolean {
    return this.words.has(value) || this.doubles.has(value)
  }

  setWord(value: ValueId, word: JsWord): void {
    this.words.set(value, word)
  }

  setDouble(value: ValueId, text: string): void {
    this.doubles.set(value, text)
  }

  /** Two fresh variables for `value`, or those it has already. */
  wordVariables(value: ValueId): JsWord {
    const known = this.words.get(value)
    if (known !== undefined) return known
    const word = { low: this.newInt(), high: this.wantsHigh(value) ? this.newInt() : '0' }
    this.words.set(value, word)
    return word
  }

  doubleVariable(value: ValueId): string {
    const text = this.doubles.get(value) ?? this.newDouble()
    this.doubles.set(value, text)
    return text
  }

  assignWord(value: ValueId, low: string, high: string): void {
    const variables = this.wordVariables(value)
    this.line(`${variables.low} = ${low}`)
    if (this.wantsHigh(value)) this.line(`${variables.high} = ${high}`)
  }

  assignDouble(value: ValueId, text: string): void {
    this.line(`${this.doubleVariable(value)} = ${text}`)
  }

  /** Reads the word at `slot` into the variables of `value`. */
  loadWord(value: ValueId, slot: string): void {
    const { low, high } = this.wordVariables(value)
    if (!this.wantsHigh(value)) this.line(`${low} = M[${slot}]`)
    else this.line(`t = ${slot}`, `${low} = M[t]`, `${high} = M[t + 1]`)
  }

  storeWord(slot: string, { low, high }: JsWord): void {
    this.line(`t = ${slot}`, `M[t] = ${low}`, `M[t + 1] = ${high}`)
  }
}
