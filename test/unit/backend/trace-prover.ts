// Proves what a path emits, step by step: code is run on symbols and compared with the state's claims.
//
// A tile is one atom: it must find its operands where it was told they are, destroys whatever its
// instructions write, and leaves the node's result in its result register. All other code moves values
// (symbolic-machine.ts). After a step every place claimed for a name must hold the name's term.

import assert from 'node:assert/strict'
import { type Assembler, RSP } from '../../../src/asm/index.ts'
import { CONSTANT, NONE, SCRATCH, type Tile, tiles } from '../../../src/backend/index.ts'
import type { PathCompiler } from '../../../src/tiers/lazy/path.ts'
import { doubleTerm, type SymbolicMachine, UNKNOWN } from './symbolic-machine.ts'

/** A tile as it was emitted: the code's place and the numbers it got. */
interface TileEvent {
  readonly tile: Tile
  readonly start: number
  readonly end: number
  readonly d: number
  readonly operands: readonly number[]
}

export class TraceProver {
  private readonly path: PathCompiler
  private readonly asm: Assembler
  private readonly machine: SymbolicMachine
  private readonly events: TileEvent[] = []
  /** Start of the code that has not been run on symbols yet. */
  private pending: number
  private argTerms: readonly string[] = []
  private resultTerm = ''
  private mayCollect = true
  /** By displacement of a slot: the register with the same, when the step began. */
  private readonly inGpr = new Map<number, number>()
  private readonly inXmm = new Map<number, number>()

  constructor(path: PathCompiler, asm: Assembler, machine: SymbolicMachine) {
    this.path = path
    this.asm = asm
    this.machine = machine
    this.pending = asm.base
    machine.onLoad = (base, disp) => this.checkLoad(base, disp)
    for (const tile of tiles) this.watch(tile)
  }

  /** Makes `tile` report where its code stands. */
  private watch(tile: Tile): void {
    const { code } = tile
    const watched: Tile['code'] = (asm, d, x, y, z, a) => {
      const start = asm.here
      const result = code(asm, d, x, y, z, a)
      this.events.push({ tile, start, end: asm.here, d, operands: [x, y, z] })
      return result
    }
    Object.assign(tile, { code: watched })
  }

  /** Nothing is known and nothing emitted. */
  reset(): void {
    this.machine.reset()
    this.pending = this.asm.base
    this.events.length = 0
    this.mayCollect = true
  }

  /** The terms of the operands of the next tile, and of its result. */
  expect(argTerms: readonly string[], resultTerm: string): void {
    this.argTerms = argTerms
    this.resultTerm = resultTerm
  }

  /** Notes what is in slots and registers both: that is not to be loaded. */
  startStep(): void {
    const { state } = this.path
    this.allowReloads()
    for (let slot = 0; slot < this.path.code.registerCount; slot++) {
      const value = state.slotValue[slot] as number
      if (value === NONE) continue
      const isWord = state.slot[value] === slot
      const register = (isWord ? state.gpr[value] : state.xmm[value]) as number
      const where = isWord ? this.inGpr : this.inXmm
      if (register !== NONE) where.set(this.path.slotOffset(slot), register)
    }
  }

  /** Runs on symbols what was emitted since the last time. */
  run(): void {
    const { asm, machine, events } = this
    for (const event of events) {
      machine.run(this.codeBetween(this.pending, event.start), false)
      this.checkOperands(event)
      machine.run(this.codeBetween(event.start, event.end), true)
      const { tile, d } = event
      if (tile.result === 'r') machine.gprs[d] = `w:${this.resultTerm}`
      if (tile.result === 'x') machine.xmms[d] = `d:${this.resultTerm}`
      this.pending = event.end
    }
    events.length = 0
    machine.run(this.codeBetween(this.pending, asm.here), false)
    this.pending = asm.here
  }

  private codeBetween(start: number, end: number): Uint8Array {
    return this.asm.bytes.subarray(start - this.asm.base, end - this.asm.base)
  }

  /** The operands of a tile are where it was told they are. */
  private checkOperands({ tile, d, operands }: TileEvent): void {
    const { machine } = this
    let next = 0
    tile.forms.forEach((form, i) => {
      const term = this.argTerms[i] as string
      const given = operands[next++] as number
      const where = i === 0 && tile.into ? d : given
      const base = form === 'd' ? (operands[next++] as number) : RSP
      const [content, expected] =
        form === 'r'
          ? [machine.gprs[where], `w:${term}`]
          : form === 'x'
            ? [machine.xmms[where], `d:${term}`]
            : form === 'i'
              ? [`#${given}`, term]
              : [machine.memoryAt(base, given), `${form === 'm' ? 'w' : 'd'}:${term}`]
      assert.equal(content, expected, `operand ${i} of ${tile.node} (${tile.text})`)
    })
  }

  /** Every place that the state claims for a name holds the name's term. */
  check(registerTerms: readonly string[], bodyTerms: readonly string[]): void {
    const { state } = this.path
    registerTerms.forEach((term, r) => {
      this.checkName(`r${r}`, state.registerValue[r] as number, term)
    })
    bodyTerms.forEach((term, id) => {
      this.checkName(`v${id}`, state.bodyValue[id] ?? NONE, term)
    })
  }

  private checkName(name: string, value: number, term: string): void {
    const { machine, path } = this
    const { state } = path
    assert.equal(value === NONE, term === '', `${name} is ${term === '' ? 'not dead' : 'lost'}`)
    if (value === NONE) return
    const gpr = state.gpr[value] as number
    const xmm = state.xmm[value] as number
    const slot = state.slot[value] as number
    const slotDouble = state.slotDouble[value] as number
    const holds = (place: string, content: string | undefined, expected: string) =>
      assert.equal(content, expected, `${name} in ${place}`)
    if (gpr !== NONE) holds(`general register ${gpr}`, machine.gprs[gpr], `w:${term}`)
    if (xmm !== NONE) holds(`vector register ${xmm}`, machine.xmms[xmm], `d:${term}`)
    if (slot !== NONE) {
      holds(`slot ${slot}`, machine.memoryAt(RSP, path.slotOffset(slot)), `w:${term}`)
    }
    if (slotDouble !== NONE) {
      holds(`slot ${slotDouble}`, machine.memoryAt(RSP, path.slotOffset(slotDouble)), `d:${term}`)
    }
    if (gpr !== NONE) assert.equal(state.gprOwner[gpr], value, `owner of the register of ${name}`)
    if (xmm !== NONE) assert.equal(state.xmmOwner[xmm], value, `owner of the register of ${name}`)
    if (state.constant[value] === CONSTANT.immediate) {
      holds('a constant', `#${state.constantImm[value]}`, term)
    }
    if (state.isDouble[value] === 1) {
      holds('a constant', doubleTerm(state.constantDouble[value] as number), term)
    }
    assert.ok(state.hasWord(value) || state.hasDouble(value), `${name} is nowhere`)
  }

  /** A load from a slot finds something, and not what a register still holds. */
  private checkLoad(base: number, disp: number): void {
    if (base !== RSP) return
    const content = this.machine.memoryAt(base, disp)
    assert.notEqual(content, UNKNOWN, `load from [rsp+${disp}], which holds nothing`)
    const inGpr = this.inGpr.get(disp) ?? NONE
    const inXmm = this.inXmm.get(disp) ?? NONE
    const isReload = this.machine.gprs[inGpr] === content || this.machine.xmms[inXmm] === content
    assert.ok(!isReload, `reload from [rsp+${disp}] of what is in a register`)
  }

  /** In this step a box may free a register whose value is saved and wanted again. */
  allowReloads(): void {
    this.inGpr.clear()
    this.inXmm.clear()
  }

  /** Runs `store`, which must not allocate: what it has stored is no root yet. */
  withoutCollection(store: () => void): void {
    this.mayCollect = false
    store()
    this.mayCollect = true
  }

  /** Leaving for a collection: the registers that count as words hold words. */
  lightSite(kind: string): void {
    if (kind !== 'collect') return
    assert.ok(this.mayCollect, 'a collection while stored arguments are no roots')
    const mask = this.path.state.wordMask()
    for (let r = 0; r < 16; r++) {
      const value = this.path.state.gprOwner[r] as number
      if (r === SCRATCH || value === NONE) continue
      assert.equal(
        (mask >> r) & 1,
        this.path.state.raw[value] === 1 ? 0 : 1,
        `root in register ${r}`,
      )
    }
  }
}
