// `npm run bless`: writes what every golden file's stages print into the file, and names those that
// changed. A change of a golden file belongs into the commit that causes it.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { errorText, listErrorFiles, messagePath } from './error-file.ts'
import { bless, listGoldenFiles } from './golden-file.ts'

const files = listGoldenFiles()
const errorFiles = listErrorFiles()
let changed = 0
for (const path of files) {
  const { before, after } = bless(path)
  if (before === after) continue
  writeFileSync(path, after)
  console.log(`blessed ${relative(process.cwd(), path)}`)
  changed++
}
for (const program of errorFiles) {
  const path = messagePath(program)
  const text = errorText(program)
  if (existsSync(path) && readFileSync(path, 'utf8') === text) continue
  writeFileSync(path, text)
  console.log(`blessed ${relative(process.cwd(), path)}`)
  changed++
}
console.log(`${files.length + errorFiles.length} golden files, ${changed} changed`)
