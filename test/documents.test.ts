// Every relative link in a document of the project leads to a file that exists, and its anchor to a
// heading of that file. Code blocks are not searched.

import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { coreOpsPage } from '../scripts/ops-page.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const skippedFolders = new Set(['node_modules', 'dist'])
/** `[text](target)` and `[text](target "title")`; images too. */
const linkPattern = /\]\(\s*([^)\s]+)[^)]*\)/g
const fencePattern = /^\s*```/

interface Link {
  readonly line: number
  readonly target: string
}

function listDocuments(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (!entry.isDirectory()) return entry.name.endsWith('.md') ? [path] : []
    const isSkipped = skippedFolders.has(entry.name) || entry.name.startsWith('.')
    return isSkipped ? [] : listDocuments(path)
  })
}

/** The lines of `text`; those inside code blocks are empty. */
function proseLines(text: string): string[] {
  let isCode = false
  return text.split('\n').map((line) => {
    if (fencePattern.test(line)) isCode = !isCode
    else if (!isCode) return line
    return ''
  })
}

function findLinks(text: string): Link[] {
  return proseLines(text).flatMap((line, i) =>
    [...line.matchAll(linkPattern)].map(([, target]) => ({
      line: i + 1,
      target: target as string,
    })),
  )
}

/** The anchors of a document's headings, as GitHub makes them. */
function anchorsOf(text: string): Set<string> {
  const headings = proseLines(text).filter((line) => /^#+ /.test(line))
  return new Set(
    headings.map((line) => {
      const words = line.replace(/^#+ /, '').toLowerCase()
      return words.replace(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-')
    }),
  )
}

const isExternal = (target: string) => /^[a-z]+:/.test(target)

/** What is wrong with a link in the document at `path`, or null. */
function problemOf(path: string, target: string): string | null {
  const [file, anchor] = target.split('#') as [string, string?]
  const destination = file === '' ? path : resolve(dirname(path), decodeURI(file))
  if (!existsSync(destination)) return 'there is no such file'
  if (relative(root, destination).startsWith('..')) return 'leads out of the project'
  if (anchor === undefined || !destination.endsWith('.md')) return null
  const isThere = anchorsOf(readFileSync(destination, 'utf8')).has(anchor)
  return isThere ? null : 'there is no such heading'
}

test('every link leads somewhere', () => {
  const documents = listDocuments(root)
  assert.ok(documents.length > 0)
  const problems = documents.flatMap((path) =>
    findLinks(readFileSync(path, 'utf8'))
      .filter(({ target }) => !isExternal(target))
      .flatMap(({ line, target }) => {
        const problem = problemOf(path, target)
        return problem === null ? [] : [`${relative(root, path)}:${line}: ${target}: ${problem}`]
      }),
  )
  assert.deepEqual(problems, [])
})

test('links are found, and dead ones named', () => {
  const text = 'a [b](c.md) ![d](e.png "f")\n```\n[g](h.md)\n```\n[i](#j)'
  assert.deepEqual(findLinks(text), [
    { line: 1, target: 'c.md' },
    { line: 1, target: 'e.png' },
    { line: 5, target: '#j' },
  ])
  const here = join(root, 'README.md')
  assert.equal(problemOf(here, 'package.json'), null)
  assert.match(problemOf(here, 'nowhere.md') as string, /no such file/)
  assert.match(problemOf(here, '../outside.md') as string, /no such file|out of the project/)
  assert.match(problemOf(here, '#no-heading-is-called-so') as string, /heading/)
  assert.ok(anchorsOf('# A `b-c`, d\n').has('a-b-c-d'))
})

test('docs/ops.md is what the op records say', () => {
  const message = 'run npx tsx scripts/document-ops.ts'
  assert.equal(readFileSync(join(root, 'docs/ops.md'), 'utf8'), coreOpsPage(), message)
})
