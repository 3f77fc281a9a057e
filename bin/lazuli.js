#!/usr/bin/env node
// The command; all of it is in src/cli/.
import '../dist/cli/main.js'
