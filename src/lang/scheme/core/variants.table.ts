// Variants: fixed-arity definitions of procedures that take any number of arguments.
//
// A call of NAME with exactly COUNT operands calls the internal definition instead, which makes no
// rest list. Each is in the library's texts beside the general one; where that is missing, it is made of
// them and takes these counts and no others (library/prelude.ts).

/** Calls with more operands are as many calls of two, from the left. */
export const leftFolds: ReadonlySet<string> = new Set(['max', 'min', 'gcd', 'lcm'])

export const variants: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  apply: { 2: '%apply-list' },
  map: { 2: '%map1', 3: '%map2' },
  'for-each': { 2: '%for-each1', 3: '%for-each2' },
  'vector-map': { 2: '%vector-map1', 3: '%vector-map2' },
  'vector-for-each': { 2: '%vector-for-each1', 3: '%vector-for-each2' },
  'string-for-each': { 2: '%string-for-each1' },
  append: { 2: '%append2' },
  member: { 2: '%member', 3: '%member-by' },
  assoc: { 2: '%assoc', 3: '%assoc-by' },
  'string->list': { 1: '%string->list1', 2: '%string->list', 3: '%string->list' },
  'string=?': { 2: '%string=?' },
  'string<?': { 2: '%string<?' },
  'string>?': { 2: '%string>?' },
  'string<=?': { 2: '%string<=?' },
  'string>=?': { 2: '%string>=?' },
  'vector-copy': { 3: '%subvector' },
  'current-input-port': { 0: '%current-input' },
  'current-output-port': { 0: '%current-output' },
  'current-error-port': { 0: '%current-error' },
  display: { 1: '%display1', 2: '%display2' },
  write: { 1: '%write1', 2: '%write2' },
  'write-shared': { 1: '%write-shared1', 2: '%write-shared' },
  'write-simple': { 1: '%write-simple1', 2: '%write-simple' },
  newline: { 0: '%newline0', 1: '%newline1' },
  'write-char': { 1: '%write-char1', 2: '%write-char2' },
  'write-string': { 1: '%write-string1', 2: '%write-string2', 3: '%write-string', 4: '%write-string' },
  'write-u8': { 1: '%write-u8-1', 2: '%write-u8-2' },
  'write-bytevector': {
    1: '%write-bytevector1',
    2: '%write-bytevector',
    3: '%write-bytevector',
    4: '%write-bytevector',
  },
  'flush-output-port': { 0: '%flush-output-port0', 1: '%flush-output-port' },
  read: { 0: '%read0', 1: '%read1' },
  'read-char': { 0: '%read-char0', 1: '%read-char1' },
  'peek-char': { 0: '%peek-char0', 1: '%peek-char1' },
  'char-ready?': { 0: '%char-ready0?', 1: '%char-ready1?' },
  'read-line': { 0: '%read-line0', 1: '%read-line' },
  'read-string': { 1: '%read-string1', 2: '%read-string' },
  'read-u8': { 0: '%read-u8-0', 1: '%read-u8-1' },
  'peek-u8': { 0: '%peek-u8-0', 1: '%peek-u8-1' },
  'u8-ready?': { 0: '%u8-ready0?', 1: '%u8-ready?' },
  'read-bytevector': { 1: '%read-bytevector1', 2: '%read-bytevector' },
  'read-bytevector!': {
    1: '%read-bytevector1!',
    2: '%read-bytevector!',
    3: '%read-bytevector!',
    4: '%read-bytevector!',
  },
  'hash-table-ref': { 2: '%hash-table-ref2', 3: '%hash-table-ref3' },
  'hash-table-update!': { 3: '%hash-table-update3!', 4: '%hash-table-update4!' },
  max: { 2: '%max2' },
  min: { 2: '%min2' },
  gcd: { 2: '%gcd2' },
}
