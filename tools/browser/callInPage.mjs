/** Bundles a page and runs it in headless Chromium (CHROMIUM names another binary than /usr/bin/chromium). */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';

const here = dirname(fileURLToPath(import.meta.url));
const wasm = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));

/** As in the tests: sources, or with SK_TEST_BUILT=1 what users get. */
const conditions = process.env.SK_TEST_BUILT === '1' ? [] : ['sk-source'];

/** A page that says nothing for so long hangs: a case or a training step takes seconds. */
const patience = 300_000;

/**
 * Calls an export of a page's script in a browser of its own. What the page logs goes to stdout.
 *
 * @param page The script, and Chromium's flags for it.
 * @param call The export's name and its argument, and whether the page is isolated: only then may threads share memory.
 * @returns What the export returned, and the browser's version.
 */
export async function callInPage({ script, flags }, { name, argument, isolated = true }) {
  const bundled = await bundle(script);
  const server = await serve(bundled, isolated);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--no-first-run', '--disable-background-networking', ...flags],
  });
  const silence = setTimeout(() => {
    console.error(`${script}: nothing heard for ${patience / 1000} seconds`);
    void browser.close();
  }, patience);
  try {
    const tab = await browser.newPage();
    tab.on('pageerror', (error) => console.error(error.message));
    tab.on('console', (line) => {
      silence.refresh();
      if (line.type() === 'log') console.log(line.text());
    });
    await tab.goto(`http://127.0.0.1:${server.address().port}/`);
    const result = await tab.evaluate(([key, value]) => globalThis.page[key](value), [name, argument]);
    return { result, version: browser.version() };
  } finally {
    clearTimeout(silence);
    await browser.close();
    server.close();
  }
}

async function bundle(entry) {
  const { outputFiles } = await build({
    entryPoints: [join(here, entry)],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'page',
    platform: 'browser',
    mainFields: ['module', 'browser', 'main'],
    conditions,
    logLevel: 'error',
  });
  return outputFiles[0].contents;
}

async function serve(script, isolated) {
  const server = createServer(async ({ url }, response) => {
    if (isolated) {
      response.setHeader('cross-origin-opener-policy', 'same-origin');
      response.setHeader('cross-origin-embedder-policy', 'require-corp');
    }
    if (url?.startsWith('/wasm/')) {
      response.setHeader('content-type', 'application/wasm');
      response.end(await readFile(join(wasm, basename(url))));
    } else if (url === '/page.js') {
      response.setHeader('content-type', 'text/javascript');
      response.end(script);
    } else {
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><title>checks</title><script src="/page.js"></script>');
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
