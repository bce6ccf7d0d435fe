/**
 * Runs commands of a shell one after the other in the working folder. Each counts as one test:
 *
 *     node scripts/countTask.mjs TASK 'COMMAND' ...
 */
import { removeCounts, writeCounts } from './counts.mjs';
import { shellExitCode } from './run.mjs';

const [task, ...commands] = process.argv.slice(2);
removeCounts(process.cwd(), task);
const counts = { passed: 0, failed: 0 };
for (const command of commands) {
  const code = await shellExitCode(command, process.cwd());
  if (code !== 0) console.error(`${command} ended with exit code ${code}`);
  counts[code === 0 ? 'passed' : 'failed']++;
}
writeCounts(process.cwd(), task, counts);
process.exit(counts.failed === 0 && counts.passed > 0 ? 0 : 1);
