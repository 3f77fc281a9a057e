// The reference of an op set as Markdown: one section an op, in the order of the set.

import type { Body } from '../expr/index.ts'
import type { OpSpec } from './op.ts'
import type { OpSet } from './op-set.ts'

/** Markdown text of all ops; with `printBody`, each with its body in op IR. */
export function documentOps(ops: OpSet, printBody?: (body: Body) => string): string {
  const sections = ops.specs.map((spec) => documentOp(spec, printBody))
  return `# Ops\n\nThis page is generated from the op set.\n\n${sections.join('\n')}`
}

function documentOp(spec: OpSpec, printBody?: (body: Body) => string): string {
  const lines = [`## ${spec.name}`, '', spec.doc]
  if (spec.derivedFrom !== null) lines.push('', `Derived from \`${spec.derivedFrom}\`.`)
  if (spec.operands.length > 0) {
    lines.push('', '| operand | kind |', '| --- | --- |')
    for (const { name, kind } of spec.operands) lines.push(`| ${name} | ${kind} |`)
  }
  if (printBody !== undefined) lines.push('', '```', printBody(spec.body).trimEnd(), '```')
  return `${lines.join('\n')}\n`
}
