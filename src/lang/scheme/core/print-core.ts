// Printer of core: S-expressions with numbered variables, for dumps and tests.
//
// Operations of core that Scheme does not have are written in lower case with a leading %.

import { unreachable } from '../../../base/index.ts'
import { printSymbol } from '../read/print-atom.ts'
import { printDatum } from '../read/print-datum.ts'
import type { Binding, Constant, Core, If, Lambda, Variable } from './core.ts'
import { chainOf } from './core-children.ts'

/** `node` on one line. Variables are numbered in order of appearance, so unrelated ids do not show. */
export function printCore(node: Core): string {
  const numbers = new Map<Variable, number>()
  const name = (variable: Variable): string => {
    const number = numbers.get(variable) ?? numbers.size
    numbers.set(variable, number)
    return `${printSymbol(variable.name)}.${number}`
  }
  return print(node, name)
}

type Namer = (variable: Variable) => string

const form = (...parts: string[]) => `(${parts.filter((part) => part !== '').join(' ')})`

function print(node: Core, name: Namer): string {
  const all = (nodes: readonly Core[]) => nodes.map((n) => print(n, name)).join(' ')
  switch (node.kind) {
    case 'constant':
      return printConstant(node)
    case 'local-ref':
      return name(node.variable)
    case 'local-set':
      return form('set!', name(node.variable), print(node.value, name))
    case 'global-ref':
      return printSymbol(node.name)
    case 'global-set':
      return form('set!', printSymbol(node.name), print(node.value, name))
    case 'global-define':
      return form('define', printSymbol(node.name), print(node.value, name))
    case 'if':
      return printChain(node, name)
    case 'or':
      return form('or', all(node.operands))
    case 'lambda':
      return printLambda(node, name)
    case 'call':
      return form(all([node.operator, ...node.operands]))
    case 'primitive':
      return form(`%${node.name}`, all(node.operands))
    case 'sequence':
      return form('begin', all(node.forms))
    case 'let':
    case 'letrec':
    case 'fix':
      return form(node.kind, printBindings(node.bindings, name), print(node.body, name))
    case 'loop': {
      const inits = node.params.map((p, i) => form(name(p), print(node.inits[i] as Core, name)))
      return form('%loop', name(node.label), form(...inits), print(node.body, name))
    }
    case 'blocks': {
      const blocks = node.blocks.map((b) =>
        form(form(name(b.label), ...b.params.map(name)), print(b.body, name)),
      )
      return form('%blocks', form(...blocks), print(node.body, name))
    }
    case 'loop-jump':
      return form('%jump', name(node.label), all(node.operands))
    case 'make-box':
      return form('%box', print(node.value, name))
    case 'box-ref':
      return form('%unbox', name(node.variable))
    case 'box-set':
      return form('%set-box!', name(node.variable), print(node.value, name))
    default:
      return unreachable(node)
  }
}

function printChain(node: If, name: Namer): string {
  const chain = chainOf(node)
  const links = chain.map(
    ({ test, consequent }) => `(if ${print(test, name)} ${print(consequent, name)}`,
  )
  const end = print((chain.at(-1) as If).alternate, name)
  return `${links.join(' ')} ${end}${')'.repeat(chain.length)}`
}

function printConstant(node: Constant): string {
  const { value } = node
  switch (value.kind) {
    case 'unspecified':
    case 'uninitialized':
      return `#<${value.kind}>`
    case 'symbol':
    case 'pair':
    case 'null':
      return `'${printDatum(value)}`
    default:
      return printDatum(value)
  }
}

function printLambda(node: Lambda, name: Namer): string {
  const params = node.params.map(name)
  if (node.rest !== null) params.push('.', name(node.rest))
  return form('lambda', form(...params), print(node.body, name))
}

function printBindings(bindings: readonly Binding[], name: Namer): string {
  return form(...bindings.map((b) => form(name(b.variable), print(b.value, name))))
}
