// Writes the code cache of the built command: `tsx scripts/code-cache.ts FOLDER`, started by build.ts.
//
// V8 puts into a cache what is compiled at that time: what the runs below have called. They do what most
// programs do, so that little of it is compiled again at each start. What they leave out is compiled when
// it is called, as without a cache. A process of its own, because it prints, and collects signals.

import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { Script } from 'node:vm'
import * as zlib from 'node:zlib'

type Command = { main(argv: readonly string[]): Promise<number> }

const examples = join(import.meta.dirname, '../examples')
const runs = [
  ['-e', '(display 1)'],
  ['--engine=reference', '-e', '(display 1)'],
  ...readdirSync(examples).map((name) => [join(examples, name)]),
]

async function makeCache(folder: string): Promise<void> {
  // Node 21, 22.0 and 22.1: nobody would take a cache without a checksum.
  if (zlib.crc32 === undefined) return
  const file = join(folder, 'command.cjs')
  const address = pathToFileURL(file)
  const text = readFileSync(file)
  const script = new Script(text.toString('latin1'), { filename: address.href })
  const { main } = script.runInThisContext()(createRequire(address), address.href) as Command
  // Functions that have not run for a while stay. A cache is only taken under the flags it was made
  // with, so this one is put back.
  setFlagsFromString('--no-flush-bytecode')
  for (const run of runs) await main(run)
  setFlagsFromString('--flush-bytecode')
  const data = script.createCachedData()
  const checksum = Buffer.alloc(4)
  checksum.writeUInt32LE(zlib.crc32(data, zlib.crc32(text)))
  const cache = join(folder, 'command.cache')
  writeFileSync(`${cache}.new`, Buffer.concat([data, checksum]))
  renameSync(`${cache}.new`, cache)
}

await makeCache(process.argv[2] as string)
