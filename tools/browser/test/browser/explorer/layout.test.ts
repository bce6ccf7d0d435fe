/** The page at phone width, in the dark, and by keyboard. */
import { beforeAll, expect, it } from 'vitest';
import { settled } from '../../../explorer/visit.js';
import { describeExplorer } from './describeExplorer.js';

describeExplorer('layout', (explorer) => {
  const background = (): Promise<string> =>
    explorer.tab.evaluate(() => getComputedStyle(document.body).backgroundColor);

  beforeAll(async () => {
    const { tab, home } = explorer;
    await tab.setViewportSize({ width: 390, height: 844 });
    await tab.emulateMedia({ colorScheme: 'dark' });
    await tab.goto(home);
    await settled(tab, 1);
  });

  it('no table is cut at phone width', async () => {
    const cut = await explorer.tab.evaluate(
      () =>
        [...document.querySelectorAll('table')].filter(
          (table) => table.scrollWidth > (table.parentElement?.clientWidth ?? 0),
        ).length,
    );
    expect(cut).toBe(0);
  });

  it.each(['Explore', 'Train'])('%s: nothing is wider than a phone of 390 pixels', async (name) => {
    await explorer.tab.getByRole('tab', { name }).click();
    expect(await explorer.tab.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });

  it('is dark where the system is dark, and light at the press of a button', async () => {
    expect(await background()).toBe('rgb(18, 22, 27)');
    await explorer.tab.getByRole('button', { name: 'Light colours' }).click();
    expect(await background()).toBe('rgb(255, 255, 255)');
  });

  it('every control can be reached by Tab', async () => {
    const { tab } = explorer;
    await tab.getByRole('tab', { name: 'Explore' }).click();
    await tab.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    const reached: string[] = [];
    for (let i = 0; i < 25; i++) {
      await tab.keyboard.press('Tab');
      reached.push(
        await tab.evaluate(() => {
          const { tagName, labels, textContent, ariaLabel } = document.activeElement as HTMLInputElement;
          return `${tagName.toLowerCase()} ${ariaLabel ?? labels?.[0]?.textContent ?? textContent}`;
        }),
      );
    }
    const all = reached.join(' | ');
    for (const control of [
      'select Network',
      'select Backend',
      'Size of the object',
      'a handwritten 7',
      'Use the camera',
      'Record the work of a picture once, and replay it',
      'Measure both',
    ])
      expect(all).toContain(control);
  });

  it('every control has a name', async () => {
    const nameless = await explorer.tab.evaluate(
      () =>
        [...document.querySelectorAll<HTMLInputElement>('button, select, input')].filter(
          (control) => !(control.ariaLabel || control.labels?.length || control.textContent?.trim()),
        ).length,
    );
    expect(nameless).toBe(0);
  });
});
