// The system's variables for ports: the parameters behind `current-output-port` and its like.

import { IMMEDIATE } from '../../../expr/index.ts'
import type { InitialGlobal } from '../../../vm/index.ts'
import { allocateRecord, recordField } from '../library/system-types.ts'
import { fillPort, PORT_BYTES } from './port-record.ts'
import { type ConsoleName, consoles } from './port-table.ts'
import { portTypes } from './port-types.table.ts'

const PARAMETER_FIELDS = 2
const PARAMETER_BYTES = 8 + 8 * (1 + PARAMETER_FIELDS)

/** A parameter whose value is the console's port. */
const parameter = (name: ConsoleName): InitialGlobal => ({
  name: `%${name}-port-parameter`,
  fill(world, slot) {
    const { heap } = world
    const { handle, kind } = consoles[name]
    const { variable, fields } = portTypes[kind]
    const parameterType = world.global('%parameter-type')
    const portType = world.global(variable)
    heap.reserve(PARAMETER_BYTES + PORT_BYTES)
    const port = allocateRecord(heap, portType, fields.length)
    fillPort(heap, port, kind, handle)
    const low = allocateRecord(heap, parameterType, PARAMETER_FIELDS)
    heap.setPointer(recordField(heap, low, 0), port)
    heap.setImmediate(recordField(heap, low, 1), IMMEDIATE.false)
    heap.setPointer(slot, low)
  },
})

export const portVariables: readonly InitialGlobal[] = (Object.keys(consoles) as ConsoleName[]).map(
  parameter,
)
