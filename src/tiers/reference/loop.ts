// The text of the engine: one function with a loop round a switch, and functions for what is rare.
//
//   for (;;) {
//     w = M[p + 1]
//     next: {
//       entered: {
//         slow: {
//           rare: switch (c) {
//             case 0: { ...; p = (p + 2) | 0; break next }
//             ...
//           }
//           c = runAlone(c, r, p)      cold blocks, wide forms, resume points of requests
//         }
//         r = S[0]; p = S[1]           what runAlone or a slow call has left
//         if (c >= 0) continue
//         ...
//       }
//       charge the entry               a call in line has built its frame
//     }
//     c = M[p] >>> 4
//   }
//
// The loop holds what is hot: the narrow forms without their cold blocks, and what follows a call.
// V8 optimises no function whose bytecode is longer than 60 KB, so everything else is compiled alone
// when it first runs. So are the ops at the end of the op set, if there is no room for them.

import { type CompiledBody, compileBody } from '../../backend/index.ts'
import { bug } from '../../base/index.ts'
import type { BlockId, Body } from '../../expr/index.ts'
import type { OpForm } from '../../ops/index.ts'
import { makeFormTarget } from './form-target.ts'
import {
  actions,
  caseOf,
  chargeText,
  countLines,
  type EngineLayout,
  leaveLines,
  opcodeText,
} from './layout.ts'

/** Text in the loop's switch; test/unit/tiers/reference-size.test.ts measures what V8 makes of it. */
const LOOP_CHARACTERS = 46_000

/** Where a case that is compiled alone starts. */
interface Entry {
  readonly form: OpForm
  readonly block: BlockId
}

export interface LoopText {
  /** Source of a function (r, p, c) that runs until an action other than `next`. */
  readonly text: string
  /** Source of a function (r, p) that runs case `number`. */
  aloneText(number: number): string
}

/** Generates the engine for the op set of `layout`. */
export function generateLoop(layout: EngineLayout): LoopText {
  const { forms } = layout.ops
  const resumes = Math.max(...layout.ops.specs.map((spec) => spec.body.resumes.length))
  const firstCold = caseOf(layout, 0, resumes)
  const coldEntries: Entry[] = []
  const coldCase = (form: OpForm) => (block: BlockId) => {
    const known = coldEntries.findIndex((entry) => entry.form === form && entry.block === block)
    return firstCold + (known >= 0 ? known : coldEntries.push({ form, block }) - 1)
  }
  const cases = forms.flatMap((form) =>
    form === null || form.encoding.wide || onlyAnswers(form.spec.body)
      ? []
      : hotEntries(form.spec.body).map(({ k, block }) => {
          const target = makeFormTarget({ layout, form, setting: 'loop', coldCase: coldCase(form) })
          const compiled = compileBody(form.spec.body, block, target, true)
          return { number: caseOf(layout, form.opcode, k), form, k, compiled }
        }),
  )
  const switchLines = fittingCases(cases)
    .sort((x, y) => x.number - y.number)
    .flatMap(({ number, form, k, compiled }) => [
      `case ${number}: { // ${form.spec.name}${k > 0 ? ` k${k}` : ''}`,
      ...(k === 0 ? countLines(layout) : []).map((line) => `  ${line}`),
      ...compiled.lines.map((line) => `  ${line}`),
      '}',
    ])
  const entryOf = (number: number): Entry => {
    if (number >= firstCold) return coldEntries[number - firstCold] ?? bug(`no case ${number}`)
    const form = forms[number % forms.length] ?? bug(`no form of case ${number}`)
    const block = form.spec.body.resumes[Math.floor(number / forms.length)]
    return { form, block: block ?? bug(`no resume point of case ${number}`) }
  }
  return {
    text: loopText(
      layout,
      switchLines,
      cases.map(({ compiled }) => compiled),
    ),
    aloneText(number) {
      const { form, block } = entryOf(number)
      const target = makeFormTarget({ layout, form, setting: 'alone', coldCase: coldCase(form) })
      const counting = number < forms.length ? countLines(layout) : []
      return aloneText(compileBody(form.spec.body, block, target, false), counting)
    },
  }
}

interface LoopCase {
  readonly number: number
  readonly form: OpForm
  readonly k: number
  readonly compiled: CompiledBody
}

/** The first cases, in the order of the op set, that the loop has room for; the others run alone. */
function fittingCases(cases: readonly LoopCase[]): LoopCase[] {
  let room = LOOP_CHARACTERS
  return cases.filter(({ compiled }) => {
    room -= compiled.lines.reduce((sum, line) => sum + line.trimStart().length, 0)
    return room >= 0
  })
}

/** The start of the op and the resume points of calls, which are as frequent. */
function hotEntries(body: Body): { k: number; block: BlockId }[] {
  const afterCall = body.blocks.flatMap(({ end }) => (end.kind === 'call' ? [end.resume] : []))
  return body.resumes
    .map((block, k) => ({ k, block }))
    .filter(({ k, block }) => k === 0 || afterCall.includes(block))
}

/**
 * Whether the op delivers nothing but constants, as a predicate does: the op that branches on the
 * same test is what programs run.
 */
function onlyAnswers(body: Body): boolean {
  const constants = new Set(
    body.blocks.flatMap(({ nodes }) =>
      nodes.flatMap((node) => (node.op === 'wordConst' ? [node.result] : [])),
    ),
  )
  const ends = body.blocks.flatMap(({ end }) => (end.kind === 'next' ? [end.value] : []))
  return ends.length > 0 && ends.every((value) => constants.has(value))
}

function declarations(bodies: readonly CompiledBody[]): string {
  const most = (count: (body: CompiledBody) => number) => Math.max(0, ...bodies.map(count))
  const names = (prefix: string, count: number, value: string) =>
    Array.from({ length: count }, (_, i) => `${prefix}${i} = ${value}`)
  const ints = names(
    'i',
    most((body) => body.intCount),
    '0',
  )
  const doubles = names(
    'd',
    most((body) => body.doubleCount),
    '0.5',
  )
  return `let ${['w = 0', 't = 0', 'u = 0', 'q = 0', 'n = 0', 'x = 0', ...ints, ...doubles].join(', ')}`
}

function loopText(
  layout: EngineLayout,
  switchLines: readonly string[],
  bodies: readonly CompiledBody[],
): string {
  // The conversions tell V8 that these are int32s wherever the loop is entered.
  return `(r, p, c) => {
  ${declarations(bodies)}
  r |= 0
  p |= 0
  c |= 0
  for (;;) {
    w = M[p + 1]
    next: {
      entered: {
        slow: {
          rare: switch (c) {
${switchLines.map((line) => `            ${line}`).join('\n')}
          }
          c = runAlone(c, r, p) | 0
        }
        r = S[0]
        p = S[1]
        if (c >= 0) continue
        if (c !== ${actions.next}) return c
        break next
      }
      if (${chargeText(layout)}) {
        ${leaveLines('poll(r, p, 0)', actions.next).join('\n        ')}
      }
    }
    c = ${opcodeText(layout, 'p')}
  }
}`
}

function aloneText(body: CompiledBody, before: readonly string[]): string {
  return `(r, p) => {
  ${declarations([body])}
  w = M[p + 1]
  S[0] = r
  S[1] = p
${before.join('\n')}
${body.lines.map((line) => `  ${line}`).join('\n')}
}`
}
