// koffi with a system call that fails: what a security policy would do, without one.

import { createRequire } from 'node:module'

const nodeRequire = createRequire(import.meta.url)
const ACCESS_DENIED = 13

/** koffi in which the calls of one function that `fails` picks return -1 and set EACCES. */
export function koffiFailing(name: string, fails: (values: unknown[]) => boolean): unknown {
  const koffi = nodeRequire('koffi')
  let denied = false
  const load = (path: string | null) => {
    const library = koffi.load(path)
    const func = (definition: string) => {
      const call = library.func(definition)
      if (!definition.includes(` ${name}(`)) return call
      return (...values: unknown[]) => {
        denied = fails(values)
        return denied ? -1 : call(...values)
      }
    }
    return { func }
  }
  const { proto, os, view, decode } = koffi
  return { load, proto, os, view, decode, errno: () => (denied ? ACCESS_DENIED : koffi.errno()) }
}
