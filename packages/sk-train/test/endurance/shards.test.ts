/** An epoch of shards in constant memory, and its order after a kill. Runs the bench against the built packages. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('../../bench/shards.mjs', import.meta.url));

it('20,000 samples take at most 1.2 times the memory of 10,000, and a killed epoch goes on in its order', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [script, '20000']);
  expect(stdout).toMatch(/^20000,/m);
  expect(stdout).toMatch(/killed after batch 156 of 313 and resumed: the same order/);
});
