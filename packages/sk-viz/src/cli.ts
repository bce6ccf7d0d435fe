/** The entry of the `sk-viz` command. */
import { runProgram } from './node/commands/program.js';

await runProgram(process.argv.slice(2));
