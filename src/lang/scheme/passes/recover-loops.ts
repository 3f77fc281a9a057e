// Loop recovery: local procedures that are only ever loops, or blocks that several places go to.
//
// A procedure bound by fix needs no frame of its own if whoever calls it goes on in the same way: all
// calls are in tail position of one expression, or of the procedures bound with it (contification,
// after Fluet and Weeks, "Contification Using Dominators", 2001; theirs finds the continuation by
// dominators in a graph of calls, ours by going down the tree). With one call from outside the
// procedure stands where the call was: as a `loop` if it calls itself, else as a `let`. With several, or
// with several procedures, the expression becomes the body of `blocks`.
//
//   (fix ((even? (lambda (n) ... (odd? ...))) (odd? (lambda (n) ... (even? ...)))) (if x (even? 10) 0))
//   (%blocks (((even? n) ... (%jump odd? ...)) ((odd? n) ... (%jump even? ...))) (if x (%jump even? 10) 0))
//
// Inner procedures go first, so that a loop around them sees through them: the inner loop's body is in
// tail position of the outer's.
//
// Needs: fix-letrec.   Keeps: everything.   Breaks: nothing; backtraces lose the frame of the loop.

import { siteOf } from '../../../ops/index.ts'
import type { Block, Call, Core, Fix, FixBinding, Lambda, Loop, Variable } from '../core/core.ts'
import { forEachChild, mapChildren } from '../core/core-children.ts'
import { moveInto } from './copy-core.ts'
import { InlineSites } from './inline-sites.ts'

/** `node` with its loops; `sites` are those that its places mention. */
export function recoverLoops(node: Core, sites = new InlineSites()): Core {
  const inner = mapChildren(node, (child) => recoverLoops(child, sites))
  return inner.kind === 'fix' ? recoverOne(inner, sites) : inner
}

type Group = ReadonlyMap<Variable, Lambda>

function recoverOne(fix: Fix, sites: InlineSites): Core {
  const group: Group = new Map(fix.bindings.map(({ variable, value }) => [variable, value]))
  if (fix.bindings.some(({ value }) => value.rest !== null)) return fix
  if (!fix.bindings.every(({ value }) => callsOnlyInTail(value.body, group))) return fix
  const [only] = fix.bindings
  if (only !== undefined && group.size === 1 && hasOneEntry(fix.body, group)) {
    return replaceEntry(fix.body, only, group, sites)
  }
  return placeBlocks(fix, fix.body, group, sites) ?? fix
}

/** Does `node` call one of `group`, with the operands it takes? */
function isCallOf(node: Core, group: Group): node is Call {
  if (node.kind !== 'call' || node.operator.kind !== 'local-ref') return false
  return group.get(node.operator.variable)?.params.length === node.operands.length
}

const calledBy = (call: Call): Variable =>
  (call.operator as { readonly variable: Variable }).variable

function hasOneEntry(body: Core, group: Group): boolean {
  let calls = 0
  let mentions = 0
  const look = (node: Core) => {
    if (isCallOf(node, group)) calls++
    if (node.kind === 'local-ref' && group.has(node.variable)) mentions++
    forEachChild(node, look)
  }
  look(body)
  return calls === 1 && mentions === 1
}

function mentions(node: Core, group: Group): boolean {
  if (node.kind === 'local-ref') return group.has(node.variable)
  let found = false
  forEachChild(node, (child) => {
    found = found || mentions(child, group)
  })
  return found
}

/** Is every mention of `group` in `body` a call in its tail position? */
function callsOnlyInTail(body: Core, group: Group): boolean {
  let good = true
  const look = (node: Core, tail: boolean) => {
    if (!good) return
    if (node.kind === 'local-ref' && group.has(node.variable)) good = false
    if (tail && isCallOf(node, group)) {
      for (const operand of node.operands) look(operand, false)
    } else {
      forEachChild(node, (child, last) => look(child, tail && last))
    }
  }
  look(body, true)
  return good
}

function replaceEntry(node: Core, entry: FixBinding, group: Group, sites: InlineSites): Core {
  if (!isCallOf(node, group)) {
    return mapChildren(node, (child) => replaceEntry(child, entry, group, sites))
  }
  const { variable, value } = entry
  const { params } = value
  const { offset } = node
  const site = siteOf(offset)
  const body = moveInto(sites, site, replaceJumps(value.body, group))
  const loop: Loop = { kind: 'loop', label: variable, params, inits: node.operands, body, offset }
  if (mentions(value.body, group)) return loop
  if (params.length === 0) return body
  const bindings = params.map((param, i) => ({ variable: param, value: node.operands[i] as Core }))
  return { kind: 'let', bindings, body, offset }
}

/** The smallest part of `node` that all calls are in tail position of, with blocks; null: none. */
function placeBlocks(fix: Fix, node: Core, group: Group, sites: InlineSites): Core | null {
  if (callsOnlyInTail(node, group)) {
    const site = siteOf(node.offset)
    const blocks = fix.bindings.map(({ variable, value }): Block => {
      const body = moveInto(sites, site, replaceJumps(value.body, group))
      return { label: variable, params: value.params, body }
    })
    return { kind: 'blocks', blocks, body: replaceJumps(node, group), offset: node.offset }
  }
  if (node.kind === 'lambda') return null
  let place: Core | null = null
  let count = 0
  forEachChild(node, (child) => {
    if (!mentions(child, group)) return
    place = child
    count++
  })
  if (place === null || count > 1) return null
  const placed = placeBlocks(fix, place, group, sites)
  if (placed === null) return null
  return mapChildren(node, (child) => (child === place ? placed : child))
}

function replaceJumps(node: Core, group: Group): Core {
  if (isCallOf(node, group)) {
    const { operands, offset } = node
    return { kind: 'loop-jump', label: calledBy(node), operands, offset }
  }
  return mapChildren(node, (child) => replaceJumps(child, group))
}
