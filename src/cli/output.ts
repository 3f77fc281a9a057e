// Standard output and error: buffered, and written synchronously, so that nothing is lost at exit.
//
// Text is kept until there is a block of it or some time has passed since the last write, and goes
// out by `writeSync`, which may find a pipe full (EAGAIN: wait, try again) or closed (EPIPE: nobody
// reads any more, so the process ends without a word).

import { writeSync } from 'node:fs'

const STANDARD_OUTPUT = 1
const STANDARD_ERROR = 2
const BLOCK_UNITS = 16 * 1024
/** A program that prints slowly is seen at once. */
const LONGEST_WAIT_MS = 20
/** Of pieces of one character, only one in so many reads the clock. */
const CLOCK_STRIDE = 16
const RETRY_MS = 1

export class StandardOutput {
  private parts: string[] = []
  private units = 0
  private lastFlush = performance.now()
  /** Nothing was written yet, or a whole line. */
  endsLine = true

  /** Appends `text`. */
  write(text: string): void {
    this.parts.push(text)
    this.units += text.length
    if (this.units >= BLOCK_UNITS) this.flush()
    else if (text.length > 1 || this.parts.length % CLOCK_STRIDE === 0) this.flushInTime()
  }

  private flushInTime(): void {
    if (performance.now() - this.lastFlush > LONGEST_WAIT_MS) this.flush()
  }

  /** Everything appended so far is with the operating system afterwards. */
  flush(): void {
    const text = this.parts.join('')
    this.parts = []
    this.units = 0
    if (text !== '') this.endsLine = text.endsWith('\n')
    writeAll(STANDARD_OUTPUT, text)
    this.lastFlush = performance.now()
  }
}

/** Writes `text` to standard error. */
export function writeError(text: string): void {
  writeAll(STANDARD_ERROR, text)
}

function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(file, bytes, at)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EPIPE') process.exit(0)
      if (code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS)
    }
  }
}
