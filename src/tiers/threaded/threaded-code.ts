// All code of the threaded tier: handlers and entries, each emitted when it is first asked for.
//
// A form has one handler, or a handler for each small frame size if it leaves the frame, for each
// small number of arguments if it calls: what the handler would else read on every run is then in
// its code. The linker knows both (a procedure's registers, an operand) and asks for the right one.
// Which handler a unit names never changes what the op means: `opcodes` leads from all of them back
// to the op.

import type { Assembler } from '../../asm/index.ts'
import type { Terminator } from '../../expr/index.ts'
import type { OpForm } from '../../ops/index.ts'
import { emitThreadedEntry } from './entry.ts'
import { HandlerCompiler } from './handler.ts'
import type { ThreadedMachine } from './machine.ts'

/** Handler addresses, less the first one's, divided by this name opcodes. */
const HANDLER_ALIGNMENT = 16
/** Larger frames, and more arguments, share a handler that reads how many there are. */
const MAX_KNOWN_REGISTERS = 30
const MAX_KNOWN_ARGUMENTS = 4
/** Entries exist for up to 4 parameters; this one takes more. */
const MANY_PARAMETERS = 5

interface Traits {
  /** The op may leave its frame. */
  readonly leaves: boolean
  readonly calls: boolean
}

export class ThreadedCode {
  readonly handlerBase: number
  /** Opcode by (handler - handlerBase) >> 4. */
  readonly opcodes: Uint16Array
  private readonly asm: Assembler
  private readonly compiler: HandlerCompiler
  private readonly machine: ThreadedMachine
  /** Address by opcode and what else the handler is made for. */
  private readonly handlers = new Map<number, number>()
  private readonly entries = new Map<number, number>()
  private readonly traits = new Map<number, Traits>()

  /** `regions` as for HandlerCompiler; handlers begin at the cursor of the first. */
  constructor(regions: readonly Assembler[], machine: ThreadedMachine) {
    this.asm = regions[0] as Assembler
    this.machine = machine
    this.compiler = new HandlerCompiler(regions, machine)
    this.handlerBase = this.asm.align(HANDLER_ALIGNMENT)
    this.opcodes = new Uint16Array(Math.ceil(this.asm.room() / HANDLER_ALIGNMENT))
  }

  /**
   * Address of the handler of `form` in code with `registers` of them; `count` is the value of the
   * operand that says how many arguments a call has (-1: there is none).
   */
  handlerOf(form: OpForm, registers: number, count: number): number {
    const traits = this.traitsOf(form)
    const isFrameKnown = traits.leaves && registers <= MAX_KNOWN_REGISTERS
    const isCountKnown = traits.calls && count <= MAX_KNOWN_ARGUMENTS
    const shape = {
      registers: isFrameKnown ? registers : null,
      count: isCountKnown ? count : null,
    }
    const key =
      (form.opcode << 8) | (((shape.registers ?? -1) + 1) << 3) | ((shape.count ?? -1) + 1)
    const known = this.handlers.get(key)
    if (known !== undefined) return known
    const at = this.asm.align(HANDLER_ALIGNMENT)
    this.handlers.set(key, at)
    this.opcodes[(at - this.handlerBase) / HANDLER_ALIGNMENT] = form.opcode
    this.compiler.compile(form, shape)
    return at
  }

  /** Address of the entry of code with so many parameters (a rest list counts) and registers. */
  entryOf(parameters: number, registers: number, isGeneric: boolean): number {
    const shape = {
      parameters: Math.min(parameters, MANY_PARAMETERS),
      registers: registers <= MAX_KNOWN_REGISTERS ? registers : null,
      isGeneric,
    }
    const key = (((shape.registers ?? -1) + 1) << 4) | (shape.parameters << 1) | (isGeneric ? 1 : 0)
    const known = this.entries.get(key)
    if (known !== undefined) return known
    this.asm.align(HANDLER_ALIGNMENT)
    const at = emitThreadedEntry(this.asm, this.machine, shape)
    this.entries.set(key, at)
    return at
  }

  /** Where each handler and entry begins, with its opcode or, for an entry, null. */
  *starts(): Iterable<{ readonly at: number; readonly opcode: number | null }> {
    for (const [key, at] of this.handlers) yield { at, opcode: key >>> 8 }
    for (const at of this.entries.values()) yield { at, opcode: null }
  }

  private traitsOf(form: OpForm): Traits {
    const known = this.traits.get(form.opcode)
    if (known !== undefined) return known
    const ends = form.spec.body.blocks.map((block) => block.end.kind)
    const any = (...kinds: readonly Terminator['kind'][]) => ends.some((end) => kinds.includes(end))
    const traits = { leaves: any('return', 'tailcall'), calls: any('call', 'tailcall') }
    this.traits.set(form.opcode, traits)
    return traits
  }
}
