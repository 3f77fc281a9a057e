// Worker threads that run TypeScript: Node 20 does not hand tsx on to them.

import { Worker } from 'node:worker_threads'

const START = `
  const { workerData } = require('node:worker_threads')
  import('tsx/esm/api').then(({ register }) => {
    register()
    return import(workerData.file)
  })`

/** Starts `file` in a thread; `workerData` there holds `data` and the file's address. */
export function startWorker<Data extends object>(file: URL, data: Data): Worker {
  return new Worker(START, { eval: true, execArgv: [], workerData: { ...data, file: file.href } })
}
