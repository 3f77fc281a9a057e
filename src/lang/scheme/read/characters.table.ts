// Named characters: what `#\NAME` means, and which escapes strings and |symbols| know.

/** Name to code point; where two names share one, the first is the one that is printed. */
export const characterNames: ReadonlyMap<string, number> = new Map([
  ['space',     0x20],
  ['newline',   0x0a],
  ['tab',       0x09],
  ['return',    0x0d],
  ['null',      0x00],
  ['alarm',     0x07],
  ['backspace', 0x08],
  ['delete',    0x7f],
  ['escape',    0x1b],
  ['nul',       0x00],
  ['linefeed',  0x0a],
  ['page',      0x0c],
  ['vtab',      0x0b],
  ['esc',       0x1b],
  ['altmode',   0x1b],
  ['rubout',    0x7f],
])

/** The letter after a backslash in a string, and the character it stands for. */
export const stringEscapes: ReadonlyMap<string, string> = new Map([
  ['a',  '\x07'],
  ['b',  '\b'],
  ['t',  '\t'],
  ['n',  '\n'],
  ['r',  '\r'],
  ['"',  '"'],
  ['\\', '\\'],
  ['|',  '|'],
])
