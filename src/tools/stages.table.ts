// The stages that `--dump` can show. Help, the check of the option and the dumps read this table.
//
// `when` says what a stage needs: the compiled program, the linked program, or a run of it.

export const stages = {
  core:     { when: 'compiled', text: 'the program after the front end: one line a top-level form' },
  inline:   { when: 'compiled', text: 'which calls were inlined and why others were not, in order of place' },
  ops:      { when: 'compiled', text: 'bytecode, one op a line' },
  words:    { when: 'linked',   text: 'linked code unit by unit: address, handler, op, operands' },
  versions: { when: 'run',      text: 'each compiled path: where it starts, under which context, its versions' },
  asm:      { when: 'run',      text: 'machine code of each compiled path, with comments' },
} as const satisfies Record<string, { readonly when: 'compiled' | 'linked' | 'run'; readonly text: string }>

export type StageName = keyof typeof stages
