// The host as guest programs meet it: what a VM may do outside of its memory, and nothing else.
//
// Whoever makes a VM hands these capabilities in; a program can reach no others.

/** Files by name. Every function throws an Error that says why it could not be done. */
export interface HostFiles {
  /** The whole contents. */
  read(name: string): Uint8Array
  /** A new file, or an old one made empty. */
  create(name: string): HostFile
  exists(name: string): boolean
  remove(name: string): void
}

/** A file being written. */
export interface HostFile {
  write(bytes: Uint8Array): void
  close(): void
}

export interface Host {
  /** Where standard output goes. */
  readonly write: (text: string) => void
  /** Brings what `write` may have kept back to where it goes. */
  readonly flushWrites?: () => void
  /** Where standard error goes. */
  readonly writeError: (text: string) => void
  /** The next bytes of standard input, waiting for them; null at its end. */
  readonly readInput: () => Uint8Array | null
  /** Null: the program may not use files. */
  readonly files: HostFiles | null
  /** The program's name and its arguments. */
  readonly commandLine?: readonly string[]
  /** Variables of the environment that the program may read. */
  readonly environment?: Readonly<Record<string, string | undefined>>
}
