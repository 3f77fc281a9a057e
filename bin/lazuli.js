#!/usr/bin/env node
// The command. All of it is one script in dist/, which scripts/build.ts makes of src/cli/. What V8 made of
// the script when it was built lies beside it and saves most of the compiling. Another V8, or one with other
// flags, does not take that; but V8 does not look at the bytes, so a checksum does.
//
// CommonJS, as package.json here says: Node starts 3 ms sooner without its loader of modules.

const { readFileSync } = require('node:fs')
const { createRequire } = require('node:module')
const { join } = require('node:path')
const { pathToFileURL } = require('node:url')
const { Script } = require('node:vm')
const { crc32 } = require('node:zlib')

const file = join(__dirname, '../dist/command.cjs')
const address = pathToFileURL(file).href

/** V8's code cache of `text`, or undefined: its last four bytes are a checksum of both. */
function readCache(text) {
  let bytes
  try {
    bytes = readFileSync(join(file, '../command.cache'))
  } catch {
    return undefined
  }
  const end = bytes.length - 4
  const data = bytes.subarray(0, Math.max(end, 0))
  const isWhole = end > 0 && bytes.readUInt32LE(end) === crc32?.(data, crc32(text))
  return isWhole ? data : undefined
}

const text = readFileSync(file)
const script = new Script(text.toString('latin1'), {
  filename: address,
  cachedData: readCache(text),
})
/** For tests, which ask whether V8 took the cache. */
exports.script = script

const { main } = script.runInThisContext()(createRequire(file), address)
main(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode
})
