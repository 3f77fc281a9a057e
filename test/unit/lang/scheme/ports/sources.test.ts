// Text from files, piece by piece: no cut of a character may show, however long the pieces are.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FileTextSource } from '../../../../../src/lang/scheme/ports/sources.ts'

/** All that a source over `bytes` gives in pieces of about `chunkBytes`, and how many pieces. */
function readPieces(bytes: Uint8Array, chunkBytes: number): { text: string; count: number } {
  const source = new FileTextSource('f', bytes, chunkBytes)
  let text = ''
  let count = 0
  for (let piece = source.next(0); piece !== null; piece = source.next(0)) {
    assert.ok(piece.length > 0, 'a piece without characters')
    for (const point of piece) text += String.fromCodePoint(point)
    count++
  }
  return { text, count }
}

const decode = (bytes: Uint8Array) => new TextDecoder('utf-8').decode(bytes)

const texts: Readonly<Record<string, Uint8Array>> = {
  'one byte each': Buffer.from('plain text\n'.repeat(5)),
  'two to four bytes': Buffer.from('aé€😀bñ漢𝒳c\n'.repeat(5)),
  'a mark at the start, and one inside': Buffer.from('\ufeffa\ufeffé'),
  'a mark alone': Buffer.from('\ufeff'),
  'lone continuations': Uint8Array.from([0x61, 0x80, 0x80, 0x80, 0x80, 0x80, 0xc3, 0xa9]),
  'cut characters': Uint8Array.from([
    0xe2, 0x82, 0x61, 0xf0, 0x9f, 0x98, 0xf0, 0x9f, 0x98, 0x80, 0xc3,
  ]),
  'no UTF-8 at all': Uint8Array.from({ length: 300 }, (_, i) => (i * 167 + (i >> 3)) & 0xff),
  nothing: new Uint8Array(0),
}

for (const [name, bytes] of Object.entries(texts)) {
  test(`${name}: pieces of any size make the whole`, () => {
    for (let chunkBytes = 1; chunkBytes <= bytes.length + 1; chunkBytes++) {
      assert.equal(readPieces(bytes, chunkBytes).text, decode(bytes), `in pieces of ${chunkBytes}`)
    }
  })
}

test('pieces are pieces: about as long as asked for', () => {
  const bytes = Buffer.from('é'.repeat(1000))
  assert.equal(readPieces(bytes, 16).count, 125)
  assert.equal(readPieces(bytes, 5000).count, 1)
})
