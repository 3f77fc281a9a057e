// Variants: fixed-arity definitions of procedures that take any number of arguments.
//
// A call of NAME with exactly COUNT operands calls the internal definition instead, which makes no
// rest list. Each is in the library's texts beside the general one.

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
  'string=?': { 2: '%string=?' },
  'string<?': { 2: '%string<?' },
  'string>?': { 2: '%string>?' },
  'string<=?': { 2: '%string<=?' },
  'string>=?': { 2: '%string>=?' },
  'vector-copy': { 3: '%subvector' },
  max: { 2: '%max2' },
  min: { 2: '%min2' },
}
