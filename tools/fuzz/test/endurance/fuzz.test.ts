/** A part of `npm run fuzz`: no reader hangs, dies, takes too much or says more than a line. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('../../run.mjs', import.meta.url));

/** Runs a part of the command. */
function fuzz(...args: readonly string[]): { readonly status: number | null; readonly said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
  return { status, said: `${stdout}${stderr}` };
}

it('a hundredth of the damaged files, and some that are dear', () => {
  const { status, said } = fuzz('--share', '0.01');
  expect(status, said).toBe(0);
  const [, damaged, dear] = /^(\d+) damaged files and (\d+) dear ones of seed 1 in/m.exec(said) ?? [];
  expect(Number(damaged)).toBeGreaterThanOrEqual(500);
  expect(Number(dear)).toBeGreaterThanOrEqual(6);
  expect(said).toMatch(/^most time: \d+\.\d\d s, /m);
  expect(said).toMatch(
    /^held more after \d+ files in one process: -?\d+ MB of values and -?\d+ MB of memory in all$/m,
  );
  expect(said).toMatch(/^no reader hung, died, or took too much$/m);
});

it('what it cannot do is refused', () => {
  expect(fuzz('--seed', 'x')).toEqual({
    status: 2,
    said: 'fuzz: wants --seed with a whole number, and --share with one above 0 up to 1\n',
  });
});
