// The ratios of every engine to a baseline: program by program, and their geometric means for each
// class and over all. Below 1 is faster than the baseline. Only good runs count, and a mean always
// says over how many programs it was taken: engines that failed on some have fewer.

import { type Measurement, ratio } from './measure.ts'
import { geometricMean } from './statistics.ts'

export type Mean = { mean: number; count: number }

export type RatioTable = {
  baseline: string
  engines: readonly string[]
  classes: readonly string[]
  programs: readonly { name: string; class: string }[]
  /** By program, then engine. */
  byProgram: ReadonlyMap<string, ReadonlyMap<string, number>>
  /** By class, then engine; the class `all` is over everything. */
  byClass: ReadonlyMap<string, ReadonlyMap<string, Mean>>
}

/** The name of the row over all classes. */
export const allClasses = 'all'

/** Engines, classes and programs come in the order in which they were measured. */
export function computeRatios(measurements: readonly Measurement[], baseline: string): RatioTable {
  const engines = [...new Set(measurements.map((each) => each.engine))]
  const classOf = new Map(measurements.map((each) => [each.program, each.class]))
  const programs = [...classOf].map(([name, className]) => ({ name, class: className }))
  const classes = [...new Set(classOf.values())]
  const byProgram = new Map(
    programs.map(({ name }) => [name, programRatios(measurements, name, engines, baseline)]),
  )
  const meansOf = (names: readonly string[]) => {
    const means = new Map<string, Mean>()
    for (const engine of engines) {
      const known = names.flatMap((name) => byProgram.get(name)?.get(engine) ?? [])
      if (known.length > 0) means.set(engine, { mean: geometricMean(known), count: known.length })
    }
    return means
  }
  const namesIn = (className: string) =>
    programs.filter((each) => className === allClasses || each.class === className)
  const byClass = new Map(
    [...classes, allClasses].map((each) => [each, meansOf(namesIn(each).map(({ name }) => name))]),
  )
  return { baseline, engines, classes, programs, byProgram, byClass }
}

function programRatios(
  measurements: readonly Measurement[],
  program: string,
  engines: readonly string[],
  baseline: string,
): Map<string, number> {
  const ratios = new Map<string, number>()
  for (const engine of engines) {
    const found = ratio(measurements, program, engine, baseline)
    if (found !== undefined) ratios.set(engine, found)
  }
  return ratios
}
