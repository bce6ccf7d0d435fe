/** The program for questions about the processor; it starts itself as a child for our kernels on several threads. */
import type { AskOptions } from '../harness/questions/ask.js';
import { startInProcess } from '../harness/wasm/inProcess.js';
import { serveThreaded } from '../harness/wasm/threadedChild.js';
import { askByName, fromJson, runCommand } from './commands.js';

await runCommand({
  ask: fromJson((options: AskOptions) => askByName('wasm', { ...options, startInProcess })),
  child: fromJson(serveThreaded),
});
