// What the command says and answers when a run of the guest does not come to its end.

import { hintFor, innermostFrame, SchemeSyntaxError, type SchemeVm } from '../lang/scheme/index.ts'
import { CodeFileError } from '../ops/index.ts'
import { GuestError, GuestExit } from '../vm/index.ts'
import {
  chooseErrorStyle,
  printCodeError,
  printGuestError,
  printSyntaxError,
} from './error-text.ts'
import { stopCode } from './limits.ts'

const ERROR_CODE = 1

interface Failure {
  /** For standard error. */
  readonly text: string
  readonly exitCode: number
}

/** What to do about `error`, thrown by the program called `name`; throws it again if it is none of the guest's. */
export function describeFailure(error: unknown, { program }: SchemeVm, name: string): Failure {
  const style = chooseErrorStyle()
  if (error instanceof GuestExit) return { text: '', exitCode: error.code }
  if (error instanceof SchemeSyntaxError) {
    return { text: printSyntaxError(error, style), exitCode: ERROR_CODE }
  }
  if (error instanceof CodeFileError) {
    return { text: printCodeError(error, name, style), exitCode: ERROR_CODE }
  }
  if (!(error instanceof GuestError)) throw error
  const at = innermostFrame(error)
  const hint = hintFor(error, at, program)
  return {
    text: printGuestError(error, at, name, hint, style),
    exitCode: stopCode(error.kind) ?? ERROR_CODE,
  }
}
