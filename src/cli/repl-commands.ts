// The commands of the conversation, which start with a comma.

import { createSource } from '../base/index.ts'
import { printExpansion, type SchemeVm } from '../lang/scheme/index.ts'
import { printTemplate } from '../ops/index.ts'
import type { Repl } from './repl.ts'

interface ReplCommand {
  readonly argument: string
  readonly text: string
  run(repl: Repl, argument: string): 'quit' | string
}

const commands: Readonly<Record<string, ReplCommand>> = {
  help: { argument: '', text: 'this list', run: helpText },
  expand: {
    argument: 'FORM',
    text: 'what a form expands to',
    run: ({ vm }, form) => printExpansion(createSource('input', form), vm.program),
  },
  dis: {
    argument: 'NAME',
    text: 'the bytecode of a procedure',
    run: ({ vm }, name) => disassemble(vm, name),
  },
  time: { argument: 'EXPR', text: 'evaluate, and say how long it took', run: time },
  apropos: {
    argument: 'TEXT',
    text: 'the names that contain a text',
    run({ vm }, text) {
      const names = [...new Set(vm.program.visibleNames)].filter((name) => name.includes(text))
      return names.length === 0 ? 'none\n' : `${names.sort().join('  ')}\n`
    },
  },
  quit: { argument: '', text: 'leave, as Ctrl-D does', run: () => 'quit' },
}

/** Runs `,name argument`. */
export function runReplCommand(repl: Repl, name: string, argument: string): 'quit' | 'done' {
  const found = Object.entries(commands).find(([full]) => full === name || full[0] === name)
  const text =
    found === undefined ? `there is no ,${name}; try ,help\n` : found[1].run(repl, argument)
  if (text === 'quit') return 'quit'
  repl.output.write(text)
  return 'done'
}

function helpText(): string {
  const lines = Object.entries(commands).map(
    ([name, { argument, text }]) => `  ,${`${name} ${argument}`.padEnd(14)}  ${text}\n`,
  )
  return `An expression is evaluated when its parentheses are closed. Commands:\n${lines.join('')}`
}

function disassemble({ program, machine }: SchemeVm, name: string): string {
  const key = program.globalKey(name)
  if (key === null) return `${name} is not defined\n`
  const code = machine.codeOfGlobal(key)
  return code === null ? `${name} is not a procedure\n` : printTemplate(code.template, machine.ops)
}

function time(repl: Repl, expression: string): string {
  const { collector } = repl.vm.machine
  const collections = collector.statistics.collections
  const start = performance.now()
  repl.run(expression)
  const elapsed = performance.now() - start
  const count = collector.statistics.collections - collections
  const plural = count === 1 ? '' : 's'
  return `${elapsed.toFixed(2)} ms, ${count} collection${plural}\n`
}
