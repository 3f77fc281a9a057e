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
} as const

const closeOnExec = 1
const noExecuteSeal = 8
const errnoInvalid = 22

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
  /** Some of `mapFlag`. */
  readonly flags: number
  /** A memory file to map from its start; anonymous memory without it. */
  readonly file?: number
}

/** The calls, typed. Addresses are absolute. */
export interface SystemCalls {
  /** mmap; returns the address the kernel chose. */
  map(request: MapRequest): number
  unmap(address: number, length: number): void
  /** madvise; returns false if the kernel refuses the advice. */
  advise(address: number, length: number, advice: number): boolean
  /** A new memory file of zeros; returns its descriptor. */
  openMemoryFile(name: string, sizeBytes: number): number
  close(file: number): void
  /** An ArrayBuffer over [address, address + length). At most 4 GiB: more aborts the process. */
  view(address: number, length: number): ArrayBuffer
  /** The machine code at `address` as a function: 14 ns a call, 5 µs to make. */
  functionAt(address: number): () => void
}

/** Node's `require` as seen from this file, or undefined outside Node. */
export function nodeRequire(): Require | undefined {
  const module = globalThis.process?.getBuiltinModule?.('node:module')
  return module?.createRequire(import.meta.url)
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
  const memfdCreate = library.func('int memfd_create(const char *name, unsigned int flags)')
  const ftruncate = library.func('int ftruncate(int file, long length)')
  const close = library.func('int close(int file)')
  // No arguments and no result: koffi's fast path. Unnamed, because a name may be used only once.
  const entryType = koffi.proto('void', [])

  function check(call: string, result: number): number {
    if (result !== -1) return result
    const errno = koffi.errno()
    const name = Object.entries(koffi.os.errno).find(([, value]) => value === errno)?.[0]
    throw new SystemCallError(call, name ?? `errno ${errno}`)
  }

  function createMemoryFile(name: string): number {
    const file = memfdCreate(name, closeOnExec | noExecuteSeal)
    // Kernels before 6.3 do not know the seal, which only says that nobody may exec() the file.
    const unknownSeal = file === -1 && koffi.errno() === errnoInvalid
    return check('memfd_create', unknownSeal ? memfdCreate(name, closeOnExec) : file)
  }

  return {
    map({ address, length, protection, flags, file = -1 }) {
      return check('mmap', mmap(address, length, protection, flags, file, 0))
    },
    unmap(address, length) {
      check('munmap', munmap(address, length))
    },
    advise: (address, length, advice) => madvise(address, length, advice) === 0,
    openMemoryFile(name, sizeBytes) {
      const file = createMemoryFile(name)
      try {
        check('ftruncate', ftruncate(file, sizeBytes))
      } catch (error) {
        close(file)
        throw error
      }
      return file
    },
    close: (file) => {
      close(file)
    },
    view: (address, length) => koffi.view(BigInt(address), length),
    functionAt: (address) => koffi.decode(BigInt(address), entryType),
  }
}
