// Labels, jumps to addresses, patching, padding, and what the assembler refuses.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  Assembler,
  CC,
  ccName,
  I,
  invert,
  JUMP_SIZE_BYTES,
  patchRel32,
  R8,
  R12,
  R13,
  RAX,
  RCX,
  RSI,
  RSP,
  registerName,
  writeJump,
  xmmName,
} from '../../../src/asm/index.ts'
import { BugError } from '../../../src/base/index.ts'
import { disassemble } from './disassembler.ts'

const BASE = 0xf0000000

function assembler(size = 4096): Assembler {
  return new Assembler(new Uint8Array(size), BASE)
}

function textOf(asm: Assembler): string[] {
  return disassemble(asm.bytes.subarray(0, asm.here - BASE), BASE).map(({ text }) => text)
}

test('labels reach backwards and forwards', () => {
  const asm = assembler()
  const start = asm.newLabel()
  const end = asm.newLabel()
  asm.bind(start)
  asm.jmp(end)
  asm.jcc(CC.LE, start)
  asm.call(end)
  asm.leaLabel(R13, start)
  asm.jmpShort(end)
  asm.jccShort(CC.B, start)
  asm.bind(end)
  asm.none(I.ret)
  assert.equal(asm.labelAddress(end), asm.here - 1)
  const endText = `0x${asm.labelAddress(end).toString(16)}`
  assert.deepEqual(textOf(asm), [
    `jmp ${endText}`,
    'jle 0xf0000000',
    `call ${endText}`,
    'lea r13, [0xf0000000]',
    `jmp ${endText}`,
    'jb 0xf0000000',
    'ret',
  ])
  asm.resetLabels()
  assert.equal(asm.newLabel(), 0)
})

test('every condition code jumps under its own name', () => {
  const asm = assembler()
  const label = asm.newLabel()
  const names: string[] = []
  for (let cc = 0; cc < 16; cc++) {
    asm.jcc(cc, label)
    asm.jccTo(cc, BASE)
    names.push(ccName(cc), ccName(cc))
    assert.equal(invert(invert(cc)), cc)
  }
  asm.bind(label)
  assert.deepEqual(
    textOf(asm).map((text) => text.split(' ')[0]),
    names.map((name) => `j${name}`),
  )
  assert.deepEqual([invert(CC.E), invert(CC.L), invert(CC.A)], [CC.NE, CC.GE, CC.BE])
})

test('many labels, with many fields waiting', () => {
  const asm = assembler(1 << 16)
  for (let round = 0; round < 2; round++) {
    asm.seek(BASE)
    const labels = Array.from({ length: 1000 }, () => asm.newLabel())
    for (const label of labels) for (let i = 0; i < 3; i++) asm.jmp(label)
    for (const label of labels) {
      asm.bind(label)
      asm.none(I.nop)
    }
    const texts = textOf(asm)
    for (const label of labels) {
      const target = `jmp 0x${asm.labelAddress(label).toString(16)}`
      for (let i = 0; i < 3; i++) assert.equal(texts[label * 3 + i], target)
    }
    asm.resetLabels()
  }
})

test('jumps and calls to addresses, and rip-relative addresses', () => {
  const asm = assembler()
  asm.jmpTo(BASE + 0x100)
  asm.jccTo(CC.NE, BASE - 0x100)
  asm.callTo(0x90000000)
  asm.leaAddress(R8, BASE)
  assert.deepEqual(textOf(asm), [
    'jmp 0xf0000100',
    'jne 0xefffff00',
    'call 0x90000000',
    'lea r8, [0xf0000000]',
  ])
  assert.throws(() => asm.jmpTo(0x1000), BugError)
})

test('finished code is patched', () => {
  const asm = assembler()
  asm.callTo(BASE)
  asm.jmpTo(BASE)
  patchRel32(asm.bytes, BASE, BASE + 1, BASE + 0x50)
  assert.deepEqual(textOf(asm), ['call 0xf0000050', 'jmp 0xf0000000'])
  writeJump(asm.bytes, BASE, BASE, BASE + JUMP_SIZE_BYTES)
  assert.deepEqual(textOf(asm), ['jmp 0xf0000005', 'jmp 0xf0000000'])
  assert.throws(() => patchRel32(asm.bytes, BASE, BASE + 4093, BASE), BugError)
  assert.throws(() => patchRel32(asm.bytes, BASE, BASE - 1, BASE), BugError)
  assert.throws(() => writeJump(asm.bytes, BASE, BASE, 0), BugError)
})

test('padding is few NOPs, none like the NOP of a call', () => {
  for (let count = 0; count <= 40; count++) {
    const asm = assembler()
    asm.nops(count)
    assert.equal(asm.here, BASE + count)
    const lengths = disassemble(asm.bytes.subarray(0, count), BASE).map(({ text, length }) => {
      assert.match(text, /^(nop|xchg ax, ax)/)
      return length
    })
    assert.ok(!lengths.includes(7))
    assert.ok(lengths.length <= Math.ceil(count / 9) + 1)
  }
  const asm = assembler()
  asm.longNop(0x12345678)
  const hex = Buffer.from(asm.bytes.subarray(0, asm.here - BASE)).toString('hex')
  assert.equal(hex, '0f1f8078563412')
})

test('an instruction needs 16 bytes of room, and nothing is written past the end', () => {
  const backing = new Uint8Array(64).fill(0xaa)
  const emits: ((asm: Assembler) => void)[] = [
    (asm) => asm.movabs(RAX, 1, 2),
    (asm) => asm.rmx(I.mov, RAX, RCX, RSI, 8, 0x1000),
    (asm) => asm.mi(I.mov, RSP, 0x1000, 0x1000),
    (asm) => asm.mxi(I.mov, R12, R13, 8, 0x1000, 0x1000),
    (asm) => asm.rri(I.roundsd, 9, 8, 1),
    (asm) => asm.jmpTo(BASE),
    (asm) => asm.jcc(CC.E, asm.newLabel()),
    (asm) => asm.jmpShort(asm.newLabel()),
    (asm) => asm.leaAddress(RAX, BASE),
    (asm) => asm.longNop(1),
    (asm) => asm.nops(9),
    (asm) => asm.none(I.lfence),
  ]
  const untouched = (start: number, end: number) => {
    const outside = [...backing.subarray(0, start), ...backing.subarray(end)]
    assert.ok(outside.every((byte) => byte === 0xaa))
  }
  for (const emit of emits) {
    for (const size of [0, 1, 15]) {
      const tooSmall = new Assembler(backing.subarray(8, 8 + size), BASE)
      assert.throws(() => emit(tooSmall), BugError)
      assert.equal(tooSmall.room(), size)
    }
    untouched(0, 0)
    const justEnough = new Assembler(backing.subarray(8, 24), BASE)
    emit(justEnough)
    untouched(8, 24)
    backing.fill(0xaa)
  }
  const asm = new Assembler(new Uint8Array(18), BASE)
  asm.rr(I.mov, RAX, RCX)
  assert.equal(asm.room(), 15)
  assert.throws(() => asm.rr(I.mov, RAX, RCX), BugError)
  assert.throws(() => asm.seek(BASE + 19), BugError)
  asm.seek(BASE)
  assert.equal(asm.here, BASE)
})

test('misuse is a bug', () => {
  const misuses: ((asm: Assembler) => void)[] = [
    (asm) => asm.rm(I.test, RAX, RCX, 0),
    (asm) => asm.none(I.add),
    (asm) => asm.rr(I.lea, RAX, RCX),
    (asm) => asm.ri(I.add, RAX, 0x80000000),
    (asm) => asm.ri(I.add, RAX, 0.5),
    (asm) => asm.ri(I.shl, RAX, 256),
    (asm) => asm.rm(I.mov, RAX, RCX, 0x80000000),
    (asm) => asm.rmx(I.mov, RAX, RCX, RSP, 1, 0),
    (asm) => asm.rmx(I.mov, RAX, RCX, RSI, 3, 0),
    (asm) => asm.rmx(I.mov, RAX, RCX, RSI, 0, 0),
    (asm) => asm.rr(I.mov, 16, RAX),
    (asm) => asm.rr(I.mov, RAX, -1),
    (asm) => asm.movImm(RAX, 2 ** 32),
    (asm) => asm.movabs(16, 0, 0),
    (asm) => asm.setcc(16, RAX),
    (asm) => asm.jmp(7),
    (asm) => asm.labelAddress(asm.newLabel()),
    (asm) => {
      asm.jmp(asm.newLabel())
      asm.resetLabels()
    },
    (asm) => {
      const label = asm.newLabel()
      asm.bind(label)
      asm.bind(label)
    },
    (asm) => {
      const label = asm.newLabel()
      asm.jmpShort(label)
      asm.nops(128)
      asm.bind(label)
    },
    (asm) => {
      const label = asm.newLabel()
      asm.bind(label)
      asm.nops(127)
      asm.jccShort(CC.E, label)
    },
  ]
  for (const misuse of misuses) assert.throws(() => misuse(assembler()), BugError, `${misuse}`)
})

test('labels of code given up half-way are discarded', () => {
  const asm = assembler()
  asm.jmp(asm.newLabel())
  asm.discardLabels()
  asm.resetLabels()
  assert.equal(asm.newLabel(), 0)
})

test('registers have the names of their widths', () => {
  assert.equal(registerName(RAX, 64), 'rax')
  assert.equal(registerName(RSI, 8), 'sil')
  assert.equal(registerName(R12, 16), 'r12w')
  assert.equal(xmmName(15), 'xmm15')
})
