/** The built command without an option but the folder learns what anyone can tell apart. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readLog } from 'sk-io/node';
import { afterAll, expect, it } from 'vitest';
import { writeImageFolder } from '../../imageFolder.js';

const manifest = createRequire(import.meta.url).resolve('sk-train/package.json');
const script = join(dirname(manifest), 'bin', 'sk-train.js');
const work = mkdtempSync(join(tmpdir(), 'sk-first-run-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

interface Cell {
  readonly images: number;
  readonly classes: number;
  readonly seed: number;
}

/** 30 folders with at least 25 images a class, which take half an hour. */
const grid: readonly Cell[] = [1, 2, 3].flatMap((seed) =>
  [100, 300, 1000, 3000].flatMap((images) =>
    [2, 4, 20].filter((classes) => images >= 25 * classes).map((classes) => ({ images, classes, seed })),
  ),
);
const cells = process.env['SK_FIRST_RUN'] === 'grid' ? grid : [{ images: 1000, classes: 2, seed: 3 }];

it.each(cells)('$images images of $classes classes, seed $seed', async (cell) => {
  const folder = join(work, `${cell.images}-${cell.classes}-${cell.seed}`);
  const [data, run] = [join(folder, 'data'), join(folder, 'run')];
  await writeImageFolder(data, cell);
  const { status, stderr } = spawnSync(
    process.execPath,
    [script, 'fit', '--data', data, '--out', run, '--backend', 'wasm'],
    { encoding: 'utf8' },
  );
  expect(status, stderr).toBe(0);
  const last = readLog(run)?.at(-1);
  expect(last?.kind === 'epoch' && last.testAccuracy).toBeGreaterThanOrEqual(0.95);
});
