// Compiled paths as text: where each starts, what it knows there, and the versions it contains.
//
//   path 2  fib @0 unless-less-constant  +0x0a0..+0x12f
//     context  r0 any in rdi; no frame
//     version  fib @4 call, +0x0c1: r0 fixnum in rdi; no frame

import type { Code } from '../runtime/index.ts'
import type { Machine } from '../vm/index.ts'
import type { CompilationLog, CompiledPath } from './compilation-log.ts'
import { printContext } from './context-text.ts'

/** `fib @3 add`, with the block where it is not the op's first: the name of a place in code. */
export function printPosition(machine: Machine, code: Code, instruction: number, block: number) {
  const { template } = code
  const op = template.words[template.starts[instruction] as number] as number
  const name = machine.ops.specs[op]?.name ?? '?'
  return `${code.name || 'lambda'} @${instruction} ${name}${block === 0 ? '' : ` b${block}`}`
}

/** An address as the distance from the start of code memory. */
export function printOffset(machine: Machine, address: number): string {
  const base = machine.native?.memory.base ?? 0
  return `+0x${(address - base).toString(16)}`
}

/** The first lines of a path's dump. */
export function printPathHead(log: CompilationLog, path: CompiledPath): string {
  const { machine } = log
  const { number, code, instruction, block, context, start } = path
  const position = printPosition(machine, code, instruction, block)
  const range = `${printOffset(machine, start)}..${printOffset(machine, log.endOf(path))}`
  const nameOf = (id: number) => machine.codes[id]?.name ?? '?'
  const text = printContext(context, code.registerCount, nameOf)
  return `path ${number}  ${position}  ${range}\n  context  ${text}\n`
}

/** All paths of the procedures that `wanted` chooses. */
export function printVersions(log: CompilationLog, wanted: (code: Code) => boolean): string {
  const { machine } = log
  const nameOf = (id: number) => machine.codes[id]?.name ?? '?'
  return log.paths
    .filter(({ code }) => wanted(code))
    .map((path) => {
      const inside = machine.lazy?.versionsOf(path.code) ?? []
      const lines = inside
        .filter(({ address }) => address >= path.start && address < log.endOf(path))
        .map(({ instruction, block, context, address }) => {
          const position = printPosition(machine, path.code, instruction, block)
          const text = printContext(context, path.code.registerCount, nameOf)
          return `  version  ${position}, ${printOffset(machine, address)}: ${text}\n`
        })
      return printPathHead(log, path) + lines.join('')
    })
    .join('\n')
}
