// The fields of a hash table's record; hash-table.ts says what they are. Library code writes the numbers.

export const tableFields = { equivalence: 0, count: 1, used: 2, entries: 3, heads: 4, epoch: 5 } as const
export type TableField = keyof typeof tableFields
export const tableFieldNames = Object.keys(tableFields) as TableField[]
