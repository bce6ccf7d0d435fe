/** Each README as a reader has it: packages packed, installed in an empty folder by its own lines, and every block tried. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
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

/** What the blocks of each README print, among other things. Those that take long begin, so that none is left alone at the end. */
const prints: Readonly<Record<string, readonly RegExp[]>> = {
  'sk-train': [/top-1/, /^8 steps, accuracy/m, /^fits: .*skresnet18/m],
  'selective-kernel-tfjs': [/^SK_\d_\d attends \[ 8, 2, \d+ \]$/m, /depthwise 3x3/, /^report\.html$/m],
  'sk-viz': [/<svg/],
  'sk-mpi': [/^1 step$/m],
  'sk-backend-wasm': [],
  'sk-backend-webgpu': [/index: 0, backend: '\w+'/],
  'sk-conformance': [/Tests .* passed/],
  'sk-core': [],
  'sk-io': [/^\d+ tensors, \d+ bytes of ONNX$/m],
  'sk-models': [/^SK_2_1 \[ 2, 2, 32 \]$/m, /depthwise 3x3/, /^3$/m],
};

/** Wants a wheel of TensorFlow: tools/tensorflow tries its blocks. */
const elsewhere = 'packages/sk-backend-node/README.md';

const order = Object.keys(prints);
const rows = readmes()
  .filter(({ file }) => file !== elsewhere)
  .map((readme) => {
    const folder = dirname(readme.file);
    return { name: folder === '.' ? 'selective-kernel-tfjs' : basename(folder), readme };
  })
  .sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));

it('has a row for each README', () => {
  expect(rows.map(({ name }) => name)).toEqual(order);
});

it.concurrent.each(rows)(
  '$name: every block of the README works after the installs before it',
  async ({ name, readme }) => {
    const folder = join(place, name);
    mkdirSync(folder);
    await prepare(name, folder);
    const printed: string[] = [];
    for (const [k, block] of blocksOf(readme).entries()) {
      printed.push(await tryBlock(folder, `block${k}`, block));
    }
    for (const pattern of prints[name] ?? []) expect(printed.join('\n')).toMatch(pattern);
  },
);

it('every program of a README has the right types, in a strict project', async () => {
  // Below the root, where the built packages are found.
  mkdirSync(join(root, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(root, '.cache/readmes-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const programs = rows.flatMap(({ name, readme }) =>
    blocksOf(readme).flatMap(({ language, code }, k) =>
      language === 'ts' ? [[`${name}${k}.mts`, code] as const] : [],
    ),
  );
  for (const [file, code] of programs) writeFileSync(join(folder, file), code);
  await checkTypes(
    folder,
    programs.map(([file]) => file),
  );
});
