// Seeded randomness for the fuzzers, and the `--name=number` options of their commands.
//
// The generator is mulberry32: 32 bits of state, the same sequence everywhere.

import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'

export class Random {
  private state: number

  constructor(seed: number) {
    this.state = seed | 0
  }

  /** An integer from 0 to `limit` - 1. */
  below(limit: number): number {
    return Math.floor((this.bits() / 2 ** 32) * limit)
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T
  }

  chance(probability: number): boolean {
    return this.bits() < probability * 2 ** 32
  }

  int32(): number {
    return this.bits() | 0
  }

  private bits(): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
}

/** Whether the module at `url` is the program that was started. */
export function isMain(url: string): boolean {
  return process.argv[1] !== undefined && pathToFileURL(process.argv[1]).href === url
}

/** The numbers given as `--name=value` or `--name value`, else the defaults. */
export function commandNumbers<Name extends string>(
  defaults: Readonly<Record<Name, number>>,
): Record<Name, number> {
  const names = Object.keys(defaults) as Name[]
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]))
  const { values } = parseArgs({ options })
  const numbers = names.map((name) => [name, Number(values[name] ?? defaults[name])])
  return Object.fromEntries(numbers) as Record<Name, number>
}
