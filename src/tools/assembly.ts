// The machine code of compiled paths as text, as it stands when it is printed.
//
//   path 2  fib @0 unless-less-constant  +0x0a0..+0x12f
//     context  r0 any in rdi; no frame
//     1 | (define (fib n) (if (< n 2) n
//     +0x0a0  40 f6 c7 07        test dil, 7
//     +0x0a4  0f 85 97 7f 68 ff  jne x4       ; stub: fib @0 unless-less-constant b2
//
// Where an op begins, the comment names it, and its source line stands above if it is another one.
// Jumps are patched after they were emitted, so their targets are read from the bytes: p2 is the
// start of path 2, x4 stub 4 (code not compiled yet), other names are routines of the trampoline.

import type { ListedInstruction } from '../asm/index.ts'
import { lineAt, locate, type SourceText } from '../base/index.ts'
import { sourceOffset } from '../ops/index.ts'
import { type Code, contextOffsets } from '../runtime/index.ts'
import type { Machine } from '../vm/index.ts'
import type { CompilationLog, CompiledPath } from './compilation-log.ts'
import { printOffset, printPathHead, printPosition } from './versions.ts'

/** As the lazy tier says it: `@3 add`. */
const OP_START = /(?:^|; )@(\d+) /g
const SHOWN_UNITS = 80
const SITE_OFFSET = contextOffsets.lightSite.toString(16)
const LIGHT_SITE = new RegExp(`^mov dword ptr \\[r15\\+0x${SITE_OFFSET}\\], (\\w+)$`)
const CALL_SITE = /^nop \w+$/
const JMP = 0xe9
const CALL = 0xe8
const TWO_BYTE = 0x0f
const JMP_BYTES = 5
const REL_BYTES = 4

interface Target {
  readonly name: string
  readonly comment: string
}

/** Machine code of all paths of the procedures that `wanted` chooses, which `source` may explain. */
export function printAssembly(
  log: CompilationLog,
  wanted: (code: Code) => boolean,
  source: SourceText | null,
): string {
  const paths = log.paths.filter(({ code }) => wanted(code))
  if (paths.length === 0) return ''
  const targets = nameTargets(log)
  return paths.map((path) => printPath(log, path, targets, source)).join('\n')
}

function printPath(
  log: CompilationLog,
  path: CompiledPath,
  targets: Map<number, Target>,
  source: SourceText | null,
): string {
  const { machine } = log
  const [main, ...others] = log.instructionsOf(path).map((list) => describe(machine, list, targets))
  const rows = [...(main ?? []), ...others.flat()]
  const width = (pick: (row: Row) => string) => Math.max(0, ...rows.map((row) => pick(row).length))
  const widths = [width((row) => row.offset), width((row) => row.hex)] as const
  const textWidth = width((row) => (row.comment === '' ? '' : row.text))
  const lines = new SourceLines(path.instruction)
  const line = ({ offset, hex, text, comment }: Row) => {
    const head = `  ${offset.padEnd(widths[0])}  ${hex.padEnd(widths[1])}  `
    const above = source === null ? '' : lines.above(path.code, comment, source)
    return `${above}${head}${comment === '' ? text : `${text.padEnd(textWidth)}  ; ${comment}`}\n`
  }
  const parts = [main ?? [], ...others].map((part) => part.map(line).join(''))
  return printPathHead(log, path) + parts.join('  cold\n')
}

/** Source lines between instructions, each when the ops come to it. */
class SourceLines {
  private shown = 0
  /** A path that begins within an op has no comment about it. */
  private next: number | null

  constructor(first: number) {
    this.next = first
  }

  /** The line of the op that begins where `comment` stands, unless it was shown last. */
  above(code: Code, comment: string, source: SourceText): string {
    let place = this.next === null ? -1 : sourceOffset(code.template, this.next, source)
    this.next = null
    for (const [, instruction] of comment.matchAll(OP_START)) {
      place = Math.max(place, sourceOffset(code.template, Number(instruction), source))
    }
    if (place < 0) return ''
    const { line } = locate(source, place)
    if (line === this.shown) return ''
    this.shown = line
    const text = lineAt(source, place).trim()
    const end = text.length > SHOWN_UNITS ? ' ...' : ''
    return `  ${line} | ${text.slice(0, SHOWN_UNITS)}${end}\n`
  }
}

interface Row {
  readonly offset: string
  readonly hex: string
  readonly text: string
  readonly comment: string
}

function describe(
  machine: Machine,
  list: readonly ListedInstruction[],
  targets: ReadonlyMap<number, Target>,
): Row[] {
  const rows: Row[] = []
  let overwrittenEnd = 0
  for (const instruction of list) {
    const { address } = instruction
    if (address < overwrittenEnd) continue
    const bytes = codeBytes(machine, address, instruction.length)
    const isPatched = bytes[0] === JMP && !instruction.text.startsWith('jmp')
    if (isPatched) overwrittenEnd = address + JMP_BYTES
    const shown = isPatched ? codeBytes(machine, address, JMP_BYTES) : bytes
    const target = jumpTarget(address, shown)
    const named = target === null ? undefined : targets.get(target)
    const mnemonic = isPatched ? 'jmp' : instruction.text.slice(0, instruction.text.indexOf(' '))
    const text =
      target === null
        ? instruction.text
        : `${mnemonic} ${named?.name ?? printOffset(machine, target)}`
    const own = isPatched
      ? `written over: ${instruction.text}`
      : instruction.comment || describeSite(machine, instruction.text)
    const comment = [own, named?.comment ?? ''].filter((part) => part !== '').join('; ')
    const hex = [...shown].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
    rows.push({ offset: printOffset(machine, address), hex, text, comment })
  }
  return rows
}

/** What stands behind the number of a light site or of a call site. */
function describeSite({ lazy }: Machine, text: string): string {
  const light = LIGHT_SITE.exec(text)?.[1]
  if (light !== undefined) return `leaves: ${lazy?.site(Number(light)).kind ?? 'unknown'}`
  return CALL_SITE.test(text) ? 'call site' : ''
}

function codeBytes({ native }: Machine, address: number, length: number): Uint8Array {
  if (native === null) return new Uint8Array(0)
  const at = address - native.memory.base
  return native.memory.bytes.subarray(at, at + length)
}

/** Where a direct jump or call leads, or null for any other instruction. */
function jumpTarget(address: number, bytes: Uint8Array): number | null {
  const [first, second] = bytes
  const isPlain = (first === JMP || first === CALL) && bytes.length === JMP_BYTES
  const isConditional = first === TWO_BYTE && ((second as number) & 0xf0) === 0x80
  if (!isPlain && !isConditional) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  return address + bytes.length + view.getInt32(bytes.length - REL_BYTES, true)
}

function nameTargets(log: CompilationLog): Map<number, Target> {
  const { machine } = log
  const targets = new Map<number, Target>()
  for (const [name, address] of Object.entries(machine.native?.trampoline ?? {})) {
    if (typeof address === 'number') targets.set(address, { name, comment: '' })
  }
  for (const stub of machine.lazy?.stubs() ?? []) {
    const position = printPosition(machine, stub.code, stub.instruction, stub.block)
    targets.set(stub.address, { name: `x${stub.number}`, comment: `stub: ${position}` })
  }
  for (const { number, start, code } of log.paths) {
    targets.set(start, { name: `p${number}`, comment: code.name })
  }
  return targets
}
