/** Memory over a thousand steps on wasm. Runs the bench against the built packages. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('../../bench/soak.mjs', import.meta.url));

interface Finding {
  readonly step: number;
  readonly numTensors: number;
  readonly heapBytes: number;
  readonly rss: number;
}

it('1,000 steps: as many tensors and as large a wasm heap at steps 200, 600 and 1,000, and memory within 5 %', {
  timeout: 1_800_000,
}, async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--expose-gc',
    script,
    'sknet_slim',
    '8',
    '2',
  ]);
  const findings = stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Finding);
  expect(findings.map(({ step }) => step)).toEqual([200, 600, 1000]);
  expect(new Set(findings.map(({ numTensors }) => numTensors)).size).toBe(1);
  expect(new Set(findings.map(({ heapBytes }) => heapBytes)).size).toBe(1);
  const memory = findings.map(({ rss }) => rss);
  expect(Math.max(...memory) / Math.min(...memory)).toBeLessThan(1.05);
});
