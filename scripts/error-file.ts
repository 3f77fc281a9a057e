// Wrong programs and the messages they must lead to: test/errors/NAME.scm, NAME.txt.
//
// A program runs by itself, in the engine auto, with its folder as its world; what the command would print to
// standard error is the text.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createSource } from '../src/base/index.ts'
import { describeFailure } from '../src/cli/failure.ts'
import { createVm } from '../src/lang/scheme/index.ts'
import type { HostFiles } from '../src/vm/index.ts'

const folder = fileURLToPath(new URL('../test/errors', import.meta.url))

/** What of the folder programs may read. */
const files: HostFiles = {
  read: (name) => readFileSync(join(folder, name)),
  exists: (name) => existsSync(join(folder, name)),
  create: (name) => {
    throw new Error(`${name} cannot be written`)
  },
  remove: (name) => {
    throw new Error(`${name} cannot be removed`)
  },
}

/** Paths of all wrong programs, sorted. */
export function listErrorFiles(): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.scm'))
    .map((name) => join(folder, name))
    .sort()
}

/** Path of the blessed message of a program. */
export const messagePath = (program: string) => program.replace(/\.scm$/, '.txt')

/** What the program at `path` says when it fails; what it prints comes first. */
export function errorText(path: string, engine: 'auto' | 'reference' | 'lazy' = 'auto'): string {
  let output = ''
  const write = (text: string) => {
    output += text
  }
  const vm = createVm({ engine, files, write })
  const name = basename(path)
  try {
    vm.runTemplate(vm.compile(createSource(name, readFileSync(path, 'utf8'))))
    return `${output}no error\n`
  } catch (error) {
    return output + describeFailure(error, vm, name).text
  } finally {
    vm.dispose()
  }
}
