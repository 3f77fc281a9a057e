// Writes docs/ops.md, the reference of the core ops, from their records: `npx tsx scripts/document-ops.ts`.
//
// test/documents.test.ts fails when the page is not what this script would write.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { coreOpsPage } from './ops-page.ts'

writeFileSync(join(import.meta.dirname, '../docs/ops.md'), coreOpsPage())
