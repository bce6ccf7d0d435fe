/** Exits with 1 where a target is missed. */
import { start } from 'sk-backend-wasm/node';
import { missedTargets } from 'sk-mobilenet-example/targets';
import { example } from './example.js';

await start();
const missed = missedTargets(await example(console.log));
console.log(missed.length === 0 ? '\nAll targets are met.' : `\nMissed: ${missed.join('; ')}`);
if (missed.length > 0) process.exitCode = 1;
