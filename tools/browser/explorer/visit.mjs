/** A browser on the built page, served as static files (CHROMIUM names another binary than /usr/bin/chromium). */
import { chromium } from 'playwright-core';
import { dist, serveFolder } from './serveFolder.mjs';

/** WebGPU on a machine without a GPU, and a camera that shows a moving picture. */
const flags = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--use-fake-device-for-media-stream',
];

/** Shaders are compiled and steps are trained on a processor. */
const patience = 240_000;

export async function openVisit() {
  const server = await serveFolder(dist);
  const home = `http://127.0.0.1:${server.address().port}/`;
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--no-first-run', '--disable-background-networking', ...flags],
  });
  const requests = [];
  return {
    async newPage(options = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      const tab = await context.newPage();
      const errors = [];
      tab.setDefaultTimeout(patience);
      tab.on('pageerror', (error) => errors.push(error.message));
      tab.on('request', (request) => requests.push(request.url()));
      return { tab, home, errors };
    },
    strangers: () => requests.filter((url) => !url.startsWith(home) && !/^(data|blob):/.test(url)),
    async close() {
      await browser.close();
      server.close();
    },
  };
}

/** Waits until the page shows numbers of this scale. */
export async function settled(tab, scale, backend = 'wasm') {
  const words = `at ${scale.toFixed(2)}x`;
  await tab.waitForFunction(
    ([at, name]) => {
      const text = document.querySelector('[role=status]')?.textContent ?? '';
      return text.includes(at) && text.endsWith(`on ${name}.`);
    },
    [words, backend],
  );
}

/** The numbers of the tables, as the page holds them. */
export function numbersOf(tab) {
  return tab.evaluate(() => ({
    units: [...document.querySelectorAll('[data-unit]')].map(({ dataset }) => ({
      unit: dataset.unit,
      largeMinusSmall: Number(dataset.largeMinusSmall),
      kernelSize: Number(dataset.kernelSize),
    })),
    top: [...document.querySelectorAll('[data-class]')].map(({ dataset }) => ({
      className: dataset.class,
      probability: Number(dataset.probability),
    })),
  }));
}
