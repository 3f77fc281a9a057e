// Assertions: the one way this code base says "this is a bug in Lazuli itself".
//
// Guest errors, compile give-ups and wrong invocations have their own channels (STYLE.md,
// "four kinds of failure"); whatever reaches `assert` or `unreachable` is our mistake and is
// caught by nobody but the outermost caller.

/** A broken invariant of the VM. Never thrown for anything a guest program or a user did. */
export class BugError extends Error {
  override readonly name = 'BugError'
}

/** Throws a BugError with `message` unless `condition` holds. */
export function assert(condition: boolean, message = 'assertion failed'): asserts condition {
  if (!condition) throw new BugError(message)
}

/** Ends a switch over a closed set: the compiler checks that nothing reaches it. */
export function unreachable(value: never): never {
  throw new BugError(`unreachable: ${String(value)}`)
}

/** Throws a BugError; usable as an expression where a value is required. */
export function bug(message: string): never {
  throw new BugError(message)
}
