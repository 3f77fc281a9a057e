// Makes a failing program small: leaves parts out while it still fails in the same way.
//
// Delta debugging over the trees of the program. A list is tried with runs of its children left out,
// longest runs first; then whole subtrees are replaced by one of their children, or by something simple. What
// is no program any more, or fails otherwise, `stillFails` refuses. Everything is tried again until
// nothing helps or the time is over.

import { type Tree, treeSize } from './tree.ts'

export type StillFails = (forms: readonly Tree[]) => Promise<boolean>

const simple: readonly Tree[] = ['0', '#f', "'()"]
const MOST_SECONDS = 90
/** Children tried in place of a tree: the smallest. */
const MOST_CHILDREN = 5

type Attempt = (forms: readonly Tree[]) => Promise<boolean>
type Path = readonly number[]

export async function shrink(
  forms: readonly Tree[],
  stillFails: StillFails,
  seconds = MOST_SECONDS,
): Promise<readonly Tree[]> {
  const end = performance.now() + seconds * 1000
  const isOver = () => performance.now() > end
  const shrinker = new Shrinker(forms, async (candidate) => !isOver() && stillFails(candidate))
  for (let before = Infinity; treeSize(shrinker.best) < before && !isOver(); ) {
    before = treeSize(shrinker.best)
    await shrinker.leaveOut([])
    for (let limit = Infinity; limit > 0 && !isOver(); ) limit = await shrinker.largest(limit)
  }
  return shrinker.best
}

class Shrinker {
  best: readonly Tree[]
  private readonly stillFails: Attempt

  constructor(forms: readonly Tree[], stillFails: Attempt) {
    this.best = forms
    this.stillFails = stillFails
  }

  /** Simplifies the trees of the largest size below `limit`; that size, or 0 when there are none. */
  async largest(limit: number): Promise<number> {
    let size = 0
    const measure = (tree: Tree) => {
      if (typeof tree === 'string') return
      const own = treeSize(tree)
      if (own < limit && own > size && own > 1) size = own
      if (own > size) for (const child of tree) measure(child)
    }
    for (const form of this.best) measure(form)
    for (let skipped = 0; size > 0; skipped++) {
      const path = this.find(size, skipped)
      if (path === null) break
      if (await this.simplify(path)) skipped--
    }
    return size
  }

  /** Tree number `skipped` of this size. */
  private find(size: number, skipped: number): Path | null {
    let left = skipped
    const search = (tree: Tree, path: Path): Path | null => {
      if (typeof tree === 'string') return null
      const own = treeSize(tree)
      if (own === size && path.length > 0 && left-- === 0) return path
      if (own < size) return null
      for (const [i, child] of tree.entries()) {
        const found = search(child, [...path, i])
        if (found !== null) return found
      }
      return null
    }
    return search(this.best, [])
  }

  /** Whether what is at `path` could be replaced by something smaller; leaves parts of it out if not. */
  private async simplify(path: Path): Promise<boolean> {
    const tree = at(this.best, path) as readonly Tree[]
    const size = treeSize(tree)
    const children = tree.filter((child) => typeof child !== 'string')
    children.sort((a, b) => treeSize(a) - treeSize(b))
    for (const each of [...simple, ...children.slice(0, MOST_CHILDREN)]) {
      if (path.length > 1 && (await this.attempt(replaced(this.best, path, each)))) return true
    }
    await this.leaveOut(path)
    return treeSize(at(this.best, path) as Tree) < size
  }

  /** Leaves children of the list at `path` out, long runs first. */
  async leaveOut(path: Path): Promise<void> {
    const { length } = at(this.best, path) as readonly Tree[]
    for (let run = 2 ** Math.floor(Math.log2(Math.max(length, 1))); run >= 1; run >>= 1) {
      for (let start = 0; ; ) {
        const list = at(this.best, path)
        if (typeof list !== 'object' || start >= list.length) break
        const shorter = [...list.slice(0, start), ...list.slice(start + run)]
        if (!(await this.attempt(replaced(this.best, path, shorter)))) start += run
      }
    }
  }

  private async attempt(candidate: Tree): Promise<boolean> {
    const forms = candidate as readonly Tree[]
    if (!(await this.stillFails(forms))) return false
    this.best = forms
    return true
  }
}

const at = (tree: Tree, path: Path): Tree | undefined =>
  path.reduce<Tree | undefined>((each, i) => (typeof each === 'object' ? each[i] : undefined), tree)

/** `tree` with what is at `path` replaced. */
function replaced(tree: Tree, path: Path, by: Tree): Tree {
  const [first, ...rest] = path
  if (first === undefined) return by
  return (tree as readonly Tree[]).map((child, i) =>
    i === first ? replaced(child, rest, by) : child,
  )
}
