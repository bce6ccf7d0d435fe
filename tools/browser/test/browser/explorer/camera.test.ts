/** The camera: refused, then allowed, live on both backends, and off when nobody watches. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { distance, numbersOf, settled } from '../../../explorer/visit.js';
import { describeExplorer } from './describeExplorer.js';

interface WithStreams {
  streams: MediaStream[];
}

/** Keeps the streams that the page asks for. */
function keepStreams(): void {
  const kept = globalThis as unknown as WithStreams;
  kept.streams = [];
  const { mediaDevices } = navigator;
  const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (wanted) => {
    const stream = await getUserMedia(wanted);
    kept.streams.push(stream);
    return stream;
  };
}

/** Waits until every stream of the camera has ended. */
async function off(tab: Page): Promise<void> {
  await tab.waitForFunction(() =>
    (globalThis as unknown as WithStreams).streams.every((stream) => !stream.active),
  );
}

/** Waits until a frame of the camera is shown. @param how The end of what is said of it. */
async function live(tab: Page, how: string): Promise<void> {
  await tab.waitForFunction((end) => {
    const text = document.querySelector('[role=status]')?.textContent ?? '';
    return text.startsWith('The camera at') && text.endsWith(end);
  }, how);
}

describeExplorer('the camera', (explorer) => {
  beforeAll(async () => {
    const { tab, home } = explorer;
    await tab.addInitScript(keepStreams);
    await tab.goto(home);
    await settled(tab, 1);
  });

  it('a refused camera is told in words, and nothing is lost', async () => {
    const { tab } = explorer;
    const before = await numbersOf(tab);
    await tab.getByRole('button', { name: 'Use the camera' }).click();
    await tab.waitForSelector('[role=status].failure');
    expect(await tab.locator('p[role=status]').textContent()).toMatch(/allow it/);
    expect(distance(await numbersOf(tab), before)).toBe(0);
  });

  it('its picture moves, and the numbers with it', async () => {
    const { tab } = explorer;
    await tab.context().grantPermissions(['camera']);
    await tab.getByRole('button', { name: 'Use the camera' }).click();
    await live(tab, ' ms on wasm.');
    const before = await numbersOf(tab);
    await tab.waitForFunction((was) => {
      const unit = document.querySelector<HTMLElement>('[data-unit]');
      return Number(unit?.dataset['largeMinusSmall']) !== was;
    }, before.units[0]?.largeMinusSmall);
    expect(distance(await numbersOf(tab), before)).toBeGreaterThan(0);
  });

  it('it goes on when the backend changes: on WebGPU by replays, on wasm without', async () => {
    const { tab } = explorer;
    for (const [backend, how] of [
      ['webgpu', ' ms, replayed on webgpu.'],
      ['wasm', ' ms on wasm.'],
    ] as const) {
      await tab.getByLabel('Backend').selectOption(backend);
      await live(tab, how);
    }
    expect(await tab.getByRole('button', { name: /camera/ }).textContent()).toBe('Stop the camera');
  });

  it('it goes off for a picture', async () => {
    const { tab } = explorer;
    await tab.getByRole('button', { name: 'a handwritten 2' }).click();
    await off(tab);
    await settled(tab, 1);
    expect(await tab.locator('p[role=status]').textContent()).toMatch(/^A handwritten 2/);
  });

  it('it goes off in the other tab', async () => {
    const { tab } = explorer;
    await tab.getByRole('button', { name: 'Use the camera' }).click();
    await live(tab, ' ms on wasm.');
    await tab.getByRole('tab', { name: 'Train' }).click();
    await off(tab);
    await tab.getByRole('tab', { name: 'Explore' }).click();
    expect(await tab.getByRole('button', { name: /camera/ }).textContent()).toBe('Use the camera');
  });
});
