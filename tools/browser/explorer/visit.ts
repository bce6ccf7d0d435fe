/** A browser on the built attention explorer, served as static files. */
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { launchChromium } from '../callInPage.js';
import { webgpuFlags } from '../pages.js';
import { dist, serveFolder } from './serveFolder.js';

/** WebGPU on a machine without a GPU, and a camera that shows a moving picture. */
const flags = [...webgpuFlags, '--use-fake-device-for-media-stream'];

/** Shaders are compiled and steps are trained on a processor. */
const patience = 600_000;

export interface Visit {
  readonly tab: Page;
  /** The address of the page. */
  readonly home: string;
  /** Messages of the errors that the page threw. */
  readonly errors: readonly string[];
  /** Addresses outside of the page that it asked for. */
  readonly strangers: () => readonly string[];
  readonly close: () => Promise<void>;
}

/** Opens an empty tab in a browser of its own. */
export async function openVisit(): Promise<Visit> {
  const server = await serveFolder(dist);
  const home = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const browser = await launchChromium(flags);
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const tab = await context.newPage();
  const errors: string[] = [];
  const requests: string[] = [];
  tab.setDefaultTimeout(patience);
  tab.on('pageerror', (error) => errors.push(error.message));
  tab.on('request', (request) => requests.push(request.url()));
  return {
    tab,
    home,
    errors,
    strangers: () => requests.filter((url) => !url.startsWith(home) && !/^(data|blob):/.test(url)),
    async close() {
      await browser.close();
      server.close();
    },
  };
}

/** Waits until the page shows numbers of this scale. */
export async function settled(tab: Page, scale: number, backend = 'wasm'): Promise<void> {
  const words = `at ${scale.toFixed(2)}x`;
  await tab.waitForFunction(
    ([at, name]) => {
      const text = document.querySelector('[role=status]')?.textContent ?? '';
      return text.includes(at) && text.endsWith(`on ${name}.`);
    },
    [words, backend] as const,
  );
}

/** Waits until the page shows numbers of this scale that come from replays on WebGPU. */
export async function replayed(tab: Page, scale: number): Promise<void> {
  await tab.waitForFunction(
    (at) => {
      const text = document.querySelector('[role=status]')?.textContent ?? '';
      return text.includes(at) && text.endsWith(', replayed on webgpu.');
    },
    `at ${scale.toFixed(2)}x`,
  );
}

/** A cell of the table of rates. */
export interface ShownRate {
  readonly imagesPerSecond: number;
  readonly replays: number;
  readonly text: string;
}

export interface ShownRates {
  readonly captured: ShownRate;
  readonly plain: ShownRate;
}

/** Reads the rates of the tab that is shown; NaN where nothing has been measured. */
export async function ratesOf(tab: Page): Promise<ShownRates> {
  const read = (way: string): Promise<ShownRate> =>
    tab.locator(`[role=tabpanel]:visible [data-way=${way}]`).evaluate(({ dataset, textContent }) => ({
      imagesPerSecond: Number(dataset['imagesPerSecond']),
      replays: Number(dataset['replays']),
      text: textContent ?? '',
    }));
  return { captured: await read('captured'), plain: await read('plain') };
}

/** Presses the button that measures both ways, and waits for the rates. */
export async function measured(tab: Page, backend: string): Promise<ShownRates> {
  await tab.getByRole('button', { name: 'Measure both' }).click();
  await tab.waitForFunction(
    (words) => document.querySelector('[role=status]')?.textContent === words,
    `Measured on ${backend}.`,
  );
  return await ratesOf(tab);
}

/** Waits until the text of an element starts so. */
export async function startsWith(tab: Page, selector: string, start: string): Promise<void> {
  await tab.waitForFunction(
    ([at, text]) => document.querySelector(at)?.textContent?.startsWith(text) ?? false,
    [selector, start] as const,
  );
}

export interface UnitNumbers {
  readonly unit: string;
  readonly largeMinusSmall: number;
  readonly kernelSize: number;
}

export interface PageNumbers {
  readonly units: readonly UnitNumbers[];
  /** The likeliest classes. */
  readonly top: readonly { readonly className: string; readonly probability: number }[];
}

/** Reads the numbers of the tables, as the page holds them. */
export function numbersOf(tab: Page): Promise<PageNumbers> {
  return tab.evaluate(() => ({
    units: [...document.querySelectorAll<HTMLElement>('[data-unit]')].map(({ dataset }) => ({
      unit: String(dataset['unit']),
      largeMinusSmall: Number(dataset['largeMinusSmall']),
      kernelSize: Number(dataset['kernelSize']),
    })),
    top: [...document.querySelectorAll<HTMLElement>('[data-class]')].map(({ dataset }) => ({
      className: String(dataset['class']),
      probability: Number(dataset['probability']),
    })),
  }));
}

/** Returns the largest difference; infinite where units or classes are others. */
export function distance(got: PageNumbers, wanted: PageNumbers): number {
  const names = (numbers: PageNumbers): string =>
    [...numbers.units.map(({ unit }) => unit), numbers.top[0]?.className].join();
  if (names(got) !== names(wanted) || got.top.length !== wanted.top.length) return Infinity;
  const units = wanted.units.flatMap(({ unit, largeMinusSmall, kernelSize }) => {
    const same = got.units.find((each) => each.unit === unit) as UnitNumbers;
    return [same.largeMinusSmall - largeMinusSmall, same.kernelSize - kernelSize];
  });
  const top = wanted.top.map(
    ({ className, probability }) =>
      (got.top.find((each) => each.className === className)?.probability ?? 0) - probability,
  );
  return Math.max(...[...units, ...top].map(Math.abs));
}
