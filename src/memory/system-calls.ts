// The few Linux system calls behind a native cage, made through koffi.
//
// Addresses are plain numbers: user space ends below 2^47, far inside the safe integers. A call
// that fails throws a SystemCallError naming the call and the errno; the pool turns it into the
// reason why a cage is not native. koffi is loaded only when somebody asks for native mode, and
// without a static import, so portable mode needs neither it nor Node.

type Koffi = typeof import('koffi')

/** Loads a module by name, as Node's `require` does. */
export type Require = (name: string) => unknown

/** Values of <sys/mman.h> on Linux x86-64. */
export const protection = { none: 0, read: 1, readWrite: 3, readExecute: 5 } as const
export const mapFlag = {
  shared: 0x01,
  private: 0x02,
  /** Replace whatever is mapped there. */
  fixed: 0x10,
  anonymous: 0x20,
  /** Commit nothing until it is touched. */
  noReserve: 0x4000,
  /** Fail instead of replacing. Kernels before 4.17 take it as a hint. */
  fixedNoReplace: 0x100000,
} as const
export const advice = {
  /** Drop private pages: the range reads as zero. */
  dontNeed: 4,
  /** Punch a hole into the mapped file: both aliases read as zero. */
  remove: 9,
  /** Touched memory comes in large pages where the system has some. */
  hugePage: 14,
} as const

const executable = protection.readExecute
const NO_FILE = -1
const REMAP_MAY_MOVE = 1
const REMAP_FIXED = 2

/** A system call failed. */
export class SystemCallError extends Error {
  override readonly name = 'SystemCallError'
  /** The errno's name, such as `ENOMEM`. */
  readonly code: string

  constructor(call: string, code: string) {
    super(`${call} failed: ${code}`)
    this.code = code
  }
}

export interface MapRequest {
  readonly address: number
  readonly length: number
  /** One of `protection`. */
  readonly protection: number
  /** Some of `mapFlag`, `anonymous` among them. */
  readonly flags: number
}

export interface AliasRequest {
  /** Where a shared mapping is. */
  readonly address: number
  readonly length: number
  /** Where the same pages are to be seen too. */
  readonly to: number
  readonly protection: number
}

/** A function of the C library, bound. */
export type NativeFunction = (...values: (number | Int32Array | null)[]) => number

/** The calls, typed. Addresses are absolute. */
export interface SystemCalls {
  /** mmap; returns the address the kernel chose. */
  map(request: MapRequest): number
  unmap(address: number, length: number): void
  /** mprotect; `protection` is one of those above. */
  protect(address: number, length: number, protection: number): void
  /** madvise; returns false if the kernel refuses the advice. */
  advise(address: number, length: number, advice: number): boolean
  /** Maps the pages of a shared mapping once more (mremap, then mprotect). */
  alias(request: AliasRequest): void
  /** An ArrayBuffer over [address, address + length). At most 4 GiB: more aborts the process. */
  view(address: number, length: number): ArrayBuffer
  /** The machine code at `address` as a function: 14 ns a call, 5 µs to make. */
  functionAt(address: number): () => void
  /** Any other function of the C library, by its prototype: 15 to 50 µs. */
  bind(prototype: string): NativeFunction
  /** errno after a call that failed. */
  errno(): number
}

/**
 * Node's `require` as seen from this file, or undefined outside Node. With LAZULI_NATIVE=absent in
 * the environment it finds no koffi, as if the package were not installed.
 */
export function nodeRequire(): Require | undefined {
  const process = globalThis.process
  const require = process?.getBuiltinModule?.('node:module')?.createRequire(import.meta.url)
  if (require === undefined) return undefined
  const isAbsent = process.env.LAZULI_NATIVE === 'absent'
  return (name) => {
    if (name !== 'koffi') return require(name)
    if (isAbsent) throw new Error("Cannot find module 'koffi' (LAZULI_NATIVE=absent)")
    return requireKoffi(require)
  }
}

/**
 * The binary in koffi for the platform of native mode. The package would load three modules and read
 * the executable of this process to find it (4 ms); it does where this one is not to be had.
 */
function requireKoffi(require: Require): unknown {
  try {
    return require('@koromix/koffi-linux-x64/linux_x64/koffi.node')
  } catch {
    return require('koffi')
  }
}

/** Loads koffi and binds the calls. Throws if the package or a symbol is missing. */
export function loadSystemCalls(require: Require): SystemCalls {
  const koffi = require('koffi') as Koffi
  const library = koffi.load(null)
  const mmap = library.func(
    'intptr_t mmap(intptr_t address, size_t length, int protection, int flags, int file, long at)',
  )
  const munmap = library.func('int munmap(intptr_t address, size_t length)')
  const madvise = library.func('int madvise(intptr_t address, size_t length, int advice)')
  const mremap = library.func(
    'intptr_t mremap(intptr_t address, size_t oldLength, size_t length, int flags, intptr_t to)',
  )
  const mprotect = library.func('int mprotect(intptr_t address, size_t length, int protection)')
  // No arguments and no result: koffi's fast path. Unnamed, because a name may be used only once.
  const entryType = koffi.proto('void', [])

  function check(call: string, result: number): number {
    if (result !== -1) return result
    const errno = koffi.errno()
    const name = Object.entries(koffi.os.errno).find(([, value]) => value === errno)?.[0]
    throw new SystemCallError(call, name ?? `errno ${errno}`)
  }

  return {
    map({ address, length, protection, flags }) {
      const call = protection === executable ? 'mmap of executable pages' : 'mmap'
      return check(call, mmap(address, length, protection, flags, NO_FILE, 0))
    },
    unmap(address, length) {
      check('munmap', munmap(address, length))
    },
    protect(address, length, protection) {
      check('mprotect', mprotect(address, length, protection))
    },
    advise: (address, length, advice) => madvise(address, length, advice) === 0,
    alias({ address, length, to, protection }) {
      // An old length of 0 leaves the shared mapping where it is and makes another of its pages.
      check('mremap', mremap(address, 0, length, REMAP_MAY_MOVE | REMAP_FIXED, to))
      const call = protection === executable ? 'mprotect of executable pages' : 'mprotect'
      check(call, mprotect(to, length, protection))
    },
    view: (address, length) => koffi.view(BigInt(address), length),
    functionAt: (address) => koffi.decode(BigInt(address), entryType),
    bind: (prototype) => library.func(prototype),
    errno: () => koffi.errno(),
  }
}
