/** The entry of the `sk-train` command. */
import { runSkTrain } from './commands/program.js';

await runSkTrain(process.argv.slice(2));
