// The four kinds of ports: the system's variable for the type of each, and its fields.

export type PortKind = 'text-input' | 'text-output' | 'byte-input' | 'byte-output'

/** Index of each field; only textual input has the last one. Library code writes these numbers. */
export const portFields = { handle: 0, buffer: 1, at: 2, end: 3, 'folds-case': 4 } as const
export type PortField = keyof typeof portFields

const fieldNames = Object.keys(portFields) as PortField[]
const commonFields = fieldNames.slice(0, portFields['folds-case'])

/** By kind: the system's variable for the type, and the fields. */
export const portTypes: Readonly<
  Record<PortKind, { readonly variable: string; readonly fields: readonly PortField[] }>
> = {
  'text-input': { variable: '%text-input-type', fields: fieldNames },
  'text-output': { variable: '%text-output-type', fields: commonFields },
  'byte-input': { variable: '%byte-input-type', fields: commonFields },
  'byte-output': { variable: '%byte-output-type', fields: commonFields },
}
export const portKinds = Object.keys(portTypes) as PortKind[]
