// Where output goes from the buffers of ports: to the console, to files.

import type { HostFile } from '../../../vm/index.ts'

/** Takes text. */
export interface TextSink {
  readonly kind: 'text-output'
  /** Memory it holds, as far as that can be much. */
  readonly bytes: number
  /** Characters that may wait in the buffer; strings and printed values never do where this is small. */
  readonly capacity: number
  write(text: string): void
  /** Brings what the host may have kept back to where it goes. */
  flush(): void
  close(): void
}

/** Takes bytes. */
export interface ByteSink {
  readonly kind: 'byte-output'
  readonly bytes: number
  write(bytes: Uint8Array): void
  flush(): void
  close(): void
}

/** Files are written when so much has come together. */
export const BLOCK = 16 * 1024
/**
 * Of single characters for the console, so many may wait: somebody may be watching. Library code leaves
 * strings to us where there is no more room than this.
 */
export const CONSOLE_CAPACITY = 16

export class ConsoleSink implements TextSink {
  readonly kind = 'text-output'
  readonly bytes = 0
  readonly capacity: number
  readonly write: (text: string) => void
  readonly flush: () => void

  constructor(write: (text: string) => void, capacity: number, flush: () => void = () => {}) {
    this.write = write
    this.capacity = capacity
    this.flush = flush
  }

  close(): void {}
}

/** A file of UTF-8. */
export class FileTextSink implements TextSink {
  readonly kind = 'text-output'
  readonly bytes = 0
  readonly capacity = BLOCK
  private readonly file: HostFile

  constructor(file: HostFile) {
    this.file = file
  }

  write(text: string): void {
    this.file.write(Buffer.from(text))
  }

  flush(): void {}

  close(): void {
    this.file.close()
  }
}

export class FileByteSink implements ByteSink {
  readonly kind = 'byte-output'
  readonly bytes = 0
  private readonly file: HostFile

  constructor(file: HostFile) {
    this.file = file
  }

  write(bytes: Uint8Array): void {
    this.file.write(bytes)
  }

  flush(): void {}

  close(): void {
    this.file.close()
  }
}
