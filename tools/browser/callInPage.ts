/** Bundles a page and runs it in headless Chromium (CHROMIUM names another binary than /usr/bin/chromium). */
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';
import { type Browser, chromium } from 'playwright-core';
import type { Page } from './pages.js';

const wasm = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));

/** As in the tests: sources, or with SK_TEST_BUILT=1 what users get. */
const conditions = process.env['SK_TEST_BUILT'] === '1' ? [] : ['sk-source'];

/** A page that logs nothing for so long hangs: a case or a training step takes seconds. */
const patience = 900_000;

export interface PageCall {
  /** The name of an export of the page's script: a function of one argument. */
  readonly name: string;
  readonly argument?: unknown;
  /** Whether the page is isolated from other origins: only then may threads share memory. */
  readonly isolated?: boolean;
}

/** Starts headless Chromium with these flags. */
export function launchChromium(flags: readonly string[]): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--no-first-run', '--disable-background-networking', ...flags],
  });
}

/**
 * Calls an export of a page's script in a browser of its own. What the page logs goes to stdout.
 *
 * @returns The value of the call, and the browser's version.
 * @throws Error where the page throws, or logs nothing for a quarter of an hour.
 */
export async function callInPage<T>(
  { script, flags }: Page,
  { name, argument, isolated = true }: PageCall,
): Promise<{ result: T; version: string }> {
  const bundled = await bundle(script);
  const server = await serve(bundled, isolated);
  const browser = await launchChromium(flags);
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
    await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const result = await tab.evaluate(
      ([key, value]) => {
        const { page } = globalThis as unknown as { page: Record<string, (argument: unknown) => unknown> };
        return page[key]?.(value);
      },
      [name, argument] as [string, unknown],
    );
    return { result: result as T, version: browser.version() };
  } finally {
    clearTimeout(silence);
    await browser.close();
    server.close();
  }
}

async function bundle(entry: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, entry)],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'page',
    platform: 'browser',
    mainFields: ['module', 'browser', 'main'],
    conditions,
    logLevel: 'error',
  });
  const [script] = outputFiles;
  if (script === undefined) throw new Error(`${entry}: esbuild wrote no file`);
  return script.contents;
}

async function serve(script: Uint8Array, isolated: boolean): Promise<Server> {
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
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
