// Programs as trees of words, as far as generating and shrinking them needs: no data, only text.
//
// A word is anything without blanks and parentheses outside a string: `x`, `#\a`, `"a b"`, `'()`.
// Quotes before a list are words of their own: `'(1 2)` is read and printed as `'` and a list.

export type Tree = string | readonly Tree[]

const token = /\s+|;[^\n]*|"(?:\\.|[^"\\])*"|#\\(?:[a-z0-9]+|.)|'\(\)|#\(|[()]|'|[^\s()"';]+/gsu

/** The trees of `text`, one for each top-level form. */
export function parseTrees(text: string): Tree[] {
  const open: Tree[][] = [[]]
  for (const [word] of text.matchAll(token)) {
    const inner = open.at(-1) as Tree[]
    if (/^\s|^;/.test(word)) continue
    if (word === '(') {
      const list: Tree[] = []
      inner.push(list)
      open.push(list)
    } else if (word === ')') open.pop()
    else inner.push(word)
  }
  return open[0] as Tree[]
}

export function printTree(tree: Tree): string {
  if (typeof tree === 'string') return tree
  return `(${tree
    .map(printTree)
    .join(' ')
    .replaceAll(/(?<=^| )' /g, "'")})`
}

export function printProgram(forms: readonly Tree[]): string {
  return forms.map((form) => `${printTree(form)}\n`).join('')
}

/** The number of words and lists. */
export function treeSize(tree: Tree): number {
  if (typeof tree === 'string') return 1
  return tree.reduce((size: number, child) => size + treeSize(child), 1)
}
