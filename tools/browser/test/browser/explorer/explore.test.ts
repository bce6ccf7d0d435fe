/** The Explore tab: loads, slides, switches backends, and shows the numbers of the library in Node. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { expectedNumbers } from '../../../explorer/expectedNumbers.js';
import { dist } from '../../../explorer/serveFolder.js';
import {
  distance,
  measured,
  numbersOf,
  type PageNumbers,
  ratesOf,
  replayed,
  settled,
  startsWith,
} from '../../../explorer/visit.js';
import { describeExplorer } from './describeExplorer.js';

const tolerance = 1e-4;
const leastScript = 200_000;

describeExplorer('the Explore tab', (explorer) => {
  let atOne: PageNumbers;
  let wantedAtTwo: PageNumbers;
  let scriptBytes = 0;

  beforeAll(async () => {
    const { tab, home } = explorer;
    const html = readFileSync(join(dist, 'index.html'), 'utf8');
    const first = [...html.matchAll(/(?:src|href)="\.?\/?([^"]+\.js)"/g)].map(([, path]) => String(path));
    scriptBytes = first.reduce((sum, path) => sum + statSync(join(dist, path)).size, 0);
    // The other scripts arrive after the first paint, however fast the machine is.
    let paint: () => void = () => undefined;
    const painted = new Promise<void>((done) => {
      paint = done;
    });
    await tab.route(/\.js$/, async (route) => {
      if (!first.some((path) => route.request().url().endsWith(path))) await painted;
      await route.continue();
    });
    await tab.goto(home, { waitUntil: 'commit' });
    await tab.waitForSelector('h1');
    await tab.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0);
    paint();
    await settled(tab, 1);
    atOne = await numbersOf(tab);
    wantedAtTwo = await expectedNumbers(2);
  });

  it('paints after less than 200 kB of script', () => {
    expect(scriptBytes).toBeGreaterThan(0);
    expect(scriptBytes).toBeLessThan(leastScript);
  });

  it('at 1.00x on wasm the numbers are those of the library in Node', async () => {
    expect(distance(atOne, await expectedNumbers(1))).toBeLessThan(tolerance);
  });

  it('the slider changes the numbers to those of the library at 2.00x', async () => {
    const { tab } = explorer;
    await tab.getByLabel('Size of the object').fill('2');
    await settled(tab, 2);
    const atTwo = await numbersOf(tab);
    expect(distance(atTwo, atOne)).toBeGreaterThan(0.01);
    expect(distance(atTwo, wantedAtTwo)).toBeLessThan(tolerance);
  });

  it('three figures are drawn, two of them with an axis title and a point for each unit and scale', async () => {
    const found = await explorer.tab.evaluate(() =>
      [...document.querySelectorAll('figure svg')]
        .filter((svg) => svg.checkVisibility())
        .map((svg) => ({
          points: svg.querySelectorAll('[aria-roledescription=point]').length,
          text: svg.textContent,
        })),
    );
    expect(found).toHaveLength(3);
    for (const [i, title] of ['Attention, 5×5 minus 3×3', 'Selected kernel size (pixels)'].entries()) {
      expect(found[i]).toMatchObject({ points: 2 * wantedAtTwo.units.length });
      expect(found[i]?.text).toContain(title);
      expect(found[i]?.text).toContain('2.0×');
    }
  });

  it('on WebGPU the numbers are the same', async () => {
    const { tab } = explorer;
    await tab.getByLabel('Backend').selectOption('webgpu');
    await settled(tab, 2, 'webgpu');
    expect(distance(await numbersOf(tab), wantedAtTwo)).toBeLessThan(tolerance);
  });

  it('replayed on WebGPU, the numbers are those of runs that are not, to the bit', async () => {
    const { tab } = explorer;
    const record = tab.getByLabel('Record the work of a picture once, and replay it');
    // The first runs are recorded.
    await tab.getByLabel('Size of the object').fill('1.5');
    await settled(tab, 1.5, 'webgpu');
    await tab.getByLabel('Size of the object').fill('1.75');
    await replayed(tab, 1.75);
    await record.uncheck();
    await tab.getByLabel('Size of the object').fill('2');
    await settled(tab, 2, 'webgpu');
    const plain = await numbersOf(tab);
    expect(await tab.locator('p[role=status]').textContent()).not.toContain('replayed');
    await record.check();
    await replayed(tab, 2);
    expect(await numbersOf(tab)).toEqual(plain);
    expect(distance(plain, wantedAtTwo)).toBeLessThan(tolerance);
  });

  it('on WebGPU shows the images a second with replays and without', async () => {
    const { tab } = explorer;
    const [before] = Object.values(await ratesOf(tab));
    expect(before).toMatchObject({ imagesPerSecond: Number.NaN, text: 'not measured yet' });
    const { captured, plain } = await measured(tab, 'webgpu');
    expect([captured.replays, plain.replays]).toEqual([10, 0]);
    expect(captured.text).toMatch(/^[\d.]+ \(10 replays\)$/);
    expect(plain.text).toMatch(/^[\d.]+$/);
    for (const { imagesPerSecond } of [captured, plain]) expect(imagesPerSecond).toBeGreaterThan(0);
    expect(await tab.getByText('Nothing is recorded here').count()).toBe(0);
  });

  it('an arrow key moves the slider by one step', async () => {
    const { tab } = explorer;
    await tab.getByLabel('Size of the object').focus();
    await tab.keyboard.press('ArrowLeft');
    await settled(tab, 1.95, 'webgpu');
    expect(await tab.getByLabel('Size of the object').inputValue()).toBe('1.95');
  });

  it('back on wasm, another digit is told right', async () => {
    const { tab } = explorer;
    await tab.getByLabel('Backend').selectOption('wasm');
    await settled(tab, 1.95, 'wasm');
    await tab.getByRole('button', { name: 'a handwritten 2' }).click();
    await startsWith(tab, '[role=status]', 'A handwritten 2');
    expect((await numbersOf(tab)).top[0]?.className).toBe('2');
  });

  it('on wasm says that nothing is recorded, and shows both rates', async () => {
    const { tab } = explorer;
    expect((await ratesOf(tab)).captured.text).toBe('not measured yet');
    const said = tab.locator('[role=tabpanel]:visible').getByText('Nothing is recorded here');
    expect(await said.textContent()).toBe(
      'Nothing is recorded here, and both ways do the same: the backend wasm records nothing.',
    );
    const { captured, plain } = await measured(tab, 'wasm');
    for (const { imagesPerSecond, replays } of [captured, plain]) {
      expect(imagesPerSecond).toBeGreaterThan(0);
      expect(replays).toBe(0);
    }
  });

  it('the CIFAR-10 network shows its six units, and five classes', async () => {
    const { tab } = explorer;
    await tab.getByLabel('Network', { exact: true }).selectOption('cifar10');
    await startsWith(tab, '[role=status]', 'A drawn ship');
    const { units, top } = await numbersOf(tab);
    const sum = top.reduce((all, { probability }) => all + probability, 0);
    expect(units).toHaveLength(6);
    expect(top).toHaveLength(5);
    expect(sum).toBeGreaterThan(0.5);
    expect(sum).toBeLessThanOrEqual(1.0001);
  });
});
