// The special return addresses, by which frames without a native caller know how to go on.

/** Cage offsets of the stubs that stand where a return address does. */
export interface Stubs {
  /** The frame belongs to the reference engine, which goes on at its position word. */
  readonly referenceReturn: number
  /** Bottom of the stack: the fiber is done, the delivered value is its result. */
  readonly halt: number
  /** Bottom of the stack, but heap frames follow. */
  readonly underflow: number
}

/** In portable mode no code is there: offsets inside the hole below the context block. */
export const portableStubs: Stubs = { referenceReturn: 16, halt: 32, underflow: 48 }
