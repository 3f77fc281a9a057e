// The code cell: what callers and entry sequences know of linked code, 64 bytes of static memory.
//
// A procedure's field 0 is the absolute address of its cell. Cells never move and are 8-aligned, so
// that address reads as a fixnum and the collector passes over it.
//
//    0 entry       native: absolute address of the current generic entry; portable: 0
//    8 units       absolute address of the first unit
//   16 frameBytes  low half: frame size without the return address; high half: registers
//   24 parameters  low half: parameters without the rest list; high half: 1 if there is one
//   32 counter     low half: entries left until the next tier
//   40 codeId      low half: number of the Code record
//   48 behindArity native, with a rest list: address of the entry that finds the list made;
//                  of an intrinsic: its ordinary entry
//   56 helper      of an intrinsic: address of the word that holds the procedure it hands over to

/** Byte offset of each field from the start of the cell. */
export const cellOffsets = {
  entry: 0,
  units: 8,
  frameBytes: 16,
  registerCount: 20,
  parameterCount: 24,
  hasRest: 28,
  counter: 32,
  codeId: 40,
  behindArity: 48,
  helper: 56,
} as const

export const CELL_BYTES = 64

/** Bytes of a frame before register 0: the procedure and the position. */
export const FRAME_HEADER_BYTES = 16
/** Byte offset of the position word in a frame; k is in its high half. */
export const FRAME_POSITION = 8

/** Size of a frame without its return address. */
export const frameBytes = (registerCount: number) => FRAME_HEADER_BYTES + 8 * registerCount
