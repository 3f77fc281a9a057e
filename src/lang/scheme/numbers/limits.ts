// How large numbers may get, and the failure that says so.
//
// An exact integer has at most MAX_BITS bits. The limit is checked before an operation starts, so that
// none takes more than seconds: multiplying the largest integers takes one second, printing one ten.

export const MAX_BITS = 2 ** 26

/** Something that numbers cannot do: a guest error to be, without the name of the procedure. */
export class NumberFailure extends Error {
  override readonly name = 'NumberFailure'
  readonly kind: string

  constructor(kind: string, message: string) {
    super(message)
    this.kind = kind
  }
}

/** Throws if an integer may not have `bits` bits. */
export function checkBits(bits: number): void {
  if (bits <= MAX_BITS) return
  throw new NumberFailure('too-large', `the result would have more than ${MAX_BITS} bits`)
}

/** Length of the magnitude of `value` in bits; 0 for 0. */
export function bitLength(value: bigint): number {
  const magnitude = value < 0n ? -value : value
  if (magnitude <= 0xffffffffn) return 32 - Math.clz32(Number(magnitude))
  const digits = magnitude.toString(16)
  return 4 * (digits.length - 1) + 32 - Math.clz32(Number.parseInt(digits[0] as string, 16))
}
