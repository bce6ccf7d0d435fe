/** The Train tab: twenty steps, live, the network that comes of them, and steps that are replayed. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Download } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dist } from '../../../explorer/serveFolder.js';
import { measured, numbersOf, ratesOf, settled, startsWith } from '../../../explorer/visit.js';
import { describeExplorer } from './describeExplorer.js';

const steps = 20;
const folder = mkdtempSync(join(tmpdir(), 'sk-explorer-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

declare global {
  /** In the page: the loss of each step that it has shown. */
  var losses: Map<string | undefined, number>;
}

/** Keeps the loss of each step that the page shows. */
function keepLosses(): void {
  globalThis.losses = new Map();
  const numbers = document.querySelector<HTMLElement>('.numbers') as HTMLElement;
  const keep = (): unknown => losses.set(numbers.dataset['step'], Number(numbers.dataset['loss']));
  new MutationObserver(keep).observe(numbers, { attributes: true, childList: true });
}

/** Returns the first test digits as the page's file has them: a label for each, then 28 x 28 pixels for each. */
function fewDigits(count: number): Buffer {
  const all = readFileSync(join(dist, 'digits', 'test.bin'));
  const total = all.length / 785;
  return Buffer.concat([all.subarray(0, count), all.subarray(total, total + 784 * count)]);
}

describeExplorer('the Train tab', (explorer) => {
  /** Returns the loss of each step that was shown, in the order of the steps. */
  const losses = async (): Promise<readonly number[]> => {
    const kept = await explorer.tab.evaluate(() => [...globalThis.losses]);
    return kept.toSorted(([a], [b]) => Number(a) - Number(b)).map(([, loss]) => loss);
  };
  const train = async (count: number): Promise<void> => {
    await explorer.tab.getByLabel('Steps', { exact: true }).fill(`${count}`);
    await explorer.tab.getByRole('button', { name: 'Train', exact: true }).click();
  };

  beforeAll(async () => {
    await explorer.tab.route(/digits\/test\.bin$/, (route) => route.fulfill({ body: fewDigits(10) }));
    await explorer.tab.goto(explorer.home);
    await settled(explorer.tab, 1);
  });

  it('an arrow key goes to it', async () => {
    const { tab } = explorer;
    await tab.getByRole('tab', { name: 'Explore' }).focus();
    await tab.keyboard.press('ArrowRight');
    expect(await tab.getByRole('tab', { name: 'Train' }).getAttribute('aria-selected')).toBe('true');
  });

  it('refuses 0 steps in words', async () => {
    const { tab } = explorer;
    await train(0);
    await tab.waitForSelector('[role=status].failure');
    expect(await tab.locator('p[role=status]').textContent()).toMatch(/from 1 to 10000/);
  });

  it(`shows ${steps} steps as they are made, and the loss falls`, async () => {
    const { tab } = explorer;
    await tab.evaluate(keepLosses);
    await train(steps);
    await tab.waitForSelector('.numbers[data-test-accuracy]');
    const shown = await losses();
    const mean = (some: readonly number[]): number => some.reduce((a, b) => a + b, 0) / some.length;
    expect(shown).toHaveLength(steps);
    expect(shown.every(Number.isFinite)).toBe(true);
    expect(mean(shown.slice(-5))).toBeLessThan(mean(shown.slice(0, 5)));
  });

  it('draws a curve with its axis', async () => {
    const curve = explorer.tab.locator('[role=tabpanel]:visible figure svg').first();
    expect(await curve.textContent()).toContain('Cross-entropy loss');
  });

  it('lets the visitor explore the trained network', async () => {
    await explorer.tab.getByRole('button', { name: 'Explore this network' }).click();
    await startsWith(explorer.tab, '.about', 'The network trained here');
    await settled(explorer.tab, 1);
    expect((await numbersOf(explorer.tab)).units.length).toBeGreaterThan(0);
  });

  it('saves the network as a checkpoint that the page opens again, with the same numbers', async () => {
    const { tab } = explorer;
    const before = await numbersOf(tab);
    await tab.getByRole('tab', { name: 'Train' }).click();
    const downloads: Download[] = [];
    const both = new Promise<void>((done) => {
      tab.on('download', (download) => {
        if (downloads.push(download) === 2) done();
      });
    });
    await tab.getByRole('button', { name: 'Save' }).click();
    await both;
    const files: string[] = [];
    for (const download of downloads) {
      const file = join(folder, download.suggestedFilename());
      await download.saveAs(file);
      files.push(file);
    }
    await tab.getByLabel('Your own checkpoint').setInputFiles(files);
    await startsWith(tab, '.about', 'Your checkpoint');
    await settled(tab, 1);
    expect(await numbersOf(tab)).toEqual(before);
  });

  it('ends a training before another backend takes over', async () => {
    const { tab } = explorer;
    await tab.getByRole('tab', { name: 'Train' }).click();
    await train(5000);
    await tab.waitForFunction(
      () => document.querySelector('.numbers')?.textContent?.includes(' of 5000:') ?? false,
    );
    await tab.getByLabel('Backend').selectOption('webgpu');
    await tab.waitForFunction(
      () => document.querySelector('[role=status]')?.textContent?.endsWith('on webgpu.') ?? false,
    );
    expect(await tab.getByRole('button', { name: 'Train', exact: true }).isEnabled()).toBe(true);
  });

  it('on WebGPU steps are replayed, with the losses of steps that are not, to the bit', async () => {
    const { tab } = explorer;
    await tab.getByLabel('Images a step').fill('2');
    const trained = async (): Promise<readonly number[]> => {
      await tab.evaluate(keepLosses);
      await train(6);
      await tab.waitForSelector('.numbers[data-test-accuracy]');
      return await losses();
    };
    const replayed = await trained();
    await tab.getByLabel('Record the work of a step once, and replay it').uncheck();
    const plain = await trained();
    expect(plain).toHaveLength(6);
    expect(replayed).toEqual(plain);
    const rates = await ratesOf(tab);
    expect(rates.captured.replays).toBeGreaterThan(0);
    expect(rates.plain.replays).toBe(0);
    for (const { imagesPerSecond } of Object.values(rates)) expect(imagesPerSecond).toBeGreaterThan(0);
  });

  it('on wasm says that no step is recorded, and shows both rates', async () => {
    const { tab } = explorer;
    await tab.getByLabel('Backend').selectOption('wasm');
    const panel = tab.locator('[role=tabpanel]:visible');
    await panel.getByText('both ways do the same: the backend wasm records nothing.').waitFor();
    expect((await ratesOf(tab)).captured.text).toBe('not measured yet');
    const { captured, plain } = await measured(tab, 'wasm');
    for (const { imagesPerSecond, replays } of [captured, plain]) {
      expect(imagesPerSecond).toBeGreaterThan(0);
      expect(replays).toBe(0);
    }
  });
});
