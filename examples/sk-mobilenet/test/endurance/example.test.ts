import { start } from 'sk-backend-wasm/node';
import { expect, it } from 'vitest';
import { example } from '../../src/example.js';
import { missedTargets } from '../../src/targets.js';
import { printed, printedInReadme } from '../support/printed.js';

it('a MobileNet becomes an SK network with the same answers, learns on, comes back from a file, and prints what its README says', async () => {
  await start();
  const lines: string[] = [];
  const outcome = await example((line) => lines.push(line));
  console.log(lines.join('\n'));
  expect(missedTargets(outcome)).toEqual([]);
  const said = printed([...lines, 'All targets are met.'].join('\n'));
  const wanted = printedInReadme(new URL('../../README.md', import.meta.url));
  expect(said.lines).toEqual(wanted.lines);
  expect(wanted.losses).toHaveLength(2);
  for (const [i, loss] of wanted.losses.entries()) {
    expect(Math.abs((said.losses[i] ?? Number.NaN) / loss - 1)).toBeLessThan(0.02);
  }
});
