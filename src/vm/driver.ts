// The driver loop: guest code runs until it asks for something, we serve it and enter again.
//
//   for (;;) { enter; switch (request) { ... } }
//
// Native code leaves with a request number (runtime/native/requests.table.ts); the reference engine
// runs inside the same loop whenever a frame or a callee is its own. A guest error is a JavaScript
// exception from here on, with a backtrace taken by the walker before the stack is given up.

import { assert, bug } from '../base/index.ts'
import { MOST_ELEMENTS } from '../expr/index.ts'
import {
  type Code,
  captureStack,
  cellOffsets,
  contextOffsets,
  GuestError,
  instructionAt,
  restoreFrame,
  transferred,
} from '../runtime/index.ts'
import { FIRST_OP_REQUEST, requests } from '../runtime/native/index.ts'
import { takeBacktrace } from './backtrace.ts'
import type { Machine } from './machine.ts'
import { type NativeMachine, THREADED_GLOBAL_ASSIGNED } from './native.ts'

/** Room to ask for when threaded code is out of it: more than any op allocates. */
const OP_ALLOCATION_BYTES = 128 + 8 * MOST_ELEMENTS
const RETURN_ADDRESS_BYTES = 8

/** Runs `code`, which takes no arguments, to its end; the result is in the context block. */
export function runCode(machine: Machine, code: Code): void {
  const driver = new Driver(machine)
  machine.watch.begin()
  try {
    driver.start(code)
    driver.run()
  } catch (error) {
    if (error instanceof GuestError && error.backtrace.length === 0 && !error.isBetweenFrames) {
      error.backtrace = takeBacktrace(machine)
    }
    throw error
  } finally {
    machine.watch.end()
    driver.rest()
    machine.flushLanguage()
  }
}

/** Requests that leave with a call in the context block. */
const callRequests: ReadonlySet<number> = new Set([
  requests.referenceEntry.number,
  requests.compileEntry.number,
  requests.arity.number,
  requests.stackOverflow.number,
  requests.hotEntry.number,
])
const isCall = (request: number): boolean => request < FIRST_OP_REQUEST && callRequests.has(request)

class Driver {
  private readonly machine: Machine
  private readonly i32: Int32Array
  private readonly at: Record<keyof typeof contextOffsets, number>
  private patched = false

  constructor(machine: Machine) {
    this.machine = machine
    this.i32 = machine.heap.i32
    const entries = Object.entries(contextOffsets).map(([name, offset]) => [
      name,
      (machine.contextStart + offset) >>> 2,
    ])
    this.at = Object.fromEntries(entries) as Record<keyof typeof contextOffsets, number>
  }

  /** Prepares the call of `code` from the bottom of an empty stack. */
  start(code: Code): void {
    const { machine, at } = this
    const { heap } = machine
    const bottom = machine.stackTop - RETURN_ADDRESS_BYTES
    heap.setPointer(bottom >>> 2, machine.stubs.halt)
    heap.setPointer(at.stackPointer, bottom)
    heap.copy(at.procedure, machine.pool.slot(machine.pool.procedure(code)))
    heap.setWord(at.argumentCount, 0, 0)
    heap.setWord(at.heapFrames, 0, 0)
    heap.setPointer(at.resume, machine.stubs.halt)
    machine.startLanguage()
    this.enterCallee()
  }

  /** Nothing runs: no frames, no roots in the context block. */
  rest(): void {
    const { heap } = this.machine
    heap.setPointer(this.at.resume, this.machine.stubs.halt)
    heap.setWord(this.at.heapFrames, 0, 0)
    heap.setWord(this.at.argumentCount, 0, 0)
    heap.setWord(this.at.requestArgumentCount, 0, 0)
    this.machine.wordMask = 0
  }

  run(): void {
    const { machine } = this
    for (;;) {
      if (machine.native !== null && !this.isReferenceNext) {
        if (this.runNative(machine.native)) return
      } else if (this.runReference()) return
    }
  }

  private isReferenceNext = false
  /** How the reference engine starts: at a frame, or with the call in the context block. */
  private referenceStart: 'frame' | 'call' = 'frame'

  // Native code.

  /** Enters native code until the reference engine must go on; true when the fiber has ended. */
  private runNative(native: NativeMachine): boolean {
    const { i32 } = this
    const request = this.at.request
    let isLight = false
    for (;;) {
      if (isLight) {
        if (this.patched) native.enterLightSerialising()
        else native.enterLight()
      } else if (this.patched) native.enterSerialising()
      else native.enter()
      this.patched = false
      const number = i32[request] as number
      if (!isCall(number)) this.forgetCall()
      isLight = number === requests.light.number
      if (isLight) this.serveLight()
      else if (number >= FIRST_OP_REQUEST) {
        this.serveOp(number - FIRST_OP_REQUEST)
        if (this.isReferenceNext) return false
      } else {
        switch (number) {
          case requests.halt.number:
            return true
          case requests.underflow.number:
            this.underflow()
            break
          case requests.referenceReturn.number:
            this.isReferenceNext = true
            this.referenceStart = 'frame'
            break
          case requests.referenceEntry.number:
            this.isReferenceNext = true
            this.referenceStart = 'call'
            break
          case requests.compileEntry.number:
            this.enterCallee()
            break
          case requests.hotEntry.number:
            this.hotEntry()
            break
          case requests.hotLoop.number:
            this.hotLoop()
            break
          case requests.arity.number:
            this.arity()
            break
          case requests.stackOverflow.number:
            this.stackOverflow()
            break
          case requests.collect.number:
            this.machine.collect(OP_ALLOCATION_BYTES)
            break
          case requests.poll.number:
          case requests.meter.number:
            this.machine.watch.poll()
            break
          case requests.fault.number:
            throw this.machine.watch.fault()
          case requests.nothing.number:
            break
          default:
            bug(`native code left with request ${number}`)
        }
        if (this.isReferenceNext) return false
      }
    }
  }

  /** The call that was entered last has taken its words: they are no roots any more. */
  private forgetCall(): void {
    const { i32, at } = this
    i32[at.argumentCount] = 0
    i32[at.procedure] = 0
    i32[at.procedure + 1] = 0
  }

  private count(name: string): void {
    const { counters } = this.machine
    counters.set(name, (counters.get(name) ?? 0) + 1)
  }

  /** A stub or a light site of compiled code: registers are in the save area. */
  private serveLight(): void {
    const { machine, i32, at } = this
    const number = i32[at.lightSite] as number
    if (number === THREADED_GLOBAL_ASSIGNED) {
      this.globalAssigned(i32[at.lightArgument] as number)
      return
    }
    const lazy = machine.lazy ?? bug('a light request without the lazy tier')
    const site = lazy.site(number)
    this.count(site.kind)
    switch (site.kind) {
      case 'edge':
      case 'entry':
        machine.heap.setPointer(at.resume, lazy.hit(number))
        this.patched = true
        return
      case 'collect':
        machine.wordMask = site.wordMask
        machine.collect(site.bytes)
        machine.wordMask = 0
        return
      case 'poll':
        machine.watch.poll()
        if (!site.framed && this.isStackFull(0)) this.makeStackRoom(site.wordMask)
        return
      case 'globalAssigned':
        this.globalAssigned(site.global)
        return
    }
  }

  /** Whether the frame of `bytes` that an entry is about to build does not fit. */
  private isStackFull(bytes: number): boolean {
    const { heap, watch } = this.machine
    return (heap.low(this.at.stackPointer) >>> 0) - bytes < watch.stackLimit
  }

  /** A poll at an entry, before the frame is built: the return address is at the stack pointer. */
  private makeStackRoom(wordMask: number): void {
    const { machine, at } = this
    const { heap } = machine
    const resume = heap.low(at.resume)
    machine.wordMask = wordMask
    const room = captureStack(machine, heap.low(at.stackPointer) >>> 0)
    machine.wordMask = 0
    this.count('captured stacks')
    heap.setPointer(at.stackPointer, room)
    heap.setPointer(at.resume, resume)
  }

  private globalAssigned(index: number): void {
    this.machine.globalAssigned(index)
    this.patched = true
  }

  /** A runtime procedure that an op body asked for. */
  private serveOp(index: number): void {
    const { machine } = this
    try {
      machine.serve(index)
    } catch (error) {
      machine.handleError(error)
    }
    machine.heap.setWord(this.at.requestArgumentCount, 0, 0)
    if (machine.integers.noteServed(index)) this.patched = true
    if (machine.hasTransfer) this.follow()
  }

  /** Goes on where a control transfer leads. */
  private follow(): void {
    const { machine, at } = this
    const { control } = machine
    const { next } = control
    control.next = 'none'
    this.isReferenceNext = false
    if (next === 'call') this.enterCallee()
    else if (next === 'call behind arity') this.enterBehindArity()
    else if (next === 'frame') this.resumeFrame()
    else if (machine.native === null && machine.heap.low(at.resume) === machine.stubs.underflow) {
      this.underflow()
    }
  }

  /** As `enterCallee`, when the call in the context block has its rest list already. */
  private enterBehindArity(): void {
    const { machine, at } = this
    this.enterCallee()
    if (this.isReferenceNext) machine.restListMade = true
    else machine.heap.setPointer(at.resume, machine.policy.uncheckedEntry(this.calleeCode()))
  }

  private underflow(): void {
    restoreFrame(this.machine)
    this.count('restored frames')
    this.resumeFrame()
  }

  /** The frame in the context block goes on, in the tier it belongs to. */
  private resumeFrame(): void {
    const resume = this.machine.heap.low(this.at.resume)
    if (resume === this.machine.stubs.referenceReturn) {
      this.isReferenceNext = true
      this.referenceStart = 'frame'
    }
  }

  // Calls.

  private calleeCode(): Code {
    const { machine } = this
    return machine.codeOfProcedure(this.at.procedure)
  }

  /** Goes on at the callee's entry, in the tier that policy chooses for this call. */
  private enterCallee(): void {
    const { machine, at } = this
    const code = this.calleeCode()
    const entry = machine.policy.entryForCall(code)
    if (entry === null) {
      this.isReferenceNext = true
      this.referenceStart = 'call'
      return
    }
    machine.heap.setPointer(at.resume, entry)
    this.patched = true
  }

  private hotEntry(): void {
    const { machine, at } = this
    const code = this.calleeCode()
    const entry = machine.policy.compileEntry(code)
    this.count('hot entries')
    machine.heap.setPointer(at.resume, entry)
    this.patched = true
  }

  /** A threaded frame in a hot loop goes on in compiled code, at the same position. */
  private hotLoop(): void {
    const { machine, at } = this
    const { heap } = machine
    const base = heap.low(at.stackPointer) >>> 2
    const code = machine.codeOfProcedure(base)
    const { pc } = machine.maps.mapOf(base, heap.low(at.resume) >>> 0)
    const entry = machine.policy.compileLoop(code, instructionAt(code, pc))
    if (entry === null) return
    this.count('hot loops')
    heap.setPointer(at.resume, entry)
    this.patched = true
  }

  /** A wrong number of arguments, or a procedure that wants a rest list. */
  private arity(): void {
    const { machine, at } = this
    const { heap } = machine
    const code = this.calleeCode()
    // The callee has no frame yet: while the list is made the caller is the newest one.
    const stackPointer = heap.low(at.stackPointer) >>> 0
    heap.setPointer(at.stackPointer, stackPointer + 8)
    heap.setPointer(at.resume, heap.low(stackPointer >>> 2))
    machine.policy.countRestCall(code)
    try {
      machine.makeRestList(code)
    } catch (error) {
      machine.handleError(error)
      this.follow()
      return
    }
    heap.setPointer(at.stackPointer, stackPointer)
    heap.setPointer(at.resume, machine.policy.uncheckedEntry(code))
    this.patched = true
  }

  private stackOverflow(): void {
    const { machine, at } = this
    const { heap } = machine
    const { cell, hasRest } = this.calleeCode()
    this.pollInCaller()
    if (this.isStackFull(heap.low((cell + cellOffsets.frameBytes) >>> 2))) {
      const room = captureStack(machine, heap.low(at.stackPointer) >>> 0)
      this.count('captured stacks')
      heap.setPointer(at.stackPointer, room)
    }
    heap.setPointer(at.resume, heap.low((cell + cellOffsets.entry) >>> 2))
    if (hasRest) this.stackOverflowBehindArity()
  }

  /** Polls while the callee has no frame: the caller is the newest one. */
  private pollInCaller(): void {
    const { machine, at } = this
    const { heap } = machine
    const stackPointer = heap.low(at.stackPointer) >>> 0
    heap.setPointer(at.stackPointer, stackPointer + 8)
    heap.setPointer(at.resume, heap.low(stackPointer >>> 2))
    try {
      machine.watch.poll()
    } catch (error) {
      if (error instanceof GuestError) {
        error.backtrace = takeBacktrace(machine, this.calleeCode())
      }
      throw error
    }
    heap.setPointer(at.stackPointer, stackPointer)
  }

  /** The rest list was made already: enter behind the arity check. */
  private stackOverflowBehindArity(): void {
    const { machine, at } = this
    machine.heap.setPointer(at.resume, machine.policy.uncheckedEntry(this.calleeCode()))
  }

  // The reference engine.

  /** Runs the reference engine until native code must go on; true when the fiber has ended. */
  private runReference(): boolean {
    const { machine, at } = this
    const engine = machine.reference ?? bug('no reference engine')
    // An assignment to a global may change compiled code meanwhile.
    this.patched = true
    let transfer: ReturnType<typeof engine.run>
    try {
      transfer = this.referenceStart === 'call' ? engine.enter() : engine.run()
    } catch (error) {
      if (error !== transferred) machine.handleError(error)
      machine.heap.setWord(at.requestArgumentCount, 0, 0)
      this.follow()
      return machine.native === null && machine.heap.low(at.resume) === machine.stubs.halt
    }
    this.isReferenceNext = false
    switch (transfer) {
      case 'halt':
        return true
      case 'underflow':
        this.isReferenceNext = false
        this.underflow()
        return false
      case 'native-return':
        assert(machine.native !== null, 'a native return address without native code')
        return false
      case 'native-entry':
        this.enterCallee()
        return false
      default:
        return bug(`transfer ${transfer as string} at ${machine.heap.low(at.resume)}`)
    }
  }
}
