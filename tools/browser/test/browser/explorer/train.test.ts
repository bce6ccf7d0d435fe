/** The Train tab: twenty steps, live, and the network that comes of them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Download } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { numbersOf, settled, startsWith } from '../../../explorer/visit.js';
import { describeExplorer } from './describeExplorer.js';

const steps = 20;
const folder = mkdtempSync(join(tmpdir(), 'sk-explorer-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface WithLosses {
  losses: Map<string | undefined, number>;
}

/** Keeps the loss of each step that the page shows. */
function keepLosses(): void {
  const kept = globalThis as unknown as WithLosses;
  kept.losses = new Map();
  const numbers = document.querySelector<HTMLElement>('.numbers') as HTMLElement;
  const keep = (): unknown => kept.losses.set(numbers.dataset['step'], Number(numbers.dataset['loss']));
  new MutationObserver(keep).observe(numbers, { attributes: true, childList: true });
}

describeExplorer('the Train tab', (explorer) => {
  const train = async (count: number): Promise<void> => {
    await explorer.tab.getByLabel('Steps', { exact: true }).fill(`${count}`);
    await explorer.tab.getByRole('button', { name: 'Train', exact: true }).click();
  };

  beforeAll(async () => {
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
    const losses = await tab.evaluate(() => [...(globalThis as unknown as WithLosses).losses.values()]);
    const mean = (some: readonly number[]): number => some.reduce((a, b) => a + b, 0) / some.length;
    expect(losses).toHaveLength(steps);
    expect(losses.every(Number.isFinite)).toBe(true);
    expect(mean(losses.slice(-5))).toBeLessThan(mean(losses.slice(0, 5)));
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
});
