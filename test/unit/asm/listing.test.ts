// Listings: what is recorded, how it prints, and the check that labels meet instructions.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  Assembler,
  CC,
  I,
  printListing,
  R12,
  RAX,
  RBP,
  RCX,
  verifyListing,
  XMM1,
} from '../../../src/asm/index.ts'
import { BugError } from '../../../src/base/index.ts'

test('a listing prints addresses, bytes, text, comments and labels', () => {
  const asm = new Assembler(new Uint8Array(256), 0x1000)
  const listing = asm.startListing()
  const slow = asm.newLabel()
  asm.comment('tag')
  asm.comment('both fixnums')
  asm.ri(I.test8, RAX, 1)
  asm.jcc(CC.NE, slow)
  asm.rmx(I.mov, RAX, RBP, RCX, 8, -0x10)
  asm.mi(I.cmp32, R12, 8, 1000)
  asm.r(I.shl, RCX)
  asm.rm(I.addsd, XMM1, RCX, 0)
  asm.longNop(3)
  asm.comment('back to the caller')
  asm.bind(slow)
  asm.none(I.ret)
  asm.leaLabel(RAX, slow)
  asm.callTo(0x2000)
  assert.equal(
    printListing(listing),
    `\
00001000  f6 c0 01                    test al, 1  ; tag; both fixnums
00001003  0f 85 1c 00 00 00           jne L0
00001009  48 8b 44 cd f0              mov rax, [rbp+rcx*8-0x10]
0000100e  41 81 7c 24 08 e8 03 00 00  cmp dword ptr [r12+8], 0x3e8
00001017  48 d3 e1                    shl rcx, cl
0000101a  f2 0f 58 09                 addsd xmm1, [rcx]
0000101e  0f 1f 80 03 00 00 00        nop 3
L0:
00001025  c3                          ret         ; back to the caller
00001026  48 8d 05 f8 ff ff ff        lea rax, [L0]
0000102d  e8 ce 0f 00 00              call 0x2000
`,
  )
  verifyListing(listing, [0x1000, asm.labelAddress(slow), asm.here])
  assert.throws(() => verifyListing(listing, [0x1004]), BugError)
})

test('a jump into an instruction is found, and one into code that was replaced is not', () => {
  const asm = new Assembler(new Uint8Array(64), 0x1000)
  const listing = asm.startListing()
  asm.ri(I.add, RAX, 8)
  asm.jmpTo(0x1000)
  asm.jccTo(CC.E, 0x1002)
  assert.throws(() => verifyListing(listing), BugError)
  asm.seek(0x1000)
  asm.none(I.nop)
  asm.none(I.nop)
  asm.none(I.cqo)
  verifyListing(listing)
})

test('instructions assembled out of order print by address', () => {
  const asm = new Assembler(new Uint8Array(64), 0)
  const listing = asm.startListing()
  asm.seek(16)
  asm.none(I.ret)
  asm.seek(0)
  asm.none(I.nop)
  assert.equal(printListing(listing), '00000000  90  nop\n00000010  c3  ret\n')
})

test('without a listing nothing is recorded and comments are dropped', () => {
  const asm = new Assembler(new Uint8Array(64), 0)
  asm.comment('lost')
  asm.none(I.nop)
  const listing = asm.startListing()
  asm.none(I.ret)
  assert.deepEqual(listing.instructions, [{ address: 1, length: 1, text: 'ret', comment: '' }])
})
