#!/usr/bin/env node
/** The entry of the `sk-backend-node` command. */
import { runCommand } from './commands/program.js';

await runCommand(process.argv.slice(2));
