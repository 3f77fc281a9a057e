// The first half of `npm run build`: makes dist/ of src/. The second, tsc, adds the declarations.
//
//   index.js toolkit.js chunk-*.js    the two public faces as modules; what they share is there once
//   command.cjs                       the command as one script: a function that bin/lazuli.js calls
//   command.cache                     what V8 made of that script (code-cache.ts)
//
// A file for each source file would be read, compiled and linked one by one: some 300 take 150 ms. Nothing is
// made shorter: each module stands under its file's name with its own names, so that the stack of a bug can be
// read. `node --enable-source-maps` shows an embedder the lines of the sources.

import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const cacheMaker = join(import.meta.dirname, 'code-cache.ts')

const shared: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  // ASCII only, so that the text takes a byte a character in V8 too.
  charset: 'ascii',
}

/** The public faces. */
async function bundleFaces(folder: string): Promise<void> {
  await build({
    ...shared,
    entryPoints: { index: 'src/lang/scheme/index.ts', toolkit: 'src/vm/toolkit.ts' },
    format: 'esm',
    splitting: true,
    sourcemap: 'linked',
    sourcesContent: false,
    outdir: folder,
  })
}

/** The command. Its script is a function of a `require` and its own address that gives its exports. */
async function bundleCommand(folder: string): Promise<void> {
  await build({
    ...shared,
    entryPoints: { command: 'src/cli/command.ts' },
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    define: { 'import.meta.url': 'address' },
    banner: { js: "(function (require, address) { 'use strict'; const module = { exports: {} }" },
    footer: { js: 'return module.exports })' },
    outdir: folder,
  })
}

/** Builds into `folder`, an absolute path inside the package. */
export async function bundle(folder: string): Promise<void> {
  await Promise.all([bundleFaces(folder), bundleCommand(folder)])
  execFileSync(process.execPath, ['--import', 'tsx', cacheMaker, folder], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

if (process.argv[1] === import.meta.filename) {
  const dist = join(root, 'dist')
  rmSync(dist, { recursive: true, force: true })
  await bundle(dist)
}
