// The options of the command. Parsing, usage errors and `--help` read this table.

export const commandOptions = {
  eval:      { short: 'e', type: 'string',  value: 'EXPR',     text: 'run EXPR and print its value; may be repeated' },
  'library-dir': { short: 'I', type: 'string', value: 'DIR',   text: 'look for libraries in DIR too; may be repeated' },
  interactive: { short: 'i', type: 'boolean', value: '',       text: 'read, evaluate, print; after running FILE if there is one' },
  check:     {             type: 'boolean', value: '',         text: 'only compile the files, and say what is wrong with them' },
  compile:   {             type: 'boolean', value: '',         text: 'compile the file to bytecode, which runs like the file' },
  output:    { short: 'o', type: 'string',  value: 'FILE',     text: 'where --compile writes; else beside the program, as .lzb' },
  'with-source': {         type: 'boolean', value: '',         text: 'with --compile: put the text in, for error messages' },
  engine:    {             type: 'string',  value: 'NAME',     text: 'who runs the program' },
  limits:    {             type: 'string',  value: 'LIST',     text: 'stop the program: ms=50,heap=32m,fuel=100000 (one or more)' },
  stats:     {             type: 'string',  value: '[json]',   text: 'print counters and times to standard error' },
  profile:   {             type: 'string',  value: '[json]',   text: 'count ops in the reference engine: print hot lines' },
  dump:      {             type: 'string',  value: 'STAGE,..', text: 'print stages of the program to standard output' },
  'dump-fn': {             type: 'string',  value: 'NAME',     text: 'only of the procedure of this name' },
  'perf-map': {           type: 'boolean', value: '',         text: 'name compiled code for perf in /tmp/perf-PID.map' },
  gdb:       {             type: 'boolean', value: '',         text: 'name compiled code for gdb, by its JIT interface' },
  help:      { short: 'h', type: 'boolean', value: '',         text: 'print this and exit' },
  version:   {             type: 'boolean', value: '',         text: 'print the version and exit' },
} as const

/** Values of `--stats`; without one it is `text`. */
export const statisticsFormats = ['text', 'json'] as const
export type StatisticsFormat = (typeof statisticsFormats)[number]
