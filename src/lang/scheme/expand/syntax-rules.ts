// Macros: `(syntax-rules (literal …) (pattern template) …)` compiled, and a use of one expanded.

import { formatPlace } from '../../../base/index.ts'
import { type Environment, isKeyword, type Macro } from './denotation.ts'
import { type Expander, expectList, type Place, syntaxError } from './expander.ts'
import { bindingKey, type Form, type Identifier, isIdentifier, type PairForm } from './form.ts'
import { compilePattern, type Match, match, type Pattern, type RuleContext } from './pattern.ts'
import { compileTemplate, fill, type Template } from './template.ts'

export interface Rule {
  /** Matches the use without its keyword. */
  readonly pattern: Pattern
  readonly template: Template
  readonly slotCount: number
}

const SHAPE = '(syntax-rules (literal …) (pattern template) …)'
/** A use costs this much even if it makes nothing. */
const STEPS_PER_USE = 8

/** The macro `name` whose rules are `items`: what follows `syntax-rules` in the form at `at`. */
export function compileSyntaxRules(
  expander: Expander,
  name: string,
  items: readonly Form[],
  environment: Environment,
  at: Place,
): Macro {
  const custom = isIdentifier(items[0]) ? items[0] : null
  const [literalList, ...ruleForms] = custom === null ? items : items.slice(1)
  if (literalList === undefined) throw syntaxError(expander, at, `expected ${SHAPE}`)
  const literals = new Set<unknown>()
  for (const literal of expectList(expander, literalList, SHAPE)) {
    if (!isIdentifier(literal)) throw syntaxError(expander, literal, 'expected a literal name')
    literals.add(bindingKey(literal))
  }
  const isLiteral = (id: Identifier) => literals.has(bindingKey(id))
  const isEllipsisName = (id: Identifier) =>
    custom === null ? isKeyword(id, '...', environment) : bindingKey(id) === bindingKey(custom)
  const shared = {
    expander,
    isLiteral,
    isEllipsis: (form: Form | undefined) =>
      isIdentifier(form) && !isLiteral(form) && isEllipsisName(form),
    isUnderscore: (id: Identifier) => isKeyword(id, '_', environment),
  }
  const rules = ruleForms.map((form) => compileRule({ ...shared, variables: new Map() }, form))
  const { source } = expander
  return { kind: 'macro', name, rules, environment, source, offset: at.offset }
}

function compileRule(context: RuleContext, form: Form): Rule {
  const { expander, variables } = context
  const [pattern, template, ...more] = expectList(expander, form, 'a rule (pattern template)')
  if (pattern === undefined || template === undefined || more.length > 0) {
    throw syntaxError(expander, form, 'expected a rule (pattern template)')
  }
  if (pattern.kind !== 'pair') {
    throw syntaxError(expander, pattern, 'expected a pattern (name . pattern)')
  }
  const compiled = compilePattern(context, pattern.cdr, 0)
  return {
    pattern: compiled,
    template: compileTemplate(context, template),
    slotCount: variables.size,
  }
}

/** What `form`, a use of `macro` in `environment`, stands for. */
export function expandMacro(
  expander: Expander,
  form: PairForm,
  macro: Macro,
  environment: Environment,
): Form {
  const spend = (steps: number) => expander.spend(steps, form)
  spend(STEPS_PER_USE)
  for (const { pattern, template, slotCount } of macro.rules) {
    const slots = new Array<Match>(slotCount)
    const matching = { definition: macro.environment, use: environment, slots, spend }
    if (!match(matching, pattern, form.cdr)) continue
    return fill(
      {
        slots,
        use: { macro, offset: form.offset, outer: form.origin },
        environment: macro.environment,
        aliases: new Map(),
        spend,
        error: (reason) => syntaxError(expander, form, `${reason}${definedAt(macro)}`),
      },
      template,
    )
  }
  const reason = `no rule of ${macro.name} matches this use${definedAt(macro)}`
  throw syntaxError(expander, form, reason)
}

const definedAt = ({ source, offset }: Macro) =>
  ` (it is defined at ${formatPlace(source, offset)})`
