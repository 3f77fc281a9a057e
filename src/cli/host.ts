// What programs run by the command may reach: its standard streams and all files.

import { type Host, nodeFiles, readStandardInput } from '../vm/index.ts'
import { type StandardOutput, writeError } from './output.ts'

/** `commandLine`: the program and its arguments. Whoever reads a question or an error has seen what was written before. */
export function commandHost(output: StandardOutput, commandLine: readonly string[]): Host {
  return {
    commandLine,
    environment: process.env,
    write: (text) => output.write(text),
    flushWrites: () => output.flush(),
    writeError(text) {
      output.flush()
      writeError(text)
    },
    readInput() {
      output.flush()
      return readStandardInput()
    },
    files: nodeFiles,
  }
}
