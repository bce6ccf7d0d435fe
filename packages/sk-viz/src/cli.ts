/** The entry of the `sk-viz` command. */
import { runSkViz } from './commands/program.js';

await runSkViz(process.argv.slice(2));
