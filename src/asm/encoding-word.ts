// The layout of an encoding word: all that the encoder needs to know of one form of one
// instruction.
//
//    31    28  27     25       24     23 22  21..19  18  17 16  15..8   7..0
//   dst rm set +r  byte rm  byte reg   imm   digit    W   map   prefix  opcode
//
// `+r` has the register in the opcode's low bits; `dst rm` has the first of two registers in
// ModRM.rm; the byte bits ask for a REX prefix on spl, bpl, sil and dil.

export const wordLayout = {
  /** 66, F2, F3 or, for none, 0. */
  prefixShift: 8,
  /** The opcode's escape bytes: none (0), 0F, 0F 38 or 0F 3A. */
  mapShift: 16,
  map0F: 1,
  map0F38: 2,
  map0F3A: 3,
  /** REX.W. */
  wideShift: 18,
  /** ModRM.reg, where it extends the opcode. */
  digitShift: 19,
  immMask: 3 << 22,
  imm8: 1 << 22,
  imm32: 2 << 22,
  /** One byte when the value fits, with `shortImmOpcode` added: 83 for 81, 6B for 69, 6A for 68. */
  immEither: 3 << 22,
  shortImmOpcode: 2,
  byteReg: 1 << 24,
  byteRm: 1 << 25,
  /** The sign, so that an arithmetic shift makes it a mask. */
  dstIsRmShift: 31,
  regInOpcode: 1 << 27,
  /** Keeps the word of an existing form from being 0. */
  present: 1 << 28,
} as const
