/** The example of the README, run as it stands there. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it, vi } from 'vitest';

const here = dirname(fileURLToPath(import.meta.url));
/** The README's imports resolve inside the package. Sources and the built package are tested together, each in its own folder. */
const out = join(here, 'out');
mkdirSync(out, { recursive: true });
const folder = mkdtempSync(join(out, 'readme-'));
const readme = readFileSync(join(here, '../README.md'), 'utf8');
const start = process.cwd();

afterAll(() => {
  process.chdir(start);
  rmSync(folder, { recursive: true, force: true });
});

it('the example saves a model, loads it, gives it weights of a file, and exports it', async () => {
  const [, code = ''] = /```ts\n(.*?)```/s.exec(readme) ?? [];
  writeFileSync(join(folder, 'readme.ts'), code);
  process.chdir(folder);
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import(/* @vite-ignore */ join(folder, 'readme.ts'));
  const [[tensors, , bytes] = []] = log.mock.calls as [number, string, number][];
  log.mockRestore();
  expect(tensors).toBeGreaterThan(100);
  expect(bytes).toBeGreaterThan(100_000);
});
