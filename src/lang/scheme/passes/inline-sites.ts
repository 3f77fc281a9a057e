// The inline sites of one unit, as passes make them: see ops/inline-site.ts.

import {
  framesAt,
  type InlineSite,
  offsetOf,
  type PlacedFrame,
  placeIn,
  siteOf,
} from '../../../ops/index.ts'

export class InlineSites {
  /** Site number i is element i - 1. */
  readonly all: InlineSite[] = []
  /** Sites moved into another, by `number in outer`. */
  readonly #moved = new Map<string, number>()

  /** The number of a new site. */
  add(site: InlineSite): number {
    return this.all.push(site)
  }

  /** The frames that code at `place` stands for, innermost first. */
  frames(place: number): PlacedFrame[] {
    return framesAt(place, this.all)
  }

  /** `place` when the code it is in has become code of site `outer`. */
  move(place: number, outer: number): number {
    const inner = siteOf(place)
    if (outer === 0 || place < 0) return place
    if (inner === 0) return placeIn(outer, place)
    const key = `${inner} in ${outer}`
    let number = this.#moved.get(key)
    if (number === undefined) {
      const site = this.all[inner - 1] as InlineSite
      number = this.add({ ...site, place: this.move(site.place, outer) })
      this.#moved.set(key, number)
    }
    return placeIn(number, offsetOf(place))
  }
}
