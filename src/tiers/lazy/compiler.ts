// The lazy tier: compiles code when it is first reached, and keeps the books about it.
//
// The driver calls `hit` when a stub was reached and resumes at the address it returns, `genericEntry`
// when a procedure is first called, `loopEntry` when threaded code is hot, `invalidateGlobal` when a
// global was assigned. The compilation of one path is in path.ts; here are stubs, uses to patch,
// segments, light sites and entries. Everything is written through the writable alias; the driver
// enters by a serialising instruction afterwards.

import { type Assembler, CC, I, patchRel32, R8, RAX, RSP, writeJump } from '../../asm/index.ts'
import {
  ARGUMENT_REGISTERS,
  CALLEE,
  CONTEXT,
  ENTRY_REGISTERS,
  NONE,
  SCRATCH,
  type State,
} from '../../backend/index.ts'
import { assert, bug } from '../../base/index.ts'
import { hasRegister } from '../../ops/index.ts'
import { type Code, frameBytes, SLOT_DEAD, SLOT_F64, SLOT_WORD } from '../../runtime/index.ts'
import { acceptsDirectly } from './calls.ts'
import { type CodeShape, computeCodeShape, specAt } from './code-shape.ts'
import {
  entryContext,
  framedContext,
  genericSignature,
  type Signature,
  signatureKey,
  signatureOf,
  wordEntryContext,
} from './entries.ts'
import type { LazyMachine } from './machine.ts'
import { PathCompiler } from './path.ts'
import { PathMap } from './path-map.ts'
import { hasRoom, makeReserve, pathBytes } from './room.ts'
import {
  type Branch,
  type CodeRecord,
  type EdgeStub,
  type EntryStub,
  type EntryVersion,
  type LightSite,
  outOfCodeMemory,
  type Place,
  type Segment,
  type Version,
  versionKey,
} from './versions.ts'

/** A jump written over a segment's start. */
const JUMP_BYTES = 5
/** Entries start on a fetch window of their own. */
const ENTRY_ALIGNMENT = 32
const NO_SLOTS = new Uint8Array(0)

export interface LazyStatistics {
  stubHits: number
  /** Blocks compiled: each begins a segment. */
  blocks: number
  versions: number
  entries: number
  invalidated: number
}

export class LazyCompiler {
  readonly machine: LazyMachine
  readonly statistics: LazyStatistics = {
    stubHits: 0,
    blocks: 0,
    versions: 0,
    entries: 0,
    invalidated: 0,
  }
  private readonly sites: (EdgeStub | EntryStub | LightSite)[] = []
  private readonly records = new Map<number, CodeRecord>()
  private readonly shapes = new Map<number, CodeShape>()
  private readonly dependents = new Map<number, Segment[]>()
  /** How often a segment is in `dependents`. */
  private dependentCount = 0
  private readonly path: PathCompiler
  readonly pathMap = new PathMap()
  private lastSegment: Segment | null = null
  private readonly openEnds = new Map<Assembler, Branch>()
  private nextHot = 0
  private readonly onlyReserveLeft: () => boolean
  private readonly knownSlotKinds = new Map<string, Uint8Array>()
  /** Told of each compiled path, for dumps. */
  onCompiled: ((place: Place, start: number, end: number) => void) | null = null

  constructor(machine: LazyMachine) {
    this.machine = machine
    this.path = new PathCompiler(this)
    this.onlyReserveLeft = makeReserve(machine)
  }

  /** Whether `code` is compiled or may be; else it stays where it is, in another tier (room.ts). */
  accepts(code: Code): boolean {
    return this.records.has(code.id) || !this.onlyReserveLeft()
  }

  /** The site with this number, as a light request names it. */
  site(number: number): EdgeStub | EntryStub | LightSite {
    return this.sites[number] ?? bug(`no light site ${number}`)
  }

  shapeOf(code: Code): CodeShape {
    let shape = this.shapes.get(code.id)
    if (shape === undefined) {
      shape = computeCodeShape(code, this.machine.ops.specs)
      this.shapes.set(code.id, shape)
    }
    return shape
  }

  recordOf(code: Code): CodeRecord {
    let record = this.records.get(code.id)
    if (record === undefined) {
      record = {
        versions: new Map(),
        entries: new Map(),
        genericEntry: 0,
        uncheckedEntry: 0,
        genericVersion: null,
        loopEntries: new Map(),
      }
      this.records.set(code.id, record)
    }
    return record
  }

  versionsAt(code: Code, instruction: number, block: number): Version[] {
    const { versions } = this.recordOf(code)
    const key = versionKey(instruction, block)
    let list = versions.get(key)
    if (list === undefined) {
      list = []
      versions.set(key, list)
    }
    return list
  }

  // For dumps: nothing here changes anything.

  /** The versions of `code` that exist, in code order. */
  versionsOf(code: Code): (Place & { readonly address: number })[] {
    const versions = this.records.get(code.id)?.versions
    if (versions === undefined) return []
    const { specs } = this.machine.ops
    return [...code.pcs.keys()].flatMap((instruction) =>
      specAt(code, specs, instruction).body.blocks.flatMap((_, block) =>
        (versions.get(versionKey(instruction, block)) ?? []).map(({ context, address }) => {
          return { code, instruction, block, context, address }
        }),
      ),
    )
  }

  /** All stubs there ever were, with their numbers. */
  stubs(): (Place & { readonly number: number; readonly address: number })[] {
    return this.sites.flatMap((site, number) => {
      if (site.kind === 'edge') {
        return site.place === null ? [] : [{ ...site.place, number, address: site.address }]
      }
      if (site.kind !== 'entry') return []
      const { code, context, stubAddress } = site.entry
      return [{ code, instruction: 0, block: 0, context, number, address: stubAddress }]
    })
  }

  // Stubs.

  newEdgeStub(place: Place, cold: boolean): EdgeStub {
    const stub: EdgeStub = {
      kind: 'edge',
      place,
      cold,
      use: NONE,
      moreUses: null,
      branch: null,
      side: 'plain',
      address: 0,
      target: 0,
    }
    stub.address = this.emitStub(stub)
    return stub
  }

  edgeAddress(stub: EdgeStub): number {
    return stub.address
  }

  addUse(stub: EdgeStub, field: number): void {
    if (stub.use === NONE) stub.use = field
    else if (stub.moreUses === null) stub.moreUses = [field]
    else stub.moreUses.push(field)
  }

  /** Everything that led to the stub goes to its code. */
  private patchUses(stub: EdgeStub): void {
    if (stub.use !== NONE) this.patch(stub.use, stub.target)
    for (const field of stub.moreUses ?? []) this.patch(field, stub.target)
    stub.moreUses = null
  }

  private emitStub(site: EdgeStub | EntryStub): number {
    const { stubs, context, exitLight } = this.machine
    const address = stubs.here
    stubs.mi(I.mov32, CONTEXT, context.lightSite, this.sites.push(site) - 1)
    stubs.jmpTo(exitLight)
    return address
  }

  /** Compiles what stub `number` stands for; the address to go on at. */
  hit(number: number): number {
    const site = this.site(number)
    this.statistics.stubHits++
    if (site.kind === 'edge') return site.target || this.compileEdge(site)
    if (site.kind === 'entry') return site.entry.address || this.compileEntry(site.entry)
    return bug('a light site is not a stub')
  }

  private compileEdge(stub: EdgeStub): number {
    const place = stub.place ?? bug('a stub was compiled twice')
    const { path } = this
    this.checkRoom(place.code)
    stub.place = null
    path.start(place.code, place.instruction, place.block, place.context)
    const settled = path.settledVersion()
    if (settled !== null) {
      stub.target = settled.address
      if (stub.branch !== null) stub.branch.settled = true
      this.patchUses(stub)
      return stub.target
    }
    this.makeFallThrough(stub)
    stub.target = this.compilePath(place)
    this.patchUses(stub)
    writeJump(this.machine.memory.bytes, this.machine.memory.base, stub.address, stub.target)
    return stub.target
  }

  /** Chooses where to emit: if the branch is the last code there, its hit side falls through. */
  private makeFallThrough(stub: EdgeStub): void {
    const { branch } = stub
    const least = pathBytes(this.path.code.registerCount)
    const isOpen = branch !== null && isOpenEnd(branch) && branch.asm.room() >= least
    if (branch !== null) branch.settled = true
    this.path.useRegion(isOpen ? branch.asm : this.pickRegion(stub.cold))
    if (!isOpen) return
    const { asm } = branch
    if (stub.side === 'plain') {
      this.removeUse(stub, branch.jumpAt + 1)
      asm.seek(branch.jumpAt)
      return
    }
    const other = this.otherSide(stub)
    this.removeUse(stub, branch.conditionalAt + 2)
    this.removeUse(other, branch.jumpAt + 1)
    asm.seek(branch.conditionalAt)
    asm.jccTo(branch.cc ^ 1, other.address)
    this.addUse(other, asm.here - 4)
  }

  private pickRegion(cold: boolean): Assembler {
    return cold ? (this.machine.cold[0] as Assembler) : this.pickHot(this.path.code)
  }

  /** A hot cursor that does not stand at an open branch, whose hit side should follow there. */
  private pickHot({ registerCount }: Code): Assembler {
    const { hot } = this.machine
    const isFree = (asm: Assembler) => asm.room() >= pathBytes(registerCount)
    let index = hot.findIndex((asm) => {
      const open = this.openEnds.get(asm)
      return isFree(asm) && (open === undefined || !isOpenEnd(open))
    })
    if (index < 0) {
      const next = hot.findIndex((asm, i) => i > this.nextHot && isFree(asm))
      index = next >= 0 ? next : hot.findIndex(isFree)
    }
    this.nextHot = index
    return hot[index] ?? bug('no room was left behind')
  }

  /** Compiling must not run out of room half-way. */
  private checkRoom({ registerCount }: Code): void {
    if (!hasRoom(this.machine, registerCount, this.dependentCount)) outOfCodeMemory()
  }

  /** A path ended at a branch neither of whose sides is compiled. */
  endsOpen(branch: Branch): void {
    this.openEnds.set(branch.asm, branch)
  }

  private otherSide(stub: EdgeStub): EdgeStub {
    for (let i = this.sites.length - 1; i >= 0; i--) {
      const site = this.sites[i] as (typeof this.sites)[number]
      if (site.kind === 'edge' && site.branch === stub.branch && site !== stub) return site
    }
    return bug('a branch has one side only')
  }

  private removeUse(stub: EdgeStub, field: number): void {
    assert(stub.use === field && stub.moreUses === null, 'a stub does not know its use')
    stub.use = NONE
  }

  /** Compiles from the path compiler's present place on; returns the start. */
  private compilePath(place: Place): number {
    const { path } = this
    this.endSegment(path.emitter.asm)
    const start = path.emitter.asm.here
    path.beginSegment(null, place.context)
    path.run()
    this.pathMap.add(place.code.id, place.instruction, start, path.emitter.asm.here)
    this.onCompiled?.(place, start, path.emitter.asm.here)
    return start
  }

  patch(field: number, target: number): void {
    patchRel32(this.machine.memory.bytes, this.machine.memory.base, field, target)
  }

  // Segments.

  /** A segment starts at the cursor; the one before it keeps room for a jump. */
  beginSegment(asm: Assembler, what: { place: Place; version: Version | null }): Segment {
    this.endSegment(asm)
    const segment: Segment = {
      place: what.place,
      address: asm.here,
      version: what.version,
      globals: [],
      alive: true,
    }
    this.statistics.blocks++
    if (what.version !== null) this.statistics.versions++
    this.lastSegment = segment
    return segment
  }

  /** Pads the last segment so that its start can be overwritten by a jump. */
  endSegment(asm: Assembler): void {
    const last = this.lastSegment
    this.lastSegment = null
    if (last === null) return
    const length = asm.here - last.address
    if (length >= 0 && length < JUMP_BYTES) asm.nops(JUMP_BYTES - length)
  }

  dependOn(segment: Segment, global: number): void {
    if (segment.globals.includes(global)) return
    segment.globals.push(global)
    this.dependentCount++
    const list = this.dependents.get(global)
    if (list === undefined) this.dependents.set(global, [segment])
    else list.push(segment)
    this.machine.watchGlobal(global)
  }

  /** Global `index` was assigned: all code that relied on it is compiled anew when reached. */
  invalidateGlobal(index: number): void {
    const segments = this.dependents.get(index) ?? []
    this.dependents.delete(index)
    this.dependentCount -= segments.length
    for (const segment of segments) if (segment.alive) this.invalidate(segment)
  }

  private invalidate(segment: Segment): void {
    segment.alive = false
    this.statistics.invalidated++
    const { place, version } = segment
    if (version !== null) {
      const list = this.versionsAt(place.code, place.instruction, place.block)
      const at = list.indexOf(version)
      if (at >= 0) list.splice(at, 1)
    }
    const stub = this.newEdgeStub(place, false)
    const { bytes, base } = this.machine.memory
    writeJump(bytes, base, segment.address, stub.address)
    this.addUse(stub, segment.address + 1)
  }

  // Light sites.

  /** At the cold cursor: leaves with the registers as they are, and comes back to `back`. */
  emitLightSite(
    path: PathCompiler,
    kind: LightSite['kind'],
    bytes: number,
    global: number,
    back: number,
  ): void {
    const { cold } = path.emitter
    const { context, exitLight } = this.machine
    const site: LightSite = {
      kind,
      code: path.code,
      wordMask: path.state.wordMask(),
      bytes,
      global,
      framed: path.state.framed,
    }
    cold.mi(I.mov32, CONTEXT, context.lightSite, this.sites.push(site) - 1)
    cold.leaAddress(SCRATCH, cold.here)
    const field = cold.here - 4
    cold.mr(I.mov, CONTEXT, context.resume, SCRATCH)
    cold.jmpTo(exitLight)
    this.patch(field, cold.here)
    cold.longNop(this.addCallSite(path, 0))
    cold.jmpTo(back)
  }

  /** Number of a call site that describes the frame as it is now. */
  addCallSite(path: PathCompiler, k: number): number {
    const { state, code } = path
    const isLive = (value: number) => value !== NONE && (state.references[value] as number) > 0
    return this.machine.addCallSite({
      tier: 'lazy',
      code,
      pc: code.pcs[path.instruction] as number,
      k,
      frameBytes: state.framed ? path.frameBytes : 0,
      slotKinds: state.framed ? this.slotKinds(path) : NO_SLOTS,
      hasProcedure: state.framed && isLive(state.slotValue[path.selfRegister] as number),
    })
  }

  /** What each slot of the frame holds; equal frames share one array. */
  private slotKinds(path: PathCompiler): Uint8Array {
    const { state, code } = path
    let key = ''
    for (let slot = 0; slot < code.registerCount; slot++) {
      const value = state.slotValue[slot] as number
      const isLive = value !== NONE && (state.references[value] as number) > 0
      const kind = isLive ? (state.slotDouble[value] === slot ? SLOT_F64 : SLOT_WORD) : SLOT_DEAD
      key += String.fromCharCode(kind)
    }
    let kinds = this.knownSlotKinds.get(key)
    if (kinds === undefined) {
      kinds = Uint8Array.from(key, (kind) => kind.charCodeAt(0))
      this.knownSlotKinds.set(key, kinds)
    }
    return kinds
  }

  // Entries.

  /** The entry of `code` for arguments like `values`. */
  entryFor(code: Code, state: State, values: readonly number[]): EntryVersion {
    const signature = signatureOf(state, values)
    const { entries } = this.recordOf(code)
    const known = entries.get(signatureKey(signature))
    if (known !== undefined) return known
    if (entries.size >= this.machine.maxVersions) return this.genericVersion(code)
    return this.newEntry(code, signature)
  }

  private genericVersion(code: Code): EntryVersion {
    const record = this.recordOf(code)
    if (record.genericVersion === null) {
      const signature = genericSignature(code.parameterCount)
      record.genericVersion =
        record.entries.get(signatureKey(signature)) ?? this.newEntry(code, signature)
    }
    return record.genericVersion
  }

  private newEntry(code: Code, signature: Signature): EntryVersion {
    const key = signatureKey(signature)
    const context = entryContext(code, signature, this.shapeOf(code).usesSelf)
    const stub: EntryStub = { kind: 'entry', entry: null as unknown as EntryVersion }
    const entry: EntryVersion = {
      code,
      context,
      key,
      address: 0,
      stubAddress: this.emitStub(stub),
      uses: [],
    }
    ;(stub as { entry: EntryVersion }).entry = entry
    this.recordOf(code).entries.set(key, entry)
    this.statistics.entries++
    return entry
  }

  entryAddress(entry: EntryVersion): number {
    return entry.address || entry.stubAddress
  }

  addEntryUse(entry: EntryVersion, field: number): void {
    if (entry.address === 0) entry.uses.push(field)
  }

  private compileEntry(entry: EntryVersion): number {
    const { path } = this
    this.checkRoom(entry.code)
    path.start(entry.code, 0, 0, entry.context)
    path.useRegion(this.pickHot(entry.code))
    path.emitter.asm.align(ENTRY_ALIGNMENT)
    const place = { code: entry.code, instruction: 0, block: 0, context: entry.context }
    this.endSegment(path.emitter.asm)
    const start = path.emitter.asm.here
    path.charge()
    this.compilePath(place)
    entry.address = start
    for (const field of entry.uses) this.patch(field, entry.address)
    entry.uses.length = 0
    return entry.address
  }

  /** The generic entry of `code`: checks the count, then goes on as the entry for any words. */
  genericEntry(code: Code): number {
    const record = this.recordOf(code)
    if (record.genericEntry === 0) this.compileGenericEntry(code, record)
    return record.genericEntry
  }

  /** The same behind the arity check, for calls whose rest list the driver has made. */
  uncheckedEntry(code: Code): number {
    this.genericEntry(code)
    return this.recordOf(code).uncheckedEntry
  }

  private compileGenericEntry(code: Code, record: CodeRecord): void {
    this.checkRoom(code)
    const asm = this.pickHot(code)
    const { arityEntry, restEntry } = this.machine
    this.endSegment(asm)
    asm.align(ENTRY_ALIGNMENT)
    record.genericEntry = asm.here
    if (code.hasRest) asm.jmpTo(restEntry)
    else {
      asm.ri(I.cmp32, R8, code.parameterCount)
      asm.jccTo(CC.NE, arityEntry)
    }
    record.uncheckedEntry = asm.here
    const parameters = code.parameterCount + (code.hasRest ? 1 : 0)
    if (acceptsDirectly(code, parameters)) this.continueAtGeneric(code, asm)
    else this.continueInFrame(code, parameters, asm)
  }

  private continueAtGeneric(code: Code, asm: Assembler): void {
    for (let i = ARGUMENT_REGISTERS.length; i < code.parameterCount; i++) {
      const offset = this.machine.context.argumentArea + 8 * (i - ARGUMENT_REGISTERS.length)
      asm.rm(I.mov, ENTRY_REGISTERS[i] as number, CONTEXT, offset)
    }
    const entry = this.genericVersion(code)
    asm.jmpTo(this.entryAddress(entry))
    this.addEntryUse(entry, asm.here - 4)
  }

  /** Builds the frame with all parameters in slots and compiles from there. */
  private continueInFrame(code: Code, parameters: number, asm: Assembler): void {
    const { path, machine } = this
    const registers = Array.from({ length: parameters }, (_, r) => r)
    const inRegisters = registers.slice(0, ARGUMENT_REGISTERS.length)
    const wordsOf = wordEntryContext(code, inRegisters.length)
    path.start(code, 0, 0, wordsOf)
    path.useRegion(asm)
    path.charge()
    path.pollStack()
    asm.ri(I.sub, RSP, frameBytes(code.registerCount))
    asm.mr(I.mov, RSP, 0, CALLEE)
    for (const r of inRegisters) {
      asm.mr(I.mov, RSP, path.slotOffset(r), ARGUMENT_REGISTERS[r] as number)
    }
    for (const r of registers.slice(inRegisters.length)) {
      asm.rm(I.mov, RAX, CONTEXT, machine.context.argumentArea + 8 * (r - inRegisters.length))
      asm.mr(I.mov, RSP, path.slotOffset(r), RAX)
    }
    const context = framedContext(code, registers, this.shapeOf(code).usesSelf)
    path.start(code, 0, 0, context)
    this.compilePath({ code, instruction: 0, block: 0, context })
  }

  /** Code for a threaded frame that waits in the poll of `instruction`, all registers in slots. */
  loopEntry(code: Code, instruction: number): number {
    const { loopEntries } = this.recordOf(code)
    const known = loopEntries.get(instruction)
    if (known !== undefined) return known
    const { path } = this
    this.checkRoom(code)
    const block = specAt(code, this.machine.ops.specs, instruction).body.resumes[1] as number
    const set = this.machine.liveRegisters(code, instruction, 1)
    const live: number[] = []
    for (let r = 0; r < code.registerCount; r++) if (hasRegister(set, r)) live.push(r)
    const context = framedContext(code, live, this.shapeOf(code).usesSelf)
    path.start(code, instruction, block, context)
    path.useRegion(this.pickHot(code))
    const entry = this.compilePath({ code, instruction, block, context })
    loopEntries.set(instruction, entry)
    return entry
  }
}

const isOpenEnd = (branch: Branch) => !branch.settled && branch.asm.here === branch.end
