// Internal names that trust whoever uses them: programs never contain them, and no file with code may.
//
// All other runtime procedures check what they are given. These take the frames, lists and tables that
// system texts hand them for what they should be, and the types and variables here are how one could make
// false ones. Inlining leaves calls of definitions that mention them alone (library/inlinable.ts).

export const closedNames: ReadonlySet<string> = new Set([
  // Frames and the dynamic state.
  '%capture',
  '%reinstate',
  '%call-with-frames',
  '%continuation',
  '%throw',
  '%continuation-type',
  '%state',
  '%initial-state',
  '%state-type',
  '%wind-type',
  '%uncaught',
  '%exit',
  // Environments by their numbers.
  '%eval',
  '%load',
  '%environment-type',
  // Lists that come to an end.
  '%apply',
  '%list->values',
  // Tables and ports, whose fields must agree with each other.
  '%hash-table-type',
  '%make-table',
  '%table-ref',
  '%table-has?',
  '%table-set!',
  '%table-delete!',
  '%table-clear!',
  '%table-keys',
  '%table-values',
  '%table->alist',
  '%text-input-type',
  '%text-output-type',
  '%byte-input-type',
  '%byte-output-type',
  // The type of types, by which one could change a type.
  '%record-type',
])
