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

it('20 classes of 25 images', async () => {
  const [data, run] = [join(work, 'data'), join(work, 'run')];
  await writeImageFolder(data, { images: 500, classes: 20, seed: 1 });
  const { status, stderr } = spawnSync(
    process.execPath,
    [script, 'fit', '--data', data, '--out', run, '--backend', 'wasm'],
    { encoding: 'utf8' },
  );
  expect(status, stderr).toBe(0);
  const last = readLog(run)?.at(-1);
  expect(last?.kind === 'epoch' && last.testAccuracy).toBeGreaterThanOrEqual(0.95);
});
