// Loads a library that a debugger watches: a function to call and memory to fill.

import { nodeRequire } from './system-calls.ts'

type Koffi = typeof import('koffi')

export interface DebugLibrary {
  /** Where the descriptor is, and what lies behind it. */
  readonly address: number
  readonly view: DataView
  /** Calls the function at which the debugger stops. */
  register(): void
}

export interface DebugLibraryRequest {
  readonly path: string
  /** Name of a function without arguments and result. */
  readonly register: string
  /** Name of a function that returns the address of `sizeBytes` of memory. */
  readonly descriptor: string
  readonly sizeBytes: number
}

/** Loads the library; throws where there is no foreign function interface. */
export function openDebugLibrary(request: DebugLibraryRequest): DebugLibrary {
  const koffi = nodeRequire()?.('koffi') as Koffi
  const library = koffi.load(request.path)
  const register = library.func(`void ${request.register}()`)
  const address = Number(library.func(`intptr_t ${request.descriptor}()`)())
  const view = new DataView(koffi.view(BigInt(address), request.sizeBytes))
  return {
    address,
    view,
    register: () => {
      register()
    },
  }
}
