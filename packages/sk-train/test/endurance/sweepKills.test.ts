/** A sweep that is killed and stopped at random comes to the results of one that was left alone. Uses the built command. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RandomStream } from 'sk-train';
import { expect, it } from 'vitest';
import { runCommand, startCommand } from '../command.js';
import { temporaryFolder, writeImageFolder } from '../imageFiles.js';

/** The results without times, in an order of their own. */
function resultsIn(folder: string): readonly string[] {
  const [head = '', ...lines] = readFileSync(join(folder, 'results.csv'), 'utf8').trim().split('\n');
  const seconds = head.split(',').indexOf('seconds');
  return lines.map((line) => line.split(',').toSpliced(seconds, 1).join()).sort();
}

/** The bytes that the runs have said. */
const wordsIn = (out: string): number =>
  ['sk', 'without']
    .map((row) => join(out, row, 'seed-1.txt'))
    .reduce((sum, path) => sum + (existsSync(path) ? statSync(path).size : 0), 0);

it('two runs at a time: SIGKILL of the sweep four times, SIGTERM once, and the results have the same bits', async () => {
  const folder = await temporaryFolder();
  const data = await writeImageFolder(join(folder, 'data'), { train: 8, test: 2 });
  const recipe = { model: 'sknet_slim', imageSize: 8, batchSize: 4, epochs: 6, learningRate: 0.02 };
  const rows = [{ name: 'SK' }, { name: 'without', recipe: { model: 'resnext_slim' } }];
  const table = join(folder, 'table.json');
  await writeFile(table, JSON.stringify({ name: 'kills', data, recipe, seeds: [1], rows }));
  const sweep = (out: string): string[] => [
    ...['sweep', table, '--out', out, '--processes', '2', '--checkpoint-every', '2', '--backend', 'wasm'],
    ...['--threads', '1', '--workers', '0'],
  ];
  const whole = join(folder, 'whole');
  expect(await runCommand(sweep(whole))).toMatchObject({ code: 0 });

  const out = join(folder, 'killed');
  const stream = new RandomStream(5, 'data');
  const signals = ['SIGKILL', 'SIGKILL', 'SIGTERM', 'SIGKILL', 'SIGKILL'] as const;
  for (const signal of signals) {
    const before = wordsIn(out);
    const { child, finished } = startCommand(sweep(out));
    // A process that has not begun yet would be ended by SIGTERM itself.
    while (signal === 'SIGTERM' && child.exitCode === null && wordsIn(out) === before) await sleep(5);
    await sleep((signal === 'SIGTERM' ? 0 : 800) + stream.integer(2500));
    child.kill(signal);
    const { code } = await finished;
    if (signal === 'SIGKILL') continue;
    // The command may have been done before.
    expect([0, 143]).toContain(code);
    expect(existsSync(join(out, 'lock'))).toBe(false);
  }
  expect(await runCommand(sweep(out))).toMatchObject({ code: 0 });
  expect(resultsIn(out)).toHaveLength(2);
  expect(resultsIn(out)).toEqual(resultsIn(whole));
});
