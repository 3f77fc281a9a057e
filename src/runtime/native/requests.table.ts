// The requests with which native code leaves for the driver, other than those of op bodies.
//
// A request number below FIRST_OP_REQUEST is a row of this table; above it is FIRST_OP_REQUEST plus
// the index in the op set's own list. Each is a counter of `--stats`.

export const requests = {
  light:           { number: 0,  text: 'light request: a stub or site of lazily compiled code, all registers saved' },
  halt:            { number: 1,  text: 'the fiber has returned' },
  underflow:       { number: 2,  text: 'returned into a frame that was moved to the heap' },
  referenceReturn: { number: 3,  text: 'returned into a frame of the reference engine' },
  referenceEntry:  { number: 4,  text: 'called code that the reference engine runs' },
  compileEntry:    { number: 5,  text: 'called code that has no native entry yet' },
  arity:           { number: 6,  text: 'called with a wrong number of arguments, or with a rest list to make' },
  stackOverflow:   { number: 7,  text: 'no room on the stack at an entry, or interrupted there' },
  collect:         { number: 8,  text: 'threaded code needs room; the op starts again' },
  poll:            { number: 9,  text: 'the loop poll of threaded code was hit' },
  hotLoop:         { number: 10, text: 'a loop of threaded code is hot' },
  hotEntry:        { number: 11, text: 'an entry of threaded code is hot' },
  nothing:         { number: 12, text: 'a round trip and no more (bench/micro.ts)' },
  fault:           { number: 13, text: 'a fault in guest code: the VM ends' },
  meter:           { number: 14, text: 'fuel is used up at an entry of threaded code; the op starts again' },
} as const

export const FIRST_OP_REQUEST = 32
