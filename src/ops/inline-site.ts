// Inline sites: where code of one procedure was put into another, so that backtraces can show the
// frames that are not there.
//
// A *place* says where in its program an instruction comes from. It is an offset in the source, plus
// 2^32 times the number of the inline site that the instruction belongs to; site 0 is the procedure's
// own code. Each site names the procedure whose code it is and its caller's place, which may be
// in a site again:
//
//   (define (f x) (car x))        site 1: f, called at 35, parent 0
//   (define (g y) (h (f y)))      the car in g: place 14 in site 1; at g's end: f (14), g (35)

import type { SourceText } from '../base/index.ts'

export interface InlineSite {
  /** What backtraces call the procedure. */
  readonly procedure: string
  /** The place of the call that it replaces. */
  readonly place: number
  /** What offsets in the site are offsets in. */
  readonly source: SourceText
}

const STRIDE = 2 ** 32

export const placeIn = (site: number, offset: number): number => site * STRIDE + offset

/** The offset in the source. */
export const offsetOf = (place: number): number => (place < 0 ? place : place % STRIDE)

/** The number of the site, 0 for none. */
export const siteOf = (place: number): number => (place < 0 ? 0 : Math.floor(place / STRIDE))

/** The offset in `source` that an instruction at `place` of a code in `own` comes from; -1: none. */
export function offsetIn(
  source: SourceText,
  own: SourceText | null,
  place: number,
  sites: readonly InlineSite[],
): number {
  const frames = place < 0 ? [] : framesAt(place, sites)
  return frames.find(({ site }) => (site?.source ?? own) === source)?.offset ?? -1
}

/** A frame that code stands for. */
export interface PlacedFrame {
  /** The site whose code it is; null for the procedure that the code belongs to. */
  readonly site: InlineSite | null
  readonly offset: number
}

/** The frames that an instruction at `place` stands for, innermost first. */
export function framesAt(place: number, sites: readonly InlineSite[]): PlacedFrame[] {
  const frames: PlacedFrame[] = []
  let at = place
  for (let site = sites[siteOf(at) - 1]; site !== undefined; site = sites[siteOf(at) - 1]) {
    frames.push({ site, offset: offsetOf(at) })
    at = site.place
  }
  frames.push({ site: null, offset: offsetOf(at) })
  return frames
}
