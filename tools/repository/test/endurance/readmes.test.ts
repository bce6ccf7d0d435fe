/** Each README as a reader has it: packages packed, installed in an empty folder by its own lines, and every block tried. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../../../../scripts/workspaces.mjs';
import { packCommand } from '../../published.js';
import { blocksOf, readmes } from '../../readmes.js';
import { prepare } from './support/prepare.js';
import { checkTypes, run, tryBlock } from './support/reader.js';

const place = mkdtempSync(join(tmpdir(), 'sk-readmes-'));
afterAll(() => rmSync(place, { recursive: true, force: true }));

beforeAll(async () => {
  await run(root, 'bash', ['-c', packCommand(place)]);
});

/** What the blocks of each README print, among other things. */
const prints: Readonly<Record<string, readonly RegExp[]>> = {
  'selective-kernel-tfjs': [
    /^SK_\d_\d attends \[ 8, 2, \d+ \]$/m,
    /^conv_dw_1 .* depthwise 3x3/m,
    /^photos\/1\.jpg,cat,/m,
  ],
  'sk-backend-wasm': [],
  'sk-backend-webgpu': [/index: 0, backend: '\w+'/],
  'sk-conformance': [/Tests .* passed/],
  'sk-core': [],
  'sk-io': [/^\d+ tensors, \d+ bytes of ONNX$/m],
  'sk-models': [/^SK_2_1 \[ 2, 2, 32 \]$/m, /depthwise 3x3/],
  'sk-train': [/top-1/, /^8 steps, accuracy/m, /fits skresnext50_32x4d/],
  'sk-viz': [/<svg/],
};

const rows = readmes().map((readme) => {
  const folder = dirname(readme.file);
  return { name: folder === '.' ? 'selective-kernel-tfjs' : basename(folder), readme };
});

it('has a row for each README', () => {
  expect(Object.keys(prints).sort()).toEqual(rows.map(({ name }) => name).sort());
});

it.each(rows)('every block of $readme.file works after the installs before it', async ({ name, readme }) => {
  const folder = join(place, name);
  mkdirSync(folder);
  await prepare(name, folder);
  const printed: string[] = [];
  const programs: string[] = [];
  for (const [k, block] of blocksOf(readme).entries()) {
    const file = `block${k}.mts`;
    printed.push(await tryBlock(folder, file, block));
    if (block.language === 'ts') programs.push(file);
  }
  for (const pattern of prints[name] ?? []) expect(printed.join('\n')).toMatch(pattern);
  await checkTypes(folder, programs);
});
