// Random expressions and statements of a wanted type, from the rows of scheme-rules.table.ts.
//
// Everything that could grow without end is bounded: nodes of the program, the depth of expressions,
// the rounds of nested loops and calls (`cost`), and values that go from round to round (`clip:…`). A
// procedure calls only procedures that were made before it, so that all programs end.

import type { Random } from './random.ts'
import {
  expressionRules,
  literals,
  type Rule,
  statementRules,
  valueTypes,
  wrongExpressions,
} from './scheme-rules.table.ts'
import { parseTrees, type Tree } from './tree.ts'

export interface Variable {
  readonly name: string
  readonly type: string
  readonly isAssignable: boolean
}

export interface Procedure {
  readonly name: string
  readonly parameters: readonly string[]
  readonly hasRest: boolean
  readonly result: string
  /** Has effects that show in the order of calls. */
  readonly hasEffects: boolean
  /** Rounds of loops and calls that one call makes, at most. */
  readonly cost: number
}

export interface GeneratorSettings {
  /** Only what other systems define and print alike, in an order that they keep. */
  readonly isPortable: boolean
  /** Programs end in an error at a late moment. */
  readonly fails: boolean
}

/** A row cannot be used here. */
class Unusable extends Error {}

const MOST_COST = 120
const MOST_ROUNDS = 40
const MOST_TRIES = 12
/** How often a row of the wanted type is taken, not one that fits all types. */
const OWN_SHARE = 0.55
const roundCounts = [1, 2, 3, 5, 8, 13]
const clips: Readonly<Record<string, string>> = {
  int: 'wrap',
  flo: 'bound',
  num: 'clip-num',
  str: 'clip-string',
  ilist: 'clip-list',
  vec: 'clip-vector',
  any: 'clip-any',
  sym: 'clip-symbol',
  pt: 'clip-point',
}
/** What closures that live longer must not use. */
const shortLived = /^(k:|guarded|resumed)/

const templates = new Map<string, readonly Tree[]>()
function templateOf(text: string): readonly Tree[] {
  let trees = templates.get(text)
  if (trees === undefined) templates.set(text, (trees = parseTrees(text)))
  return trees
}

/** One instance of a row: the wanted and the random types, names, rounds. */
interface Instance {
  readonly types: Readonly<Record<string, string>>
  readonly names: Map<string, string>
  readonly rounds: number
}

export class Generator {
  readonly random: Random
  readonly settings: GeneratorSettings
  readonly procedures: Procedure[] = []
  scope: Variable[] = []
  /** Nodes that the program may still have. */
  room: number
  /** Whether the place that is being filled may have effects. */
  effects = true
  /** The most that the procedure being made has cost so far, and what one more evaluation here costs. */
  cost = 0
  private multiplier = 1
  private nextName = 0
  private errorsLeft: number

  constructor(random: Random, settings: GeneratorSettings, room: number) {
    this.random = random
    this.settings = settings
    this.room = room
    this.errorsLeft = settings.fails ? 3 : 0
  }

  freshName(stem = 'v'): string {
    return `${stem}${this.nextName++}`
  }

  randomType(): string {
    return this.random.pick(valueTypes)
  }

  /** Runs `fill` with more variables in scope. */
  within<T>(variables: readonly Variable[], fill: () => T): T {
    const outer = this.scope
    this.scope = [...outer, ...variables]
    try {
      return fill()
    } finally {
      this.scope = outer
    }
  }

  /** An expression of `type`, at most `depth` rows deep. */
  expression(type: string, depth: number): Tree {
    if (this.settings.fails && this.errorsLeft > 0 && depth > 1 && this.random.chance(0.02)) {
      this.errorsLeft--
      return this.lateError(type, depth)
    }
    if (depth > 0 && this.room > 0 && !this.random.chance(0.15)) {
      const tree = this.fromRules(this.rulesFor(type), type, depth)
      if (tree !== null) return tree
    }
    this.room--
    const known = this.scope.filter((each) => each.type === type)
    if (known.length > 0 && this.random.chance(0.8)) return this.random.pick(known).name
    const choices = literals[type]
    if (choices === undefined) throw new Unusable(type)
    const trees = templateOf(this.random.pick(choices))
    return trees.length === 1 ? (trees[0] as Tree) : ['quote', trees[1] as Tree]
  }

  /** A statement, if effects are allowed here. */
  statement(depth: number): Tree | null {
    if (!this.effects || this.room <= 0) return null
    return this.fromRules(statementRules, 'stmt', Math.max(depth, 1))
  }

  /** The rows of the type, or those that fit all types. */
  private rulesFor(type: string): readonly Rule[] {
    const wanted = this.random.chance(OWN_SHARE) ? type : 'T'
    const own = expressionRules.filter((rule) => rule.type === wanted)
    return own.length > 0 ? own : expressionRules.filter((rule) => rule.type === 'T')
  }

  private fromRules(rules: readonly Rule[], type: string, depth: number): Tree | null {
    const usable = rules.filter(
      (rule) => (this.effects || !rule.effects) && !(this.settings.isPortable && rule.own),
    )
    const total = usable.reduce((sum, { weight }) => sum + weight, 0)
    for (let i = 0; i < MOST_TRIES; i++) {
      let at = this.random.below(total)
      const rule = usable.find(({ weight }) => (at -= weight) < 0) as Rule
      const before = [this.room, this.cost] as const
      try {
        return this.instantiate(rule, type, depth)
      } catch (problem) {
        if (!(problem instanceof Unusable)) throw problem
        ;[this.room, this.cost] = before
      }
    }
    return null
  }

  private instantiate(rule: Rule, type: string, depth: number): Tree {
    const affordable = roundCounts.filter((n) => n * this.multiplier <= MOST_ROUNDS)
    const instance: Instance = {
      types: { T: type, U: this.randomType(), V: this.randomType() },
      names: new Map(),
      rounds: affordable.length === 0 ? 0 : this.random.pick(affordable),
    }
    const filled = templateOf(rule.template).flatMap((tree) => this.fill(tree, instance, depth))
    if (filled.length === 2 && filled[0] === "'") return ['quote', filled[1] as Tree]
    return filled[0] as Tree
  }

  /** `$T`, `$k:T`, …: with the types of the instance. */
  private typeOf(name: string, { types }: Instance): string {
    const parts = name.split(':')
    const last = parts.pop() as string
    return [...parts, types[last] ?? last].join(':')
  }

  private fill(tree: Tree, instance: Instance, depth: number): Tree[] {
    if (typeof tree === 'string') return this.fillWord(tree, instance, depth)
    const [head, ...rest] = tree
    if (head === 'in' || head === 'in*' || head === 'closed') {
      return this.fillScope(head, rest, instance, depth)
    }
    if (typeof head === 'string' && head.startsWith('clip:')) {
      const clip = clips[this.typeOf(head.slice(5), instance)]
      const [inner] = this.fill(rest[0] as Tree, instance, depth)
      return clip === undefined ? [inner as Tree] : [[clip, inner as Tree]]
    }
    if (head === 'where') {
      this.variable(rest[0] as string, false)
      return this.fill(rest[1] as Tree, instance, depth)
    }
    this.room--
    return [tree.flatMap((child) => this.fill(child, instance, depth))]
  }

  private fillWord(word: string, instance: Instance, depth: number): Tree[] {
    const first = word[0]
    if (first === '?') return [this.nameFor(word, instance)]
    if (word === '#n') {
      if (instance.rounds === 0) throw new Unusable('loop')
      this.charge(instance.rounds)
      return [String(instance.rounds)]
    }
    if (first !== '$') return [word]
    if (word === '$stmt') {
      const statement = this.statement(depth - 1)
      return statement === null ? [] : [statement]
    }
    const isTail = word.endsWith('+')
    const name = word.slice(1, isTail ? -1 : undefined)
    if (name.startsWith('set:') || name.startsWith('var:')) {
      return [this.variable(this.typeOf(name.slice(4), instance), name.startsWith('set:'))]
    }
    if (name.startsWith('call:')) return [this.call(this.typeOf(name.slice(5), instance), depth)]
    const type = this.typeOf(name, instance)
    return [
      this.withEffects(this.effects && (isTail || !this.settings.isPortable), () =>
        this.expression(type, depth - 1),
      ),
    ]
  }

  private nameFor(word: string, { names }: Instance): string {
    let name = names.get(word)
    if (name === undefined) names.set(word, (name = this.freshName(word.slice(1))))
    return name
  }

  private fillScope(
    head: string,
    [declarations, ...body]: readonly Tree[],
    instance: Instance,
    depth: number,
  ): Tree[] {
    const isDeclared = Array.isArray(declarations)
    const hidden = new Set<string>()
    const variables: Variable[] = []
    for (const [name, type, mark] of (isDeclared ? declarations : []) as string[][]) {
      if (name === '-') hidden.add(type as string)
      else {
        variables.push({
          name: this.nameFor(name as string, instance),
          type: this.typeOf(type as string, instance),
          isAssignable: mark === 'set',
        })
      }
    }
    const outer = this.scope
    const [multiplier, effects] = [this.multiplier, this.effects]
    if (head === 'closed') {
      this.scope = outer.filter(({ type }) => !shortLived.test(type))
      if (this.settings.isPortable) this.effects = false
      // A closure may be called in any loop.
      this.multiplier = Math.max(multiplier, MOST_ROUNDS / 2)
    }
    if (head === 'in*') this.multiplier *= Math.max(instance.rounds, 3)
    this.scope = this.scope.filter(({ type }) => !hidden.has(type))
    try {
      return this.within(variables, () => body.flatMap((tree) => this.fill(tree, instance, depth)))
    } finally {
      this.scope = outer
      ;[this.multiplier, this.effects] = [multiplier, effects]
    }
  }

  private withEffects<T>(allowed: boolean, fill: () => T): T {
    const outer = this.effects
    this.effects = allowed
    try {
      return fill()
    } finally {
      this.effects = outer
    }
  }

  private variable(type: string, isAssigned: boolean): string {
    const known = this.scope.filter(
      (each) => each.type === type && (!isAssigned || each.isAssignable),
    )
    if (known.length === 0) throw new Unusable(type)
    return this.random.pick(known).name
  }

  private charge(rounds: number): void {
    this.cost += this.multiplier * rounds
    if (this.cost > MOST_COST) throw new Unusable('cost')
  }

  private call(type: string, depth: number): Tree {
    const known = this.procedures.filter(
      (each) =>
        each.result === type &&
        (this.effects || !each.hasEffects) &&
        this.cost + each.cost * this.multiplier <= MOST_COST,
    )
    if (known.length === 0) throw new Unusable('call')
    return this.callTree(this.random.pick(known), depth)
  }

  /** A call of `procedure` with operands at most `depth` rows deep; null if it would cost too much. */
  callOf(procedure: Procedure, depth: number): Tree | null {
    return this.withinQuietly(() => this.callTree(procedure, depth + 1))
  }

  private callTree({ name, parameters, hasRest, cost }: Procedure, depth: number): Tree {
    this.charge(cost)
    const isPure = this.settings.isPortable
    const operand = (wanted: string) =>
      this.withEffects(this.effects && !isPure, () => this.expression(wanted, depth - 1))
    const operands = parameters.map(operand)
    if (hasRest) {
      for (let i = this.random.below(3); i > 0; i--) operands.push(operand('int'))
      if (this.random.chance(0.2)) return ['apply', name, ...operands, operand('ilist')]
    }
    return this.random.chance(0.1) ? ['apply', name, ['list', ...operands]] : [name, ...operands]
  }

  /** An expression of `type` that is an error once enough rounds have passed. */
  private lateError(type: string, depth: number): Tree {
    const wrong = { type, weight: 1, template: this.random.pick(wrongExpressions) }
    const moment = String(this.random.pick([0, 1, 2, 5, 20, 60, 100]))
    const fine = this.expression(type, depth)
    const filled = this.withinQuietly(() => this.instantiate(wrong, type, 2))
    return filled === null ? fine : ['if', ['=', 'tick', moment], filled, fine]
  }

  private withinQuietly<T>(make: () => T): T | null {
    try {
      return make()
    } catch (problem) {
      if (problem instanceof Unusable) return null
      throw problem
    }
  }
}
