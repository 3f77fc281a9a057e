// The options of the command. Parsing, usage errors and `--help` read this table.

export const commandOptions = {
  eval:      { short: 'e', type: 'string',  value: 'EXPR',     text: 'run EXPR and print its value; may be repeated' },
  engine:    {             type: 'string',  value: 'NAME',     text: 'who runs the program' },
  stats:     {             type: 'string',  value: '[json]',   text: 'print counters and times to standard error' },
  dump:      {             type: 'string',  value: 'STAGE,..', text: 'print stages of the program to standard output' },
  'dump-fn': {             type: 'string',  value: 'NAME',     text: 'only of the procedure of this name' },
  help:      { short: 'h', type: 'boolean', value: '',         text: 'print this and exit' },
  version:   {             type: 'boolean', value: '',         text: 'print the version and exit' },
} as const

/** Values of `--stats`; without one it is `text`. */
export const statisticsFormats = ['text', 'json'] as const
export type StatisticsFormat = (typeof statisticsFormats)[number]
