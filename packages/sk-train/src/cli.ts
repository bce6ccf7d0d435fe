/** The entry of the `sk-train` command. */
import { runSkTrain } from './commands/program.js';
import { endWithParent } from './commands/sweep/children/endWithParent.js';

endWithParent();
await runSkTrain(process.argv.slice(2));
