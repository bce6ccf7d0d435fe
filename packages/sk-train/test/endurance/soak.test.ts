/** Memory over hundreds of steps on wasm, with everything that a recipe has. Runs the bench against the built packages. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('../../bench/soak.mjs', import.meta.url));

interface Finding {
  readonly step: number;
  readonly numTensors: number;
  readonly wasmHeap: number;
  readonly wasmUsed: number;
  readonly heapUsed: number;
  readonly rss: number;
  readonly files: number;
}

it('500 steps with everything on: as many tensors and open files and as large a wasm heap at each tenth, and no more memory in the end', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', script, '500']);
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
  const findings = lines.map((line) => JSON.parse(line) as Finding);
  expect(findings.map(({ step }) => step)).toEqual(Array.from({ length: 10 }, (_, i) => 50 * (i + 1)));
  for (const name of ['numTensors', 'wasmHeap', 'wasmUsed', 'files'] as const) {
    expect(new Set(findings.map((finding) => finding[name])).size, name).toBe(1);
  }
  for (const name of ['heapUsed', 'rss'] as const) {
    const memory = findings.map((finding) => finding[name]);
    expect(Number(memory.at(-1)) / Math.max(...memory.slice(0, 3)), name).toBeLessThan(1.05);
  }
});
