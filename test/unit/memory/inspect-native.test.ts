// What `lazuli doctor` finds where a step of native mode is impossible.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspectNative } from '../../../src/memory/index.ts'
import { nativeProblem } from '../../native-problem.ts'
import { koffiFailing } from './failing-koffi.ts'

/** The failure, which is the last finding. */
function failure(require: Parameters<typeof inspectNative>[0]) {
  const findings = inspectNative(require)
  const last = findings.at(-1)
  assert.ok(findings.slice(0, -1).every(({ ok }) => ok))
  return { step: last?.step, ok: last?.ok, found: last?.found, advice: last?.advice ?? '' }
}

test('everything is found where machine code runs', { skip: nativeProblem }, () => {
  const findings = inspectNative()
  assert.deepEqual(
    findings.filter(({ ok }) => !ok),
    [],
  )
  assert.match(findings.find(({ step }) => step === 'native call')?.found ?? '', /^\d+ ns$/)
})

test('a missing package is named', { skip: nativeProblem }, () => {
  const { step, found, advice } = failure(() => {
    throw new Error("Cannot find module 'koffi'\nRequire stack:")
  })
  assert.deepEqual([step, found], ['koffi', "Cannot find module 'koffi'"])
  assert.match(advice, /npm install koffi/)
})

test('denied executable mappings are named', { skip: nativeProblem }, () => {
  const READ_EXECUTE = 5
  const isExecutable = (values: unknown[]) => values[2] === READ_EXECUTE
  const { step, found, advice } = failure(() => koffiFailing('mprotect', isExecutable))
  assert.deepEqual(
    [step, found],
    ['executable memory', 'mprotect of executable pages failed: EACCES'],
  )
  assert.match(advice, /PROT_EXEC/)
})

test('an address space that is too small is named', { skip: nativeProblem }, () => {
  const isLarge = (values: unknown[]) => Number(values[1]) >= 2 ** 32
  const { step, found } = failure(() => koffiFailing('mmap', isLarge))
  assert.equal(step, 'address space')
  assert.match(found ?? '', /mmap failed: EACCES/)
})
