// Golden files: an input, and what the stages named in its first line print for it.
//
//   ; test: core, ops              stages, see `goldenStages`; `body NAME` is op NAME's body
//   ; One sentence: the point of the file.
//   (define (f x) (+ x 1))
//   ;; core                        lines that start with ;; are written by `npm run bless`
//   ;;   (define f (lambda (x.0) (%+ x.0 1)))
//
// `bless` gives a file's text with these lines made anew; a file is clean if that changes nothing.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createSource, type SourceText } from '../src/base/index.ts'
import { printBody } from '../src/expr/index.ts'
import { compileScheme, printProgramCore, printProgramInlining } from '../src/lang/scheme/index.ts'
import { coreOps, makeOpSet, printTemplate } from '../src/ops/index.ts'

const folder = fileURLToPath(new URL('../test/files', import.meta.url))
const header = /^; test: (.+)$/m
const BLESSED = ';;'

/** Printers by stage; `argument` is what follows the stage's name in the header. */
const goldenStages: Readonly<Record<string, (source: SourceText, argument: string) => string>> = {
  core: (source) => printProgramCore(source),
  whole: (source) => printProgramCore(source, undefined, true),
  inline: (source) => printProgramInlining(source, undefined, true),
  ops: (source) => {
    const ops = makeOpSet(coreOps)
    return printTemplate(compileScheme(source, ops), ops)
  },
  body: (_, name) => {
    const spec = coreOps.find((each) => each.name === name)
    if (spec === undefined) throw new Error(`there is no op ${name}`)
    const operands = spec.operands.map((operand) => operand.name)
    return printBody(spec.body, operands)
  },
}

/** Paths of all golden files, sorted. */
export function listGoldenFiles(): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

export interface Blessing {
  readonly before: string
  readonly after: string
}

/** The text of the file, and what it should be. */
export function bless(path: string): Blessing {
  const before = readFileSync(path, 'utf8')
  const kept = before.split('\n').filter((line) => !line.startsWith(BLESSED))
  const input = `${kept.join('\n').trimEnd()}\n`
  const stages = header.exec(input)?.[1]
  if (stages === undefined) throw new Error(`${path} has no line "; test: STAGE, ..."`)
  const source = createSource('golden', input)
  const sections = stages.split(',').map((stage) => {
    const [name, argument = ''] = stage.trim().split(' ')
    const print = goldenStages[name as string]
    if (print === undefined) {
      throw new Error(
        `${path}: no stage ${name}; there are ${Object.keys(goldenStages).join(', ')}`,
      )
    }
    const lines = print(source, argument).trimEnd().split('\n')
    return [`;; ${stage.trim()}`, ...lines.map((line) => `;;   ${line}`.trimEnd())]
  })
  return { before, after: `${input}${sections.flat().join('\n')}\n` }
}
