// `npm run bless`: writes what every golden file's stages print into the file, and names those that
// changed. A change of a golden file belongs into the commit that causes it.

import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { bless, listGoldenFiles } from './golden-file.ts'

const files = listGoldenFiles()
let changed = 0
for (const path of files) {
  const { before, after } = bless(path)
  if (before === after) continue
  writeFileSync(path, after)
  console.log(`blessed ${relative(process.cwd(), path)}`)
  changed++
}
console.log(`${files.length} golden files, ${changed} changed`)
