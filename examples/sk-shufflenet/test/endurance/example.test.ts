import { start } from 'sk-backend-wasm/node';
import { missedTargets } from 'sk-mobilenet-example/targets';
import { expect, it } from 'vitest';
import { example } from '../../src/example.js';

it('a ShuffleNet V2 becomes an SK network with the same answers, learns on, and comes back from a file', async () => {
  await start();
  const lines: string[] = [];
  const outcome = await example((line) => lines.push(line));
  console.log(lines.join('\n'));
  expect(missedTargets(outcome)).toEqual([]);
});
