// The rooms of DESIGN section 3: who may import whom. One array is the order; docs/architecture.md
// draws it.
//
// A file imports only from rooms before its own, and from another room only its index.ts; some rooms
// see less than all before them. Every offending import is named with its line.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const order = [
  'base',
  'asm',
  'memory',
  'expr',
  'heap',
  'backend',
  'ops',
  'runtime',
  'collector',
  'tiers',
  'vm',
  'lang',
  'tools',
  'cli',
] as const
type Room = (typeof order)[number]

/** Rooms that see only these of the rooms before them. */
const narrower: Partial<Record<Room, readonly Room[]>> = {
  asm: ['base'],
  memory: ['base'],
  backend: ['base', 'asm', 'expr', 'heap'],
  lang: ['base', 'heap', 'expr', 'ops', 'vm'],
}
/** Only this room sees the other. */
const onlySeenBy: Partial<Record<Room, Room>> = { tools: 'cli' }
/** Rooms whose folders are rooms of their own that never see each other. */
const ofSiblings: readonly Room[] = ['tiers', 'lang']
/** Public faces beside a room's index.ts. */
const faces = ['runtime/native/index.ts', 'vm/toolkit.ts']

const sources = resolve(dirname(fileURLToPath(import.meta.url)), '../src')
const importPattern = /^(?:import|export)\s(?:[^'"]*?\sfrom\s+)?['"](\.[^'"]+)['"]/gm

/** The room and, for siblings, the folder: `base`, `tiers/lazy`. */
function unitOf(file: string): string {
  const [room, folder] = file.split('/')
  return ofSiblings.includes(room as Room) ? `${room}/${folder}` : (room as string)
}

/** What is wrong with `file` importing `target`, or null. Both are paths in src/. */
function breach(file: string, target: string): string | null {
  const [from, to] = [file.split('/')[0] as Room, target.split('/')[0] as Room]
  if (!order.includes(from)) return `${from} is not a room`
  if (!order.includes(to)) return `${to} is not a room`
  if (unitOf(file) === unitOf(target)) return null
  if (from === to) return `${unitOf(file)} and ${unitOf(target)} are siblings`
  if (order.indexOf(to) > order.indexOf(from)) return `${to} comes after ${from}`
  if (!(narrower[from]?.includes(to) ?? true)) return `${from} does not see ${to}`
  if ((onlySeenBy[to] ?? from) !== from) return `only ${onlySeenBy[to]} sees ${to}`
  const isFace = target === `${unitOf(target)}/index.ts` || faces.includes(target)
  return isFace ? null : `only the index.ts of ${unitOf(target)} is public`
}

function breachesOf(file: string): string[] {
  const text = readFileSync(join(sources, file), 'utf8')
  return [...text.matchAll(importPattern)].flatMap((match) => {
    const target = relative(sources, resolve(sources, dirname(file), match[1] as string))
    const reason = breach(file, target)
    const line = text.slice(0, match.index).split('\n').length
    return reason === null ? [] : [`src/${file}:${line}: imports ${target}: ${reason}`]
  })
}

test('every import follows the order of the rooms', () => {
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' })
  const breaches = files.filter((file) => file.endsWith('.ts')).flatMap(breachesOf)
  assert.deepEqual(breaches, [])
})

test('the rule sees what it should', () => {
  assert.match(breach('base/text.ts', 'asm/index.ts') as string, /comes after/)
  assert.match(breach('tiers/lazy/a.ts', 'tiers/threaded/index.ts') as string, /siblings/)
  assert.match(breach('vm/machine.ts', 'heap/heap.ts') as string, /public/)
  assert.match(breach('asm/encoder.ts', 'memory/index.ts') as string, /comes after|does not see/)
  assert.equal(breach('vm/machine.ts', 'heap/index.ts'), null)
})
