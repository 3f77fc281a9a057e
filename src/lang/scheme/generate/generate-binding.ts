// Code that binds and assigns variables: let, fix, loops, set!, closures.
//
// A fresh variable takes a fresh register, and its value is compiled straight into it. Variables that
// hold constant procedures take none.

import { bug } from '../../../base/index.ts'
import type { Blocks, Core, Fix, Lambda, Let, Loop, LoopJump, Variable } from '../core/core.ts'
import { chainOf, forEachChild } from '../core/core-children.ts'
import { primitives } from '../core/primitives.table.ts'
import { computeLastMentions } from '../passes/uses.ts'
import { procedureInto } from './generate-procedure.ts'
import {
  type Destination,
  type Generator,
  type LoopTarget,
  operand,
  temporary,
  toRegister,
  withTemporaries,
} from './generator.ts'

/** A let of more bindings uses registers again when their variables have been mentioned for the last time. */
const MOST_KEPT = 64

/** Gives each variable of `node` a register and a value, in order. */
export function bindLet(g: Generator, node: Let): void {
  const pool = node.bindings.length > MOST_KEPT ? new RegisterPool(node) : null
  node.bindings.forEach(({ variable, value }, i) => {
    if (g.unit.closures.constants.has(variable)) return
    const alias = aliasedRegister(g, variable, value)
    if (alias !== null) {
      pool?.keep(alias)
      g.registers.set(variable, alias)
      return
    }
    const register = pool?.take() ?? temporary(g)
    g.compile(value, toRegister(register))
    g.registers.set(variable, register)
    pool?.bound(variable, register)
    pool?.release(i)
  })
}

/** The registers of one long let. */
class RegisterPool {
  readonly #free: number[] = []
  readonly #kept = new Set<number>()
  readonly #bound = new Map<Variable, number>()
  /** The variables whose last mention is in binding i. */
  readonly #ending = new Map<number, Variable[]>()

  constructor(node: Let) {
    const last = computeLastMentions(node)
    node.bindings.forEach(({ variable }, i) => {
      const end = last.get(variable) ?? i
      const together = this.#ending.get(end)
      if (together === undefined) this.#ending.set(end, [variable])
      else together.push(variable)
    })
  }

  /** A register that nobody needs any more. */
  take(): number | undefined {
    return this.#free.pop()
  }

  bound(variable: Variable, register: number): void {
    this.#bound.set(variable, register)
  }

  /** `register` has another name. */
  keep(register: number): void {
    this.#kept.add(register)
  }

  /** Binding `index` is done. */
  release(index: number): void {
    for (const variable of this.#ending.get(index) ?? []) {
      const register = this.#bound.get(variable)
      if (register !== undefined && !this.#kept.has(register)) this.#free.push(register)
    }
  }
}

/** The register of the variable that `variable` is merely another name of. */
function aliasedRegister(g: Generator, variable: Variable, value: Core): number | null {
  if (value.kind !== 'local-ref' || value.variable.assigned || variable.assigned) return null
  return g.registers.get(value.variable) ?? null
}

/**
 * Makes the procedures of a fix. One may capture another that does not exist yet: its captured word
 * is a placeholder until all are made.
 */
export function bindFix(g: Generator, fix: Fix): void {
  const made = fix.bindings.filter((b) => !g.unit.closures.constants.has(b.variable))
  // In order, because a constant may mention those before it: this keeps host recursion shallow.
  for (const { variable, value } of fix.bindings) {
    if (g.unit.closures.constants.has(variable)) g.template(value)
  }
  const missing = new Set(made.map((b) => b.variable))
  const patches: {
    readonly procedure: Variable
    readonly index: number
    readonly value: Variable
  }[] = []
  for (const { variable } of made) g.registers.set(variable, temporary(g))
  for (const { variable, value } of made) {
    const captures = g.unit.closures.captures.get(value) ?? []
    captures.forEach((captured, index) => {
      if (missing.has(captured)) patches.push({ procedure: variable, index, value: captured })
    })
    procedureInto(g, value, registerOf(g, variable), missing)
    missing.delete(variable)
  }
  for (const { procedure, index, value } of patches) {
    const operands = [registerOf(g, procedure), index, registerOf(g, value)]
    g.builder.emit('captured-set', operands, fix.offset)
  }
}

const registerOf = (g: Generator, variable: Variable) => g.registers.get(variable) as number

/** A procedure as a value. */
export function compileLambda(g: Generator, node: Lambda, register: number): void {
  procedureInto(g, node, register, new Set())
}

/**
 * Compiles `value` into a register whose old value `value` may still read: directly where the node writes
 * its destination last of all, else through a temporary.
 */
export function assignInto(g: Generator, value: Core, register: number): void {
  if (writesLast(value) || !readRegisters(g, value).has(register)) {
    g.compile(value, toRegister(register))
    return
  }
  withTemporaries(g, () => {
    const safe = temporary(g)
    g.compile(value, toRegister(safe))
    g.builder.emit('move', [safe, register], value.offset)
  })
}

/** Does the code of `node` read nothing after it wrote its destination? */
function writesLast(node: Core): boolean {
  switch (node.kind) {
    case 'or':
    case 'lambda':
      return false
    case 'if':
      return chainOf(node).every(({ consequent, alternate }) => {
        return writesLast(consequent) && (alternate.kind === 'if' || writesLast(alternate))
      })
    case 'sequence':
      return writesLast(node.forms.at(-1) as Core)
    case 'let':
    case 'fix':
    case 'loop':
      return writesLast(node.body)
    default:
      return true
  }
}

/** The registers of already bound variables that `node` reads or writes. */
function readRegisters(g: Generator, node: Core): Set<number> {
  const found = new Set<number>()
  const look = (inner: Core) => {
    if ('variable' in inner) {
      const register = g.registers.get(inner.variable)
      if (register !== undefined) found.add(register)
    }
    forEachChild(inner, look)
  }
  look(node)
  return found
}

/** A loop: its parameters in registers, its head, its body. */
export function compileLoop(g: Generator, node: Loop, destination: Destination): boolean {
  const registers = node.inits.map((init) => {
    const register = temporary(g)
    g.compile(init, toRegister(register))
    return register
  })
  node.params.forEach((param, i) => {
    g.registers.set(param, registers[i] as number)
  })
  const head = g.builder.newLabel()
  g.loops.set(node.label, { head, registers })
  g.builder.bind(head)
  g.builder.emit('loop', [], node.offset)
  return g.compile(node.body, destination)
}

/** The body, then the blocks: each delivers its value to the same destination. */
export function compileBlocks(g: Generator, node: Blocks, destination: Destination): boolean {
  for (const { label, params } of node.blocks) {
    const registers = params.map((param) => {
      const register = temporary(g)
      g.registers.set(param, register)
      return register
    })
    g.loops.set(label, { head: g.builder.newLabel(), registers })
  }
  const end = g.builder.newLabel()
  let falls = g.compile(node.body, destination)
  if (falls) g.builder.emit('jump', [end], node.offset)
  node.blocks.forEach((block, i) => {
    const target = g.loops.get(block.label) as LoopTarget
    g.builder.bind(target.head)
    if (node.blocks.some(({ body }) => jumpsTo(body, block.label))) {
      g.builder.emit('loop', [], block.body.offset)
    }
    if (!g.compile(block.body, destination)) return
    falls = true
    if (i < node.blocks.length - 1) g.builder.emit('jump', [end], block.body.offset)
  })
  g.builder.bind(end)
  return falls
}

function jumpsTo(node: Core, label: Variable): boolean {
  if (node.kind === 'loop-jump' && node.label === label) return true
  let found = false
  forEachChild(node, (child) => {
    found = found || jumpsTo(child, label)
  })
  return found
}

interface Assignment {
  readonly value: Core
  readonly register: number
  readonly reads: ReadonlySet<number>
}

/** Gives the parameters of a loop their next values, all at once in effect, and goes to its head. */
export function compileLoopJump(g: Generator, node: LoopJump): boolean {
  const target = g.loops.get(node.label)
  if (target === undefined) bug('jump to a loop that is not open')
  const all = node.operands.map((value, i): Assignment => {
    const register = target.registers[i] as number
    return { value, register, reads: readRegisters(g, value) }
  })
  const pending = all.filter(({ value, register }) => !isAlreadyIn(g, value, register))
  withTemporaries(g, () => assignAll(g, pending))
  g.builder.emit('jump', [target.head], node.offset)
  return false
}

function isAlreadyIn(g: Generator, value: Core, register: number): boolean {
  return value.kind === 'local-ref' && g.registers.get(value.variable) === register
}

/**
 * Assigns what calls somebody in source order, then the plain values so that as few temporaries as
 * possible are needed: each into its register as soon as nobody else reads that.
 */
function assignAll(g: Generator, assignments: readonly Assignment[]): void {
  const pending = [...assignments]
  const moves: { readonly from: number; readonly to: number; readonly offset: number }[] = []
  const isFree = (a: Assignment) => pending.every((b) => b === a || !b.reads.has(a.register))
  while (pending.length > 0) {
    const first = pending.findIndex(({ value }) => !isPlain(value))
    const index = first >= 0 ? first : Math.max(pending.findIndex(isFree), 0)
    const chosen = pending[index] as Assignment
    if (isFree(chosen)) {
      assignInto(g, chosen.value, chosen.register)
    } else {
      const from = temporary(g)
      g.compile(chosen.value, toRegister(from))
      moves.push({ from, to: chosen.register, offset: chosen.value.offset })
    }
    pending.splice(index, 1)
  }
  for (const { from, to, offset } of moves) g.builder.emit('move', [from, to], offset)
}

/** Can `node` be evaluated before or after its neighbours without anybody noticing? */
function isPlain(node: Core): boolean {
  switch (node.kind) {
    case 'constant':
      return true
    case 'local-ref':
      return !node.variable.assigned
    case 'primitive': {
      const { kind } = primitives[node.name].lowering
      return kind !== 'effect' && kind !== 'runtime' && node.operands.every(isPlain)
    }
    default:
      return false
  }
}

/** Writes a box. */
export function compileBoxSet(g: Generator, box: Core, value: Core, offset: number): void {
  withTemporaries(g, () => {
    const content = operand(g, value)
    g.builder.emit('box-set', [operand(g, box), content], offset)
  })
}
