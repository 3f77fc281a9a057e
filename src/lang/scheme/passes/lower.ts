// The passes from expander to code generator, in order.

import type { InlineSite } from '../../../ops/index.ts'
import type { Core } from '../core/core.ts'
import { verifyDepth } from '../core/verify-depth.ts'
import type { Unit } from '../expand/program.ts'
import { computeClosures } from './closures.ts'
import { convertAssignments } from './convert-assignments.ts'
import { fixLetrec } from './fix-letrec.ts'
import { hoist } from './hoist.ts'
import type { InlineDecision } from './inline-log.ts'
import { InlineSites } from './inline-sites.ts'
import { inlineUnit, type SystemProcedures } from './inline-unit.ts'
import { integratePrimitives } from './integrate-primitives.ts'
import { lift } from './lift.ts'
import { limitArguments } from './limit-arguments.ts'
import { limitLocals } from './limit-locals.ts'
import { outline } from './outline.ts'
import { recoverLoops } from './recover-loops.ts'

/** A unit as the code generator takes it. */
export interface LoweredUnit {
  readonly forms: Core[]
  readonly inlineSites: readonly InlineSite[]
  readonly decisions: readonly InlineDecision[]
}

/** The forms of `unit` before anything is inlined. */
export function prepare(unit: Unit): Core[] {
  return unit.forms.map((expanded) => {
    const shallow = outline(fixLetrec(expanded), unit.variables)
    verifyDepth(unit.source, shallow)
    return recoverLoops(integratePrimitives(shallow))
  })
}

export interface LowerOptions {
  /** What of the system may be inlined. */
  readonly system?: SystemProcedures
  /** No later unit changes what this one defines. */
  readonly isWhole?: boolean
}

const noSystem: SystemProcedures = { has: () => false, find: () => null }

/** All passes. */
export function lower(
  unit: Unit,
  { system = noSystem, isWhole = false }: LowerOptions = {},
): LoweredUnit {
  const { source, variables } = unit
  const sites = new InlineSites()
  const decisions: InlineDecision[] = []
  const options = { source, variables, sites, decisions, system, isWhole }
  const forms = inlineUnit(options, prepare(unit)).flatMap((form) => {
    const looped = limitArguments(recoverLoops(form, sites), variables)
    const closed = closeProcedures(convertAssignments(looped, variables), isWhole)
    return closed.map((each) => limitLocals(each, variables))
  })
  return { forms, inlineSites: sites.all, decisions }
}

/** `form` with as few closures as possible, after the definitions that this takes. */
function closeProcedures(form: Core, isWhole: boolean): Core[] {
  const { constants } = computeClosures(form)
  const lifted = lift(form, (variable) => constants.has(variable))
  return isWhole ? hoist(lifted) : [lifted]
}
