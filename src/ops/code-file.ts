// Code files: a code template, and all it contains, as bytes.
//
//   7f 4c 5a 42        magic
//   version            one byte
//   flags              one byte: 1 source texts are there, 2 a checksum is
//   fingerprint        32 bits: of the op set and the runtime procedures that the code was made for
//   length             32 bits: of all that follows the header
//   checksum           32 bits, if the flag says so
//   texts              each once; names and constants refer to them by index
//   sources            name, with or without its text: the starts of its lines and the included parts
//   site lists         inline sites; templates refer to them
//   constants          a tag and what it says; pairs and vectors refer to constants by index, so that a
//                      constant may be shared and contain itself
//   templates          a template comes behind all those in its constants; the last one is the program
//
// Numbers are as in bytes.ts. Nothing is recursive, so nesting has no limit but the file's length.
// What is written is decided by the template alone: to read and to write again gives the same bytes.

import type { Constant } from './code-template.ts'
import type { OpFlows } from './op-flow.ts'
import type { OpSet } from './op-set.ts'
import { type TrustFacts, trustFacts } from './trust-facts.ts'

export const MAGIC = Uint8Array.of(0x7f, 0x4c, 0x5a, 0x42)
export const FORMAT_VERSION = 1
export const FLAG = { sourceTexts: 1, checksum: 2 } as const

/** By kind of constant. */
export const constantTags: Readonly<Record<Constant['kind'], number>> = {
  fixnum: 0,
  flonum: 1,
  bignum: 2,
  ratnum: 3,
  immediate: 4,
  string: 5,
  symbol: 6,
  pair: 7,
  vector: 8,
  bytes: 9,
  code: 10,
  procedure: 11,
  complex: 12,
}

/** What code of a file may do in a language, besides ops: the verifier asks. */
export interface CodePolicy {
  /** The procedures of `runtime-call`, by index. */
  readonly runtimeProcedures: readonly {
    readonly name: string
    readonly argumentCount: number
  }[]
  /** Whether code of a file may call the runtime procedure `name`. */
  mayCall(name: string): boolean
  /** Whether it may name global `name`, and whether it may assign or define it. */
  mayRead(name: string): boolean
  mayAssign(name: string): boolean
}

/** All that a reader and a writer must know. */
export interface CodeFormat {
  readonly ops: OpSet
  readonly flows: readonly OpFlows[]
  readonly policy: CodePolicy
  /** By op. */
  readonly trust: readonly TrustFacts[]
  /** Of ops and policy: files with another one were made for other ops. */
  readonly fingerprint: number
}

export function makeCodeFormat(
  ops: OpSet,
  flows: readonly OpFlows[],
  policy: CodePolicy,
): CodeFormat {
  return { ops, flows, policy, trust: trustFacts(ops), fingerprint: fingerprintOf(ops, policy) }
}

/** FNV-1a over bytes. */
export function checksumOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 0
}

/** A number that code for other ops, or for other runtime procedures, does not share. */
function fingerprintOf(ops: OpSet, policy: CodePolicy): number {
  const specs = ops.specs.map(
    ({ name, operands }) => `${name} ${operands.map(({ kind }) => kind).join(' ')}`,
  )
  const rows = policy.runtimeProcedures.map((row) => `${row.name} ${row.argumentCount}`)
  return checksumOf(new TextEncoder().encode([...specs, '', ...rows].join('\n')))
}

/** Whether `bytes` begin as a code file does. */
export const isCodeFile = (bytes: Uint8Array): boolean =>
  MAGIC.every((byte, i) => bytes[i] === byte)
