import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { zip } from '../../../sk-io/test/support/zip.mjs';
import { buildBinding } from '../../src/build/buildBinding.js';
import { checkCuda } from '../../src/build/cuda.js';
import { buildPlatform, linkFlags, sharedLibraries } from '../../src/build/platform.js';
import { tensorflowFolder } from '../../src/build/tensorflowFolder.js';
import { compile } from '../../src/build/tools.js';

const place = mkdtempSync(join(tmpdir(), 'sk-backend-node-'));
afterAll(() => rmSync(place, { recursive: true, force: true }));

const linux = buildPlatform('linux', 'x64');
let folder = '';
let count = 0;
beforeEach(() => {
  folder = join(place, `${++count}`);
  mkdirSync(folder);
});

const find = (given: string): Promise<string> =>
  tensorflowFolder(given, join(folder, 'cache'), linux, () => undefined);

const header = 'tensorflow/include/tensorflow/c/eager/c_api.h';
const members = [...sharedLibraries(linux).map((name) => `tensorflow/${name}`), header];

const writeWheel = (name: string, names: readonly string[]): void =>
  writeFileSync(
    join(folder, name),
    zip(names.map((member) => ({ name: member, bytes: Buffer.from(member) }))),
  );

function writeInstalled(at: string): void {
  for (const member of members) {
    const path = join(at, member);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, '');
  }
}

describe('tensorflowFolder', () => {
  it.each([
    ['the folder around it', '', ''],
    ['tensorflow itself', 'tensorflow', ''],
    ['a virtual environment', '', 'lib/python3.11/site-packages'],
  ])('takes %s', async (_, named, inside) => {
    writeInstalled(join(folder, inside));
    expect(await find(join(folder, named))).toBe(join(folder, inside, 'tensorflow'));
  });

  it('unpacks the libraries and headers of the wheel in a folder, and nothing else', async () => {
    writeWheel('tensorflow_cpu-2.21.0-cp311.whl', [...members, 'tensorflow/python/big.so', '../evil.h']);
    await expect(find(folder)).rejects.toThrow(/cannot be unpacked: invalid relative path: \.\.\/evil\.h$/);
    writeWheel('tensorflow_cpu-2.21.0-cp311.whl', [...members, 'tensorflow/python/big.so']);
    const found = await find(folder);
    expect(found).toBe(join(folder, 'cache/tensorflow_cpu-2.21.0-cp311/tensorflow'));
    expect(existsSync(join(found, 'python'))).toBe(false);
    expect(await find(folder)).toBe(found);
  });

  it.each([
    [
      'a folder without TensorFlow',
      [],
      /has neither libtensorflow_cc\.so\.2 nor a wheel of TensorFlow: pip download/,
    ],
    [
      'two wheels',
      ['tensorflow-2.20.0-x.whl', 'tensorflow-2.21.0-x.whl'],
      /has 2 wheels of TensorFlow: name one of/,
    ],
  ])('refuses %s', async (_, wheels, message) => {
    for (const name of wheels) writeWheel(name, members);
    await expect(find(folder)).rejects.toThrow(message);
  });

  it('refuses what is not there, no wheel, a wheel of something else, and one without headers', async () => {
    await expect(find(join(folder, 'none'))).rejects.toThrow(/there is no .*none: pip download/);
    writeFileSync(join(folder, 'tensorflow-1.whl'), 'no zip');
    await expect(find(folder)).rejects.toThrow(/tensorflow-1\.whl cannot be unpacked: /);
    writeWheel('tensorflow-1.whl', ['numpy/core.so']);
    await expect(find(folder)).rejects.toThrow(
      /has no tensorflow\/libtensorflow_cc\.so\.2 and no tensorflow\/libtensorflow_framework\.so\.2: wants a wheel/,
    );
    writeWheel('tensorflow-1.whl', members.slice(0, 2));
    await expect(find(folder)).rejects.toThrow(/c_api\.h is missing: wants the wheel of tensorflow/);
  });
});

describe('a build', () => {
  it('says how to install tfjs-node where it is missing', async () => {
    await expect(buildBinding({ note: () => undefined })).rejects.toThrow(
      'tensorflow: @tensorflow/tfjs-node is not installed: npm install --ignore-scripts @tensorflow/tfjs-node@4.22.0',
    );
  });

  it('refuses Windows, and knows what was never tried', () => {
    expect(() => buildPlatform('win32', 'x64')).toThrow(/win32 cannot be built for: .* take WSL 2$/);
    expect(linux.tried).toBe(true);
    expect(buildPlatform('linux', 'arm64').tried).toBe(false);
    const mac = buildPlatform('darwin', 'arm64');
    expect(mac.tried).toBe(false);
    expect(linkFlags(mac, '/tf')).toContain('/tf/libtensorflow_cc.2.dylib');
    expect(linkFlags(linux, '/tf')).toEqual([
      '-shared',
      '-L/tf',
      '-l:libtensorflow_cc.so.2',
      '-l:libtensorflow_framework.so.2',
      '-Wl,-rpath,/tf',
    ]);
  });

  it('says how to install a compiler where there is none', () => {
    const before = process.env['CXX'];
    process.env['CXX'] = 'no-such-compiler';
    try {
      expect(() => compile([])).toThrow(
        /^build: there is no C\+\+ compiler no-such-compiler: install one \(Debian and Ubuntu: apt-get install g\+\+/,
      );
    } finally {
      if (before === undefined) delete process.env['CXX'];
      else process.env['CXX'] = before;
    }
  });

  it('refuses CUDA elsewhere than on Linux', () => {
    expect(() => checkCuda('/tf', buildPlatform('darwin', 'x64'))).toThrow(/--cuda wants Linux, got darwin/);
  });
});
