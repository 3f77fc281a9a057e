// A stress program: Scheme text of a size, and what JavaScript says it must give.

export interface StressProgram {
  readonly name: string
  /** Sizes for runs that collect at every allocation, and for all others. */
  readonly small: number
  readonly large: number
  text(size: number): string
  /** The external representation of the value, or `error: KIND`. */
  expected(size: number): string
}

/** Describes one program. */
export function program(
  name: string,
  [small, large]: readonly [number, number],
  text: (size: number) => string,
  expected: (size: number) => string | number,
): StressProgram {
  return { name, small, large, text, expected: (size) => String(expected(size)) }
}
