// What the host says against a file, as an error of the guest that `file-error?` knows.

import { GuestError, type HostFile } from '../../../vm/index.ts'

const reasons: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['EACCES', 'permission denied'],
  ['EISDIR', 'it is a directory'],
  ['ENOTDIR', 'a part of its path is no directory'],
  ['EEXIST', 'it exists'],
  ['ENOSPC', 'the disk is full'],
])

/** The guest's error for what the host threw; errors of ours pass. */
export function fileError(error: unknown, message: string): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code
  if (error instanceof GuestError || typeof code !== 'string') return error
  const reason = reasons.get(code) ?? (error as Error).message
  return new GuestError('file', `${message}: ${reason}`)
}

/** `file`, with errors of the host made errors of the guest. */
export function guardedFile(file: HostFile, name: string): HostFile {
  const guard = (action: () => void) => {
    try {
      action()
    } catch (error) {
      throw fileError(error, name)
    }
  }
  return {
    write: (bytes) => guard(() => file.write(bytes)),
    close: () => guard(() => file.close()),
  }
}
