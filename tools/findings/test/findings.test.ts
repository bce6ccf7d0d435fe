/** docs/findings.md and its figures are what the committed data say. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { renderSvg } from 'sk-viz';
import { describe, expect, it } from 'vitest';

const modules = {
  figures: '../figures.mjs',
  ordering: '../ordering.mjs',
  page: '../page.mjs',
  writeFindings: '../writeFindings.mjs',
} as const;
const load = async (name: keyof typeof modules) => await import(/* @vite-ignore */ modules[name]);
const docs = new URL('../../../docs/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(`findings/${name}`, docs), 'utf8');
const { readFindings } = await load('writeFindings');
const networks = readFindings(read);

describe('docs/findings.md', () => {
  it('is the page of the committed data', async () => {
    const { page } = await load('page');
    const { readSweep } = await load('ordering');
    const sweep = readSweep(readFileSync(new URL('../bench/results/sweep-slim/results.csv', docs), 'utf8'));
    expect(page(networks, sweep)).toBe(readFileSync(new URL('findings.md', docs), 'utf8'));
  });

  it('its figures are drawn from the committed data', async () => {
    const { figures } = await load('figures');
    const drawn: string[] = [];
    for (const network of networks)
      for (const { name, figure } of figures(network)) {
        drawn.push(`${network.id}.${name}.svg`);
        expect(await renderSvg(figure)).toBe(read(drawn.at(-1)!));
      }
    const folder = fileURLToPath(new URL('findings', docs));
    expect(drawn.sort()).toEqual(
      readdirSync(folder)
        .filter((name) => name.endsWith('.svg'))
        .sort(),
    );
  });

  it('each network was measured on all 10,000 test images, 1,000 of each class', () => {
    for (const { attention, classes, confusion } of networks) {
      expect([attention.images, classes.images, confusion.images]).toEqual([10_000, 10_000, 10_000]);
      expect(classes.classes.map(({ images }: { images: number }) => images)).toEqual(Array(10).fill(1000));
    }
  });
});
