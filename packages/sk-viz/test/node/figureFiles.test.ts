import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { attentionByUnit, darkTheme, pageTheme, renderSvg } from 'sk-viz';
import { writeFigures, writeMeasurement } from 'sk-viz/node';
import { afterAll, describe, expect, it } from 'vitest';
import { renderPng } from '#internal';
import { syntheticData } from '../fixtures.js';

const data = syntheticData();
const figure = attentionByUnit(data);
const folder = mkdtempSync(join(tmpdir(), 'sk-viz-figures-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** How many of the pixels of a region are darker than half. */
async function ink(png: Uint8Array, left: number, top: number, width: number, height: number) {
  const { data: pixels } = await sharp(png)
    .extract({ left, top, width, height })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return pixels.filter((value) => value < 128).length;
}

describe('renderPng', () => {
  it('three pixels for each unit of the SVG, letters and marks drawn', async () => {
    const svg = await renderSvg(figure);
    const [width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg)!.slice(1).map(Number) as [number, number];
    const png = await renderPng(svg);
    const info = await sharp(png).metadata();
    expect([info.width, info.height]).toEqual([3 * width, 3 * height]);
    // The left edge holds the title of the axis, turned by a quarter.
    expect(await ink(png, 0, 0, 60, 3 * height)).toBeGreaterThan(200);
    expect(await renderPng(svg, { scale: 1 })).not.toEqual(png);
  });

  it('the same bytes each time', async () => {
    const svg = await renderSvg(figure, { theme: darkTheme });
    expect(await renderPng(svg)).toEqual(await renderPng(svg));
  });

  it("an SVG that needs its page's CSS, and what is no SVG, are refused", async () => {
    await expect(renderPng(await renderSvg(figure, { theme: pageTheme }))).rejects.toThrow(/lightTheme or/);
    await expect(renderPng('no picture')).rejects.toMatchObject({ name: 'FigureError' });
  });
});

describe('writeFigures', () => {
  it('specification, numbers and two kinds of pictures; dark ones beside them', async () => {
    const names = await writeFigures(folder, [{ name: 'units', figure, caption: 'all' }], { theme: 'both' });
    expect(names).toEqual(['json', 'csv', 'svg', 'png', 'dark.svg', 'dark.png'].map((end) => `units.${end}`));
    expect(readdirSync(folder).sort()).toEqual([...names].sort());
    const spec = JSON.parse(readFileSync(join(folder, 'units.json'), 'utf8'));
    expect(spec.$schema).toContain('vega-lite');
    expect(spec.data.values).toHaveLength(data.units.length * data.scales.length);
    const lines = readFileSync(join(folder, 'units.csv'), 'utf8').trim().split('\n');
    expect(lines[0]).toBe('unit,scale,value,low,high');
    expect(lines).toHaveLength(1 + spec.data.values.length);
    const corner = async (name: string) => [
      ...(await sharp(join(folder, name)).extract({ left: 0, top: 0, width: 1, height: 1 }).raw().toBuffer()),
    ];
    expect((await corner('units.png')).slice(0, 3)).toEqual([255, 255, 255]);
    expect((await corner('units.dark.png')).slice(0, 3)).toEqual([0x12, 0x16, 0x1b]);
  });
});

describe('writeMeasurement', () => {
  it('what was measured, and no more', async () => {
    const measurement = { attention: data, notes: [] };
    expect(await writeMeasurement(folder, measurement)).toEqual(['attention.json', 'attention.csv']);
    expect(await writeMeasurement(folder, measurement, ['confusion'])).toEqual([]);
  });
});
