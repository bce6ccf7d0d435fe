/** Runs page.ts in headless Chromium (CHROMIUM names another binary than /usr/bin/chromium). */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';

const here = dirname(fileURLToPath(import.meta.url));
const wasm = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));

const { outputFiles } = await build({
  entryPoints: [join(here, 'page.ts')],
  bundle: true,
  write: false,
  format: 'iife',
  globalName: 'page',
  platform: 'browser',
  mainFields: ['module', 'browser', 'main'],
  logLevel: 'error',
});

const server = createServer(async ({ url }, response) => {
  if (url?.startsWith('/wasm/')) {
    response.setHeader('content-type', 'application/wasm');
    response.end(await readFile(join(wasm, basename(url))));
  } else if (url === '/page.js') {
    response.setHeader('content-type', 'text/javascript');
    response.end(outputFiles[0].contents);
  } else {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>checks</title><script src="/page.js"></script>');
  }
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
});
let failed = 0;
let passed = 0;
try {
  const tab = await browser.newPage();
  tab.on('pageerror', (error) => console.error(error.message));
  await tab.goto(`http://127.0.0.1:${server.address().port}/`);
  for (const { fact, holds, seen } of await tab.evaluate(() => globalThis.page.run())) {
    console.log(`${holds ? 'holds' : 'FAILS'}: ${fact} (${seen})`);
    if (holds) passed++;
    else failed++;
  }
} catch (error) {
  console.error(error.message);
  failed++;
} finally {
  await browser.close();
  server.close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
