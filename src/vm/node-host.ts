// The host that Node is: files by name, and standard input.
//
// Nobody gets these unasked: they are for those who make VMs that may use them, the command first.

import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import type { HostFile, HostFiles } from '../runtime/index.ts'

const STANDARD_INPUT = 0
const CHUNK_BYTES = 64 * 1024
const RETRY_MS = 5

function createFile(name: string): HostFile {
  const file = openSync(name, 'w')
  return {
    write(bytes) {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
    },
    close: () => closeSync(file),
  }
}

/** All the files that this process may use. */
export const nodeFiles: HostFiles = {
  read: (name) => readFileSync(name),
  create: createFile,
  exists: existsSync,
  remove: unlinkSync,
}

/** The next bytes of this process's standard input, waiting for them; null at its end. */
export function readStandardInput(): Uint8Array | null {
  const buffer = new Uint8Array(CHUNK_BYTES)
  for (;;) {
    try {
      const count = readSync(STANDARD_INPUT, buffer)
      return count === 0 ? null : buffer.subarray(0, count)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EOF') return null
      // A terminal or pipe that does not wait: try again after a pause.
      if (code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS)
    }
  }
}
