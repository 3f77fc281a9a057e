// The text of `--help`, from the tables of options, engines and stages.

import { stages } from '../tools/index.ts'
import { engines } from '../vm/index.ts'
import { commandOptions } from './options.table.ts'

/** What `lazuli --help` prints. */
export function printHelp(): string {
  const options = Object.entries(commandOptions).map(([name, option]) => {
    const short = 'short' in option ? `-${option.short}, ` : '    '
    return [`${short}--${name}${valueText(name, option.value)}`, option.text] as const
  })
  const named = (table: Readonly<Record<string, { readonly text: string } | string>>) =>
    Object.entries(table).map(
      ([name, row]) => [`    ${name}`, typeof row === 'string' ? row : row.text] as const,
    )
  const sections = [
    ['', options],
    ['Engines (default auto):', named(engines)],
    ['Stages of --dump:', named(stages)],
  ] as const
  const texts = sections.map(([title, rows]) => {
    const lines = rows.map(([left, text]) => `  ${left.padEnd(26)}  ${text}\n`)
    return `${title === '' ? '' : `${title}\n`}${lines.join('')}`
  })
  return `Usage: lazuli [OPTION...] [FILE [ARG...]]\n       lazuli [OPTION...] -e EXPR
       lazuli --check FILE...
       lazuli --compile FILE [-o FILE]
       lazuli doctor\n
Runs a Scheme program; FILE is - for standard input. Without one, what is typed is evaluated.
\`doctor\` tells what this machine offers.\n\n${texts.join('\n')}
Exit code: 0, 1 after an error in the program, 2 after a wrong call of this command,\n124 at a limit of time or fuel, 130 after Ctrl-C, 137 when memory is out.\n`
}

function valueText(name: string, value: string): string {
  if (value === '') return ''
  return name === 'stats' || name === 'profile' ? '[=json]' : `=${value}`
}
