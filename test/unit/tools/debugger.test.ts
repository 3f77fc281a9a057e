// What GDB is given: a library that loads, and records of frames that say where the return address is.

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openDebugLibrary } from '../../../src/memory/index.ts'
import { DESCRIPTOR_FUNCTION, debugLibrary, symbolFile } from '../../../src/tools/elf.ts'
import { frameRows } from '../../../src/tools/frame-rows.ts'
import { nativeProblem } from '../../native-problem.ts'

test('the library loads, and has room behind its descriptor', { skip: nativeProblem }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'lazuli-'))
  const path = join(folder, 'debug.so')
  const sizeBytes = 1 << 20
  writeFileSync(path, debugLibrary(sizeBytes))
  const library = openDebugLibrary({
    path,
    register: '__jit_debug_register_code',
    descriptor: DESCRIPTOR_FUNCTION,
    sizeBytes,
  })
  rmSync(folder, { recursive: true })
  assert.equal(library.view.getUint32(0, true), 1, 'the version')
  assert.equal(library.view.getUint32(4, true), 0)
  library.view.setInt8(sizeBytes - 1, 7)
  library.register()
})

test('a symbol file has a section for each name', () => {
  const symbols = [
    { name: 'scm:a', address: 0x1000_0000_1000, sizeBytes: 16 },
    { name: 'scm:b', address: 0x1000_0000_2000, sizeBytes: 32 },
  ]
  const file = symbolFile(symbols, new Uint8Array(8))
  const view = new DataView(file.buffer)
  assert.equal(view.getUint32(0, false), 0x7f454c46)
  const tableAt = Number(view.getBigUint64(40, true))
  const addresses = [1, 2].map((i) => Number(view.getBigUint64(tableAt + 64 * i + 16, true)))
  assert.deepEqual(
    addresses,
    symbols.map(({ address }) => address),
  )
  assert.match(new TextDecoder().decode(file), /scm:a\0scm:b\0/)
})

test('frame records follow the stack pointer', () => {
  const at = (address: number, text: string) => ({ address, length: 4, text, comment: '' })
  const rows = frameRows(
    [
      {
        address: 0x1000_0000_0100,
        sizeBytes: 20,
        startBytes: 0,
        instructions: [
          at(0x100, 'cmp rsp, [r15+0x28]'),
          at(0x104, 'sub rsp, 0x90'),
          at(0x108, 'call p3'),
          at(0x10c, 'add rsp, 0x90'),
          at(0x110, 'ret'),
        ],
      },
    ],
    [],
  )
  const commonBytes = 4 + new DataView(rows.buffer).getUint32(0, true)
  // After length, record of the common part, address and size: 8 bytes from RSP, then 0x98, then 8.
  const program = [...rows.subarray(commonBytes + 24)]
  assert.deepEqual(program.slice(0, 2), [0x0e, 8])
  assert.deepEqual(program.slice(2, 10), [0x04, 8, 0, 0, 0, 0x0e, 0x98, 0x01])
  assert.deepEqual(program.slice(10, 17), [0x04, 8, 0, 0, 0, 0x0e, 8])
})
