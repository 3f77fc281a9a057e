// Runs the command from the sources; bin/lazuli.js runs what scripts/build.ts made of it.

import { main } from './command.ts'

process.exitCode = await main(process.argv.slice(2))
