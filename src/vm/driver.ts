// The driver loop: guest code runs until it asks for something, we serve it and enter again.
//
//   for (;;) { enter; switch (request) { ... } }
//
// Native code leaves with a request number (runtime/native/requests.table.ts); the reference engine
// runs inside the same loop whenever a frame or a callee is its own. A guest error is a JavaScript
// exception from here on, with a backtrace taken by the walker before the stack is given up.

import { assert, bug } from '../base/index.ts'
import {
  type Code,
  captureStack,
  cellOffsets,
  contextOffsets,
  GuestError,
  instructionAt,
  placeAt,
  restoreFrame,
  walkFrames,
} from '../runtime/index.ts'
import { FIRST_OP_REQUEST, requests } from '../runtime/native/index.ts'
import type { Machine } from './machine.ts'
import { type NativeMachine, THREADED_GLOBAL_ASSIGNED } from './native.ts'

/** Room to ask for when threaded code is out of it: more than any op allocates. */
const OP_ALLOCATION_BYTES = 128
const RETURN_ADDRESS_BYTES = 8

/** Runs `code`, which takes no arguments, to its end; the result is in the context block. */
export function runCode(machine: Machine, code: Code): void {
  const driver = new Driver(machine)
  driver.start(code)
  try {
    driver.run()
  } catch (error) {
    if (error instanceof GuestError && error.backtrace.length === 0) {
      error.backtrace = driver.backtrace()
    }
    throw error
  } finally {
    driver.rest()
  }
}

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
      isLight = number === requests.light.number
      if (isLight) this.serveLight()
      else if (number >= FIRST_OP_REQUEST) this.serveOp(number - FIRST_OP_REQUEST)
      else {
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
          case requests.nothing.number:
            break
          default:
            bug(`native code left with request ${number}`)
        }
        if (this.isReferenceNext) return false
      }
    }
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
        if (!site.framed) this.makeStackRoom(site.wordMask)
        return
      case 'globalAssigned':
        this.globalAssigned(site.global)
        return
    }
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
    machine.serve(index)
    machine.heap.setWord(this.at.requestArgumentCount, 0, 0)
  }

  private underflow(): void {
    restoreFrame(this.machine)
    this.count('restored frames')
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
    const entry = machine.entryForCall(code)
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
    const entry = machine.compileEntry(code)
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
    const entry = machine.compileLoop(code, instructionAt(code, pc))
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
    machine.countRestCall(code)
    machine.makeRestList(code)
    heap.setPointer(at.stackPointer, stackPointer)
    heap.setPointer(at.resume, machine.uncheckedEntry(code))
    this.patched = true
  }

  private stackOverflow(): void {
    const { machine, at } = this
    const { heap } = machine
    const room = captureStack(machine, heap.low(at.stackPointer) >>> 0)
    this.count('captured stacks')
    heap.setPointer(at.stackPointer, room)
    const { cell } = this.calleeCode()
    heap.setPointer(at.resume, heap.low((cell + cellOffsets.entry) >>> 2))
    if (this.calleeCode().hasRest) this.stackOverflowBehindArity()
  }

  /** The rest list was made already: enter behind the arity check. */
  private stackOverflowBehindArity(): void {
    const { machine, at } = this
    machine.heap.setPointer(at.resume, machine.uncheckedEntry(this.calleeCode()))
  }

  // The reference engine.

  /** Runs the reference engine until native code must go on; true when the fiber has ended. */
  private runReference(): boolean {
    const { machine, at } = this
    const engine = machine.reference ?? bug('no reference engine')
    const transfer = this.referenceStart === 'call' ? engine.enter() : engine.run()
    this.isReferenceNext = false
    // An assignment to a global may have changed compiled code meanwhile.
    this.patched = true
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

  /** Guest frames, innermost first. */
  backtrace(): { procedure: string; place: number }[] {
    const frames: { procedure: string; place: number }[] = []
    walkFrames(this.machine, ({ map }) => {
      frames.push({ procedure: map.code.name, place: placeAt(map.code, map.pc) })
      return frames.length >= 1000 ? 'stop' : undefined
    })
    return frames
  }
}
