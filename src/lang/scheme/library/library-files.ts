// Where programs find their files: what `include` names, and the libraries they import.
//
// Reading is injected, so that a VM without a file system can do without, or with files of its own.
// Paths are as in Unix; a relative one is seen from the file that mentions it.

import type { HostFiles } from '../../../vm/index.ts'

/** What a front end may read. */
export interface FileAccess {
  /** The content of a file; null if there is none. */
  read(path: string): string | null
  /** Where libraries are looked for, after the directory of the program. */
  readonly directories: readonly string[]
}

export const noFiles: FileAccess = { read: () => null, directories: [] }

/** What a host that runs programs lets them include and import. */
export function hostFileAccess(
  files: HostFiles | null,
  directories: readonly string[],
): FileAccess {
  if (files === null) return noFiles
  const decoder = new TextDecoder()
  return {
    read: (path) => (files.exists(path) ? decoder.decode(files.read(path)) : null),
    directories,
  }
}

const directoryOf = (path: string) => path.slice(0, path.lastIndexOf('/') + 1)

/** The path that `name` means in the file `from`. */
export function relativePath(from: string, name: string): string {
  return name.startsWith('/') ? name : `${directoryOf(from)}${name}`
}

/** Where the library with this name may be, first choice first; `program` is its importer's file. */
export function libraryPaths(
  files: FileAccess,
  program: string,
  parts: readonly string[],
): string[] {
  const isSafe = (part: string) =>
    part !== '' && part !== '..' && part !== '.' && !/[/\0]/.test(part)
  if (!parts.every(isSafe)) return []
  const name = `${parts.join('/')}.sld`
  const directories = files.directories.map((each) => (each.endsWith('/') ? each : `${each}/`))
  return [directoryOf(program), ...directories].map((directory) => `${directory}${name}`)
}
