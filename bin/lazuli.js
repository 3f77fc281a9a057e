#!/usr/bin/env node
// The command. All of it is one script in dist/, which scripts/build.ts makes of src/cli/. What V8 made of
// the script when it was built lies beside it and saves most of the compiling. Another V8, or one with other
// flags, does not take that; but V8 does not look at the bytes, so a checksum does.

import { createRequire } from 'node:module'

const address = new URL('../dist/command.cjs', import.meta.url)
// Not imported: that would load all that node:fs has (2 ms).
const require = createRequire(address)
const { readFileSync } = require('node:fs')
const { Script } = require('node:vm')
const { crc32 } = require('node:zlib')

/** V8's code cache of `text`, or undefined: its last four bytes are a checksum of both. */
function readCache(text) {
  let bytes
  try {
    bytes = readFileSync(new URL('command.cache', address))
  } catch {
    return undefined
  }
  const end = bytes.length - 4
  const data = bytes.subarray(0, Math.max(end, 0))
  const isWhole = end > 0 && bytes.readUInt32LE(end) === crc32?.(data, crc32(text))
  return isWhole ? data : undefined
}

const text = readFileSync(address)
/** For tests, which ask whether V8 took the cache. */
export const script = new Script(text.toString('latin1'), {
  filename: address.href,
  cachedData: readCache(text),
})
const { main } = script.runInThisContext()(require, address.href)
process.exitCode = await main(process.argv.slice(2))
