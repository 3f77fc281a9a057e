// Bytes of a code file: how numbers and texts are written, and read with every bound checked.
//
//   count, index     unsigned LEB128: seven bits a byte, the lowest first, at most eight bytes
//   signed           zigzag: 0, -1, 1, -2 as 0, 1, 2, 3
//   integer          signed length in bytes (negative: the number is), then the magnitude, lowest first
//   text             length in bytes, then UTF-8 without lone surrogates

/** A file that is no code: what is wrong with it, and at which byte. */
export class CodeFileError extends Error {
  override readonly name = 'CodeFileError'
  readonly offset: number
  readonly reason: string

  constructor(offset: number, reason: string) {
    super(`at byte ${offset}: ${reason}`)
    this.offset = offset
    this.reason = reason
  }
}

const LEAST_CAPACITY = 1024
const LOW_BITS = 0x7f
const MORE = 0x80
const MOST_VARIABLE_BYTES = 8

export class ByteWriter {
  private bytes = new Uint8Array(LEAST_CAPACITY)
  length = 0

  /** All that was written. */
  finish(): Uint8Array {
    return this.bytes.slice(0, this.length)
  }

  raw(bytes: Uint8Array): void {
    this.makeRoom(bytes.length)
    this.bytes.set(bytes, this.length)
    this.length += bytes.length
  }

  byte(value: number): void {
    this.makeRoom(1)
    this.bytes[this.length++] = value
  }

  word32(value: number): void {
    for (let shift = 0; shift < 32; shift += 8) this.byte((value >>> shift) & 0xff)
  }

  /** A safe integer from 0 up. */
  count(value: number): void {
    let rest = value
    for (; rest > LOW_BITS; rest = Math.floor(rest / MORE)) this.byte((rest % MORE) | MORE)
    this.byte(rest)
  }

  signed(value: number): void {
    this.count(value < 0 ? -2 * value - 1 : 2 * value)
  }

  double(value: number): void {
    this.raw(new Uint8Array(Float64Array.of(value).buffer))
  }

  integer(value: bigint): void {
    const digits = (value < 0n ? -value : value).toString(16)
    const even = digits.length % 2 === 0 ? digits : `0${digits}`
    const bytes = Uint8Array.from(Buffer.from(even, 'hex')).reverse()
    this.signed(value < 0n ? -bytes.length : bytes.length)
    this.raw(bytes)
  }

  text(value: string): void {
    const bytes = new TextEncoder().encode(value)
    this.count(bytes.length)
    this.raw(bytes)
  }

  private makeRoom(bytes: number): void {
    if (this.length + bytes <= this.bytes.length) return
    const larger = new Uint8Array(2 * (this.length + bytes))
    larger.set(this.bytes)
    this.bytes = larger
  }
}

export class ByteReader {
  readonly bytes: Uint8Array
  at = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  get left(): number {
    return this.bytes.length - this.at
  }

  fail(reason: string, offset = this.at): never {
    throw new CodeFileError(offset, reason)
  }

  raw(length: number): Uint8Array {
    if (length > this.left) this.fail(`the file ends ${length - this.left} bytes too early`)
    this.at += length
    return this.bytes.subarray(this.at - length, this.at)
  }

  byte(): number {
    if (this.left === 0) this.fail('the file ends too early')
    return this.bytes[this.at++] as number
  }

  word32(): number {
    const [a, b, c, d] = this.raw(4) as unknown as [number, number, number, number]
    return (a | (b << 8) | (c << 16) | (d << 24)) >>> 0
  }

  /** A number from 0 to `most`. */
  count(what: string, most = Number.MAX_SAFE_INTEGER): number {
    const start = this.at
    let value = 0
    let scale = 1
    for (let i = 0; i < MOST_VARIABLE_BYTES; i++) {
      const byte = this.byte()
      value += (byte & LOW_BITS) * scale
      scale *= MORE
      if (byte > LOW_BITS) continue
      if (value > most) this.fail(`${what} is ${value}, more than ${most}`, start)
      return value
    }
    return this.fail(`${what} has more than ${MOST_VARIABLE_BYTES} bytes`, start)
  }

  /** How many elements follow, each of at least `elementBytes`: never more than the file can hold. */
  size(what: string, elementBytes = 1): number {
    const start = this.at
    const value = this.count(what)
    if (value * elementBytes <= this.left) return value
    return this.fail(`${what} is ${value}, more than the file has room for`, start)
  }

  /** An index of something that exists, of which there are `limit`. */
  index(what: string, limit: number): number {
    const start = this.at
    const value = this.count(what)
    if (value < limit) return value
    return this.fail(`${what} ${value} does not exist, there are ${limit}`, start)
  }

  /** A number from `least` to `most`. */
  signed(what: string, least: number, most: number): number {
    const start = this.at
    const raw = this.count(what)
    const value = raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2
    if (value >= least && value <= most) return value
    return this.fail(`${what} is ${value}, not in the range from ${least} to ${most}`, start)
  }

  double(): number {
    return new DataView(this.raw(8).slice().buffer).getFloat64(0, true)
  }

  integer(): bigint {
    const length = this.signed('the length of an integer', -this.left, this.left)
    const bytes = this.raw(Math.abs(length))
    const magnitude =
      length === 0 ? 0n : BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`)
    return length < 0 ? -magnitude : magnitude
  }

  text(): string {
    const start = this.at
    const bytes = this.raw(this.size('the length of a text'))
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    } catch {
      return this.fail('a text is not UTF-8', start)
    }
  }
}
