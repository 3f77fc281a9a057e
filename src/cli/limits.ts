// `--limits=ms=50,heap=32m,fuel=100000`: the limits of a run, as text and as exit codes.

import { type RunLimits, stops } from '../vm/index.ts'

/** Name in `--limits`, and what is limited. */
const limitNames = { ms: 'timeMs', heap: 'heapBytes', fuel: 'fuel' } as const

const units = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 } as const

/** The limits that `text` says, or null if it says none. */
export function parseLimits(text: string): RunLimits | null {
  const limits: Partial<Record<keyof RunLimits, number>> = {}
  for (const part of text.split(',')) {
    const [, name = '', digits = '', unit = ''] = /^(ms|heap|fuel)=(\d+)([kmg]?)$/i.exec(part) ?? []
    const field = limitNames[name as keyof typeof limitNames]
    if (field === undefined || (unit !== '' && name !== 'heap')) return null
    const value = Number(digits) * units[unit.toLowerCase() as keyof typeof units]
    if (!Number.isSafeInteger(value) || value === 0) return null
    limits[field] = value
  }
  return limits
}

/** Exit codes of runs that were stopped, as a shell gives them: `timeout`, SIGKILL, SIGINT. */
const stopCodes: Readonly<Record<string, number>> = {
  [stops.time]: 124,
  [stops.fuel]: 124,
  [stops.memory]: 137,
  [stops.interrupted]: 130,
}

/** The exit code for an error of this kind, if it has one of its own. */
export const stopCode = (kind: string): number | undefined => stopCodes[kind]
