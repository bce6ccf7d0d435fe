/** `sk-train sweep` as it is built: runs that fail, results that are kept and tables that change. */
import { readdirSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommand } from '../command.js';
import { temporaryFolder, writeImageFolder } from '../imageFiles.js';

const quick = ['--backend', 'wasm', '--threads', '1', '--workers', '0'];

interface Summary {
  readonly rows: readonly {
    readonly row: string;
    readonly runs: readonly object[];
    readonly top1?: { mean: number };
  }[];
}

describe('sk-train sweep', () => {
  it('trains what is missing: a run that fails stops no other, and results go on elsewhere', async () => {
    const folder = await temporaryFolder();
    const data = await writeImageFolder(join(folder, 'data'), { train: 4, test: 2 });
    const recipe = { model: 'sknet_slim', imageSize: 8, batchSize: 4, epochs: 1, learningRate: 0.01 };
    const table = join(folder, 'table.ts');
    const rows = [{ name: 'wild', recipe: { learningRate: 1e30 } }, { name: 'tame' }];
    const write = (changes: object): Promise<void> =>
      writeFile(
        table,
        `export default ${JSON.stringify({ name: 'x', data, recipe, seeds: [1], rows, ...changes })} satisfies object;`,
      );
    const results = join(folder, 'results');
    const sweep = ['sweep', table, '--out', join(folder, 'runs'), '--results', results, ...quick];

    await write({});
    const first = await runCommand([...sweep, '--processes', '2', '--json']);
    expect(first.code).toBe(1);
    expect(first.stderr).toMatch(/wild seed 1: failed with exit code 5: sk-train: \S/);
    const summary = JSON.parse(first.stdout) as Summary;
    expect(summary.rows.map(({ row, runs }) => [row, runs.length])).toEqual([
      ['wild', 0],
      ['tame', 1],
    ]);
    const list = readFileSync(join(results, 'results.csv'), 'utf8');
    expect(list).toMatch(/\ntame,1,1,3,/);
    expect(readdirSync(join(results, 'tame')).sort()).toEqual(['seed-1.log.csv', 'seed-1.recipe.json']);

    const run = join(folder, 'runs', 'tame', 'seed-1');
    const tested = await runCommand(['eval', '--run', run, '--data', data, '--json', ...quick]);
    expect((JSON.parse(tested.stdout) as { top1: number }).top1).toBe(summary.rows[1]?.top1?.mean);

    await rm(join(folder, 'runs'), { recursive: true });
    await write({ rows: rows.slice(1) });
    const again = await runCommand([...sweep, '--csv']);
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(again.stdout).toMatch(/^row,runs,top1,deviation,low,high,gain,gainLow,gainHigh,paper\ntame,1,/);
    expect(readFileSync(join(results, 'results.csv'), 'utf8')).toBe(list);
    expect(readdirSync(join(folder, 'runs'))).toEqual([]);

    await write({ rows: rows.slice(1), recipe: { ...recipe, batchSize: 6 } });
    const changed = await runCommand(sweep);
    expect(changed).toMatchObject({ code: 2, stdout: '' });
    expect(changed.stderr).toMatch(/tame seed 1 were made by another recipe: batchSize was 4 and is now 6\./);
    const anew = await runCommand([...sweep, '--rerun', '--markdown']);
    expect(anew.code).toBe(0);
    expect(readFileSync(join(results, 'results.csv'), 'utf8')).toMatch(/\ntame,1,1,2,/);
    expect(anew.stdout).toMatch(/^\| row \| runs \| top-1 % \| error % \|\n/);
  });
});
