// Inlining: a call of a known procedure becomes the procedure's body, if that is small, or the only
// call, or gets procedures as arguments that it calls.
//
// The body is a copy; its parameters are bound to the operands like variables of a let, and its
// places belong to a new inline site, which shows as a frame in backtraces. Wrong numbers of arguments
// are never inlined, so they stay errors at run time; a global that may not be defined yet is still
// read where it was, between the operands and the body.

import { offsetOf } from '../../../ops/index.ts'
import {
  type Binding,
  type Call,
  type Core,
  type Lambda,
  sequence,
  type Variable,
} from '../core/core.ts'
import { forEachChild } from '../core/core-children.ts'
import { displayName } from '../core/global-key.ts'
import { bindCopy, type Copying, copyCore } from './copy-core.ts'
import { countUses, noUses, sizeOf, useOf } from './uses.ts'
import { bind, finishLet, knownProcedure, type Walk } from './walk.ts'

/** A body that is copied for every call of it may have this many nodes, */
const SMALL = 24
/** with a list of further arguments, most of which folding removes, this many, */
const VARIADIC = 100
/** with a procedure as argument this many, */
const HIGHER_ORDER = 160
/** and the only call of a local procedure this many. */
const ONCE = 1000
/** Inlined bodies inside each other. */
const MOST_NESTING = 6

interface Candidate {
  readonly lambda: Lambda
  readonly name: string
  readonly limit: number
  /** Done between operands and body. */
  readonly check: Core | null
  readonly refusal: string | null
}

/** What `call`, whose parts have been visited, becomes; null if it stays. */
export function inlineCall(walk: Walk, call: Call): Core | null {
  const { operator } = call
  const candidate =
    operator.kind === 'global-ref'
      ? globalCandidate(walk, call, operator.name)
      : localCandidate(walk, operator)
  if (candidate === null) return null
  const { lambda, limit } = candidate
  const size = sizeOf(lambda.body, limit)
  const refusal = candidate.refusal ?? refuse(walk, lambda, call.operands.length, size, limit)
  if (refusal === null || walk.systemCall === null) {
    walk.inlining.decisions.push({
      offset: userOffset(walk, call.offset),
      callee: displayName(candidate.name) || 'lambda',
      caller: walk.procedure,
      refusal,
      size,
    })
  }
  return refusal === null ? expand(walk, call, candidate, size) : null
}

function refuse(
  { inlining, nesting }: Walk,
  { params, rest }: Lambda,
  count: number,
  size: number,
  limit: number,
): string | null {
  const fits = rest === null ? count === params.length : count >= params.length
  if (!fits) return 'wrong number of arguments'
  if (size > limit) return `its size is above ${limit}`
  if (nesting >= MOST_NESTING) return `it is inside ${nesting} others`
  return size > inlining.effort ? 'enough was inlined' : null
}

/** The offset in the program's own text that `place` was inlined at. */
function userOffset({ inlining, systemCall }: Walk, place: number): number {
  const frames = inlining.sites.frames(place)
  const own = frames.find(({ site }) => site?.source === inlining.source)
  return own?.offset ?? systemCall ?? offsetOf(frames.at(-1)?.offset ?? place)
}

function localCandidate(walk: Walk, operator: Core): Candidate | null {
  const known = knownProcedure(walk, operator)
  if (known?.kind !== 'procedure') return null
  const { lambda, isRecursive } = known
  let limit = ONCE
  if (operator.kind === 'local-ref') {
    const { mentions } = useOf(walk.uses, operator.variable)
    if (mentions > 1) limit = lambda.rest === null ? SMALL : VARIADIC
  }
  const refusal = isRecursive ? 'it calls itself' : null
  const name = operator.kind === 'local-ref' ? operator.variable.name : lambda.name
  return { lambda, name, limit, check: null, refusal }
}

function globalCandidate(walk: Walk, call: Call, name: string): Candidate | null {
  const knownOperands = call.operands.map((operand) => isKnown(walk, operand))
  const global = walk.inlining.global(name, knownOperands.includes(true))
  if (global === null) return null
  const { lambda, isSystem, isCertain, refusal } = global
  const isHigherOrder = callsParameter(lambda, knownOperands)
  if (isSystem && !isHigherOrder && !isSimple(lambda.body)) return null
  const small = lambda.rest === null ? SMALL : VARIADIC
  const limit = isHigherOrder ? HIGHER_ORDER : small
  return { lambda, name, limit, check: isCertain ? null : call.operator, refusal }
}

function isKnown(walk: Walk, operand: Core): boolean {
  if (operand.kind !== 'global-ref') return knownProcedure(walk, operand) !== null
  const { inlining } = walk
  return inlining.isSystem(operand.name) || inlining.global(operand.name, false) !== null
}

/** Does `lambda` call a parameter that gets a known procedure? */
function callsParameter({ params, body }: Lambda, isKnownOperand: readonly boolean[]): boolean {
  if (!isKnownOperand.includes(true)) return false
  const uses = noUses()
  countUses(uses, body)
  return params.some((param, i) => isKnownOperand[i] === true && useOf(uses, param).calls > 0)
}

/** Does `node` call nobody? */
function isSimple(node: Core): boolean {
  let simple = true
  const uses = (inner: Core) => {
    if (inner.kind === 'call' || inner.kind === 'loop' || inner.kind === 'lambda') simple = false
    else if (simple) forEachChild(inner, uses)
  }
  uses(node)
  return simple
}

function expand(walk: Walk, call: Call, { lambda, check, name }: Candidate, size: number): Core {
  const { inlining } = walk
  const { variables, sites } = inlining
  const source = lambda.source ?? inlining.source
  const procedure = lambda.name
  const site = sites.add({ procedure, place: call.offset, source })
  const copying: Copying = { variables, sites, site, renamed: new Map() }
  const params = lambda.params.map((param) => bindCopy(copying, param))
  const rest = lambda.rest === null ? null : bindCopy(copying, lambda.rest)
  const body = copyCore(copying, lambda.body)
  countUses(walk.uses, body)
  inlining.effort -= size
  walk.hasChanged = true
  const caller = walk.procedure
  walk.procedure = displayName(name) || caller
  walk.nesting++
  const { systemCall } = walk
  if (lambda.source !== undefined) walk.systemCall = userOffset(walk, call.offset)
  const kept: Binding[] = []
  const given = rest === null ? params : [...params, rest]
  operandsFor(call, params.length, rest).forEach((operand, i) => {
    bind(walk, kept, given[i] as Variable, operand)
  })
  const inner = walk.visit(body)
  walk.nesting--
  walk.systemCall = systemCall
  walk.procedure = caller
  const forms = check === null ? [inner] : [check, inner]
  return finishLet(walk, kept, sequence(forms, call.offset), call.offset)
}

/** One operand a parameter: those for `rest` as a list. */
function operandsFor(call: Call, count: number, rest: Variable | null): readonly Core[] {
  const { operands, offset } = call
  if (rest === null) return operands
  const further = operands.slice(count)
  const list: Core =
    further.length === 0
      ? { kind: 'constant', value: { kind: 'null', offset }, offset }
      : { kind: 'primitive', name: 'list', operands: further, offset }
  return [...operands.slice(0, count), list]
}
