// The GDB JIT interface: guest frames by name in `gdb -p PID` and `gdb --args node ...`.
//
// GDB stops at a function `__jit_debug_register_code` of the process and reads from a descriptor which
// symbol files lie in memory. Node exports no such function, so we load a library of our own that does
// (elf.ts writes it); its data has room for the symbol files. Each compiled path is announced as it
// appears, so a program that compiles much runs slowly under GDB.
//
//   descriptor   version u32, action u32, relevant entry u64, first entry u64
//   entry        next u64, previous u64, address of the file u64, its size u64

import { rmSync, writeFileSync } from 'node:fs'
import type { ListedInstruction } from '../asm/index.ts'
import { type DebugLibrary, openDebugLibrary } from '../memory/index.ts'
import { frameBytes } from '../runtime/index.ts'
import type { CodeMap, NamedCode } from './code-map.ts'
import type { CompiledPath } from './compilation-log.ts'
import { DESCRIPTOR_FUNCTION, debugLibrary, symbolFile } from './elf.ts'
import { type FrameStretch, frameRows, stackChange } from './frame-rows.ts'

const ARENA_BYTES = 64 * 1024 * 1024
const DESCRIPTOR_BYTES = 24
const ENTRY_BYTES = 32
const REGISTER = 1

export class GdbInterface {
  private readonly code: CodeMap
  private readonly path = `/tmp/lazuli-gdb-${process.pid}.so`
  private readonly library: DebugLibrary
  private used = 32
  private first = 0
  private fixedEnd = 0

  /** Loads the library and announces the code that exists. */
  constructor(code: CodeMap) {
    this.code = code
    writeFileSync(this.path, debugLibrary(ARENA_BYTES))
    this.library = openDebugLibrary({
      path: this.path,
      register: '__jit_debug_register_code',
      descriptor: DESCRIPTOR_FUNCTION,
      sizeBytes: DESCRIPTOR_BYTES + ARENA_BYTES,
    })
    code.log.onPath = (path) => {
      this.announceFixed()
      this.announce(this.settledCode(path), this.framesOf(path))
    }
    this.announceFixed()
  }

  /** GDB reads the library's file while the process runs. */
  finish(): void {
    rmSync(this.path, { force: true })
  }

  private announceFixed(): void {
    const { fixedEnd } = this.code
    if (fixedEnd === this.fixedEnd) return
    const rows = this.code.fixedCode().filter(({ end }) => end > this.fixedEnd)
    this.fixedEnd = fixedEnd
    const outermost = rows.filter(({ name }) => /^lazuli:(enter|exit|halt|underflow)/.test(name))
    this.announce(
      rows,
      frameRows(
        [],
        outermost.map((row) => this.place(row)),
      ),
    )
  }

  private place({ start, end }: { readonly start: number; readonly end: number }) {
    return { address: this.code.base + start, sizeBytes: end - start }
  }

  /** Without the jumps to stubs that end `path`: a later path may replace them, and names must not overlap. */
  private settledCode(path: CompiledPath): NamedCode[] {
    const last = this.code.log.instructionsOf(path)[0]?.slice(-2) ?? []
    const endsOpen = last.at(-1)?.text.startsWith('jmp ') === true && this.leadsToStub(last.at(-1))
    const jumps = endsOpen ? last.filter((each) => this.leadsToStub(each)) : []
    const openBytes = jumps.reduce((sum, { length }) => sum + length, 0)
    return this.code
      .compiledCode(path)
      .map((row) => (row.end === path.end ? { ...row, end: row.end - openBytes } : row))
      .filter(({ start, end }) => start < end)
  }

  private leadsToStub(jump: ListedInstruction | undefined): boolean {
    const stubs = this.code.machine.native?.stubs
    const target = Number(/^j\w+ (\w+)$/.exec(jump?.text ?? '')?.[1])
    return stubs !== undefined && target >= stubs.base && target < stubs.here
  }

  private framesOf(path: CompiledPath): Uint8Array {
    const { log } = this.code
    const lists = log.instructionsOf(path)
    const built = frameBytes(path.code.registerCount)
    const builds = path.context.framed || lists.flat().some(({ text }) => stackChange(text) > 0)
    const stretches = log.stretches(path).map((stretch): FrameStretch => {
      const isMain = path.start >= stretch.start && path.start < stretch.end
      const start = isMain ? path.start : stretch.start
      const inside = lists.flat().filter(({ address }) => address >= start && address < stretch.end)
      const framed = isMain ? path.context.framed : builds
      return {
        ...this.place({ start, end: stretch.end }),
        instructions: isMain ? inside : [],
        startBytes: framed ? built : 0,
      }
    })
    return frameRows(stretches, [])
  }

  /** Puts a symbol file in the arena, at the head of the list, and calls GDB. */
  private announce(rows: readonly NamedCode[], frames: Uint8Array): void {
    const symbols = rows.map((row) => ({ name: row.name, ...this.place(row) }))
    if (symbols.length === 0) return
    const file = symbolFile(symbols, frames)
    const { address, view } = this.library
    const entry = this.used
    const fileAt = entry + ENTRY_BYTES
    if (fileAt + file.length > view.byteLength) return
    this.used = Math.ceil((fileAt + file.length) / 16) * 16
    new Uint8Array(view.buffer, view.byteOffset + fileAt, file.length).set(file)
    const put = (at: number, value: number) => view.setBigUint64(at, BigInt(value), true)
    put(entry, this.first)
    put(entry + 16, address + fileAt)
    put(entry + 24, file.length)
    if (this.first !== 0) put(this.first - address + 8, address + entry)
    this.first = address + entry
    view.setUint32(4, REGISTER, true)
    put(8, this.first)
    put(16, this.first)
    this.library.register()
  }
}
