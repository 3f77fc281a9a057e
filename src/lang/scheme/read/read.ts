// Reading a whole text: all its data, or a word on whether it is complete.
//
// A program may contain data with cycles where it quotes them; code itself must end.

import { createSource, type SourceText } from '../../../base/index.ts'
import { findCycle } from './cycles.ts'
import type { Datum } from './datum.ts'
import { CLOSES_NOTHING, DatumReader } from './datum-reader.ts'
import { adviseOnSuperfluous, adviseOnUnclosed } from './indentation.ts'
import { SchemeSyntaxError } from './syntax-error.ts'

/** All data of `source` from `offset` on, in order. Throws SchemeSyntaxError. */
export function read(source: SourceText, offset = 0, foldsCase = false): Datum[] {
  const reader = new DatumReader(source, offset, foldsCase)
  const data: Datum[] = []
  try {
    for (let datum = reader.next(); datum !== null; datum = reader.next()) {
      const cycle = reader.hasLabels ? findCycle(datum) : -1
      if (cycle >= 0) throw new SchemeSyntaxError(source, cycle, 'this code contains itself')
      data.push(datum)
    }
  } catch (error) {
    throw error instanceof SchemeSyntaxError ? withAdvice(error) : error
  }
  return data
}

/** The datum that begins at `offset`; null if there is none. */
export function readDatumAt(source: SourceText, offset: number): Datum | null {
  try {
    return new DatumReader(source, offset).next()
  } catch (error) {
    if (error instanceof SchemeSyntaxError) return null
    throw error
  }
}

/** `error` with what the indentation says about it, if it is about parentheses. */
function withAdvice(error: SchemeSyntaxError): SchemeSyntaxError {
  const { source, offset, reason, isUnfinished } = error
  const isUnclosed = isUnfinished && /^this #?(u8)?\( is never/.test(reason)
  let advice = ''
  if (isUnclosed) advice = adviseOnUnclosed(source)
  else if (reason === CLOSES_NOTHING) advice = adviseOnSuperfluous(source)
  if (advice === '') return error
  return new SchemeSyntaxError(source, offset, `${reason}; ${advice}`, isUnfinished)
}

/** What a reader of input from a person wants to know before it reads in earnest. */
export type ReadStatus = 'complete' | 'incomplete' | 'invalid'

/** Whether `text` is data from end to end, the beginning of data, or neither. */
export function readStatus(text: string): ReadStatus {
  const reader = new DatumReader(createSource('input', text))
  try {
    while (reader.next() !== null);
    return 'complete'
  } catch (error) {
    if (!(error instanceof SchemeSyntaxError)) throw error
    return error.isUnfinished ? 'incomplete' : 'invalid'
  }
}
