// Watches the lazy tier: every compiled path, and which stretches of code memory it filled.
//
// A path is emitted at one cursor (hot, or cold for rarely executed code) and puts its own cold code
// at another. The compiler tells us only of the end of a path, so each cursor's advance since the
// last event is the path's. When a later path takes back the jump that ended an earlier one (its
// code falls through now), the stretches overlap, and the later owner wins.

import type { Assembler, ListedInstruction } from '../asm/index.ts'
import type { Context } from '../backend/index.ts'
import type { Code } from '../runtime/index.ts'
import type { Machine } from '../vm/index.ts'

export interface CompiledPath {
  /** From 1, in the order of compilation. */
  readonly number: number
  readonly code: Code
  readonly instruction: number
  readonly block: number
  readonly context: Context
  readonly start: number
  /** Where the cursor stood afterwards. */
  readonly end: number
}

/** A stretch of code that one path emitted. */
export interface Stretch {
  readonly path: CompiledPath
  readonly start: number
  end: number
}

/** One emission cursor with what was emitted there, by address. */
interface Region {
  readonly asm: Assembler
  last: number
  readonly stretches: Stretch[]
}

export class CompilationLog {
  readonly machine: Machine
  readonly paths: CompiledPath[] = []
  private readonly regions: Region[]

  /** Starts watching; `listing` also records every instruction. */
  constructor(machine: Machine, listing: boolean) {
    this.machine = machine
    const { native, lazy } = machine
    const assemblers = native === null ? [] : [...native.hot, ...native.cold]
    this.regions = assemblers.map((asm) => ({ asm, last: asm.here, stretches: [] }))
    if (listing) for (const asm of assemblers) asm.startListing()
    if (lazy === null) return
    const earlier = lazy.onCompiled
    lazy.onCompiled = (place, start, end) => {
      earlier?.(place, start, end)
      const { code, instruction, block, context } = place
      const number = this.paths.length + 1
      const path = { number, code, instruction, block, context, start, end }
      this.paths.push(path)
      for (const region of this.regions) advance(region, path)
      this.onPath?.(path)
    }
  }

  /** Told of each path when its stretches are known. */
  onPath: ((path: CompiledPath) => void) | null = null

  /** Where code of paths stands now, all of it or that of one path, by region and address. */
  stretches(of: CompiledPath | null = null): readonly Stretch[] {
    return this.regions.flatMap(({ stretches }) =>
      stretches.filter(({ path, start, end }) => start < end && (of === null || path === of)),
    )
  }

  /** Where the main code of `path` ends now: a later path may have taken its last jump back. */
  endOf(path: CompiledPath): number {
    const own = this.regions
      .flatMap(({ stretches }) => stretches)
      .find((each) => each.path === path && each.start <= path.start && path.start < each.end)
    return own?.end ?? path.start
  }

  /** What `path` emitted and nothing has replaced, one list a region, main code first. */
  instructionsOf(path: CompiledPath): readonly (readonly ListedInstruction[])[] {
    const lists = this.regions.map(({ asm, stretches }) => {
      const own = stretches.filter((stretch) => stretch.path === path)
      if (own.length === 0) return []
      const isOwn = ({ address }: ListedInstruction) =>
        own.some(({ start, end }) => address >= start && address < end)
      return standingInstructions(asm.listing?.instructions ?? []).filter(isOwn)
    })
    const isMain = (list: readonly ListedInstruction[]) =>
      list.some(({ address }) => address >= path.start && address < path.end)
    const filled = lists.filter((list) => list.length > 0)
    return [...filled.filter(isMain), ...filled.filter((list) => !isMain(list))]
  }
}

function advance(region: Region, path: CompiledPath): void {
  const { asm, stretches } = region
  const { here } = asm
  const isMain = path.start >= asm.base && path.end === here
  const start = isMain ? Math.min(path.start, region.last) : region.last
  region.last = here
  if (start >= here) return
  while ((stretches.at(-1)?.start ?? -1) >= start) stretches.pop()
  const before = stretches.at(-1)
  if (before !== undefined) before.end = Math.min(before.end, start)
  stretches.push({ path, start, end: here })
}

/** Without those that were written over when the cursor went back. */
function standingInstructions(all: readonly ListedInstruction[]): ListedInstruction[] {
  const standing: ListedInstruction[] = []
  for (const instruction of all) {
    while ((standing.at(-1)?.address ?? -1) >= instruction.address) standing.pop()
    standing.push(instruction)
  }
  return standing
}
