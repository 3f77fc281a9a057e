// Texts as arrays of code points: of bytes where all are below 256, as the heap keeps strings.

export type CodePoints = Uint8Array | Int32Array

const MOST_NARROW = 0xff

/** The characters of `text`. */
export function codePointsOf(text: string): CodePoints {
  const narrow = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit > MOST_NARROW) return wideCodePoints(text)
    narrow[i] = unit
  }
  return narrow
}

function wideCodePoints(text: string): Int32Array {
  const wide = new Int32Array(text.length)
  let count = 0
  for (let i = 0; i < text.length; count++) {
    const point = text.codePointAt(i) as number
    wide[count] = point
    i += point > 0xffff ? 2 : 1
  }
  return wide.subarray(0, count)
}
