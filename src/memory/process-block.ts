// The process block: what all threads of the process share about its native cages.
//
// Signal handlers belong to the process and a worker thread has its own copy of every module, so the
// handlers find cages through memory at an address that all threads know. The first thread to map it
// fills it in and says so in `ready`; the others find it taken and wait for that. It stays for ever,
// like the cages.
//
//   address          words (blockWords) | one row a cage (cageRow), by number      rw-
//   + dataBytes      machine code: fault handler, interrupt handler, poker          r-x
//
// The number of a cage is its base address in steps of 8 GiB. Its context block is at a fixed offset.

import { assert } from '../base/index.ts'
import { addressStep, firstAddress, lastAddress } from './native-mapping.ts'
import { mapFlag, protection, SystemCallError, type SystemCalls } from './system-calls.ts'

/** Byte offsets of the block's words; 16 bytes each, so that most hold two numbers. */
export const blockWords = {
  /** The layout's version, once everything is in place. */
  ready: 0,
  /** One more than the highest number of a cage that was entered here. */
  cageEnd: 16,
  /** Cages that want to be poked; the poker sleeps while it is 0. */
  pokeCount: 32,
  /** 1: the poker runs. */
  poker: 48,
  /** Ctrl-C, and how often nobody has answered it yet. */
  interrupts: 64,
  /** Addresses of the machine code, for the threads that come later: its three entries. */
  faultHandler: 80,
  interruptHandler: 96,
  pokerEntry: 112,
  /** Actions that the handlers replaced, by signal number, 16 bytes each. */
  replaced: 1024,
  cages: 4096,
} as const

/** Bytes of a cage's row, and the byte offsets of its int32 fields. */
export const CAGE_ROW_BYTES = 16
export const cageRow = {
  /** 1: code of this cage may run. */
  live: 0,
  /** 1: its limit is to be poisoned again and again. */
  poke: 4,
  /** Pokes that nobody has noticed. */
  misses: 8,
} as const

export const MAX_CAGES = Math.floor((lastAddress - firstAddress) / addressStep) + 1
export const FIRST_CAGE = firstAddress / addressStep

const VERSION = 0x4c5a0001
const pageBytes = 4096
const dataBytes = Math.ceil((blockWords.cages + MAX_CAGES * CAGE_ROW_BYTES) / pageBytes) * pageBytes
const codeBytes = pageBytes
/** Tried in this order; a block of another version of ours makes the next one ours. */
const places = [0x0ffe_0000_0000, 0x0ffd_0000_0000, 0x0ffc_0000_0000]
const READY_TIMEOUT_MS = 1000

/** Where the machine code of the block starts, by handler: offsets from its first byte. */
export interface BlockCode {
  readonly bytes: Uint8Array
  readonly faultHandler: number
  readonly interruptHandler: number
  readonly pokerEntry: number
}

/** The block as one thread sees it. */
export class ProcessBlock {
  readonly address: number
  readonly i32: Int32Array

  constructor(address: number, i32: Int32Array) {
    this.address = address
    this.i32 = i32
  }

  /** Address of one of the block's handlers. */
  handler(name: 'faultHandler' | 'interruptHandler' | 'pokerEntry'): number {
    return this.address + (this.i32[blockWords[name] / 4] as number)
  }

  /** Where a handler finds what `signal` did before. */
  setReplaced(signal: number, handler: number): void {
    const slot = (blockWords.replaced + 16 * signal) / 4
    this.i32[slot] = handler | 0
    this.i32[slot + 1] = Math.floor(handler / 2 ** 32)
  }

  /** Index of a field of cage `number`. */
  cageSlot(number: number, field: keyof typeof cageRow): number {
    assert(number >= 0 && number < MAX_CAGES, `no cage ${number}`)
    return (blockWords.cages + number * CAGE_ROW_BYTES + cageRow[field]) / 4
  }
}

/**
 * The block of this process. Whoever comes first fills it: `emit` makes its code for the address of
 * the block and of the code, and `install` runs before anybody else sees it.
 */
export function openProcessBlock(
  calls: SystemCalls,
  emit: (block: number, code: number) => BlockCode,
  install: (block: ProcessBlock) => void,
): ProcessBlock {
  for (const address of places) {
    const isFirst = mapBlock(calls, address)
    const memory = calls.view(address, dataBytes + codeBytes)
    const block = new ProcessBlock(address, new Int32Array(memory, 0, dataBytes / 4))
    if (isFirst) {
      fill(calls, block, memory, emit)
      install(block)
      Atomics.store(block.i32, blockWords.ready / 4, VERSION)
      return block
    }
    if (waitUntilReady(block) === VERSION) return block
  }
  throw new Error('no place for the process block')
}

/** Maps the block; false if another thread has done so. */
function mapBlock(calls: SystemCalls, address: number): boolean {
  const flags = mapFlag.private | mapFlag.anonymous | mapFlag.noReserve | mapFlag.fixedNoReplace
  const length = dataBytes + codeBytes
  try {
    const got = calls.map({ address, length, protection: protection.readWrite, flags })
    if (got === address) return true
    calls.unmap(got, length) // an old kernel took the address as a hint
  } catch (error) {
    if (!(error instanceof SystemCallError && error.code === 'EEXIST')) throw error
  }
  return false
}

function fill(
  calls: SystemCalls,
  block: ProcessBlock,
  memory: ArrayBuffer,
  emit: (block: number, code: number) => BlockCode,
): void {
  const start = block.address + dataBytes
  const code = emit(block.address, start)
  assert(code.bytes.length <= codeBytes, 'the handlers are larger than their page')
  new Uint8Array(memory).set(code.bytes, dataBytes)
  calls.protect(start, codeBytes, protection.readExecute)
  for (const name of ['faultHandler', 'interruptHandler', 'pokerEntry'] as const) {
    block.i32[blockWords[name] / 4] = dataBytes + code[name]
  }
}

/** The version of a block that another thread is filling or has filled. */
function waitUntilReady(block: ProcessBlock): number {
  const deadline = performance.now() + READY_TIMEOUT_MS
  for (;;) {
    const version = Atomics.load(block.i32, blockWords.ready / 4)
    if (version !== 0 || performance.now() > deadline) return version
  }
}
