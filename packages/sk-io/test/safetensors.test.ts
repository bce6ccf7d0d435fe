/** Safetensors: numbers to the bit, other people's bytes, and one line for each way in which a file can lie. */
import '@tensorflow/tfjs-backend-cpu';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { loadWeights, ModelFileError, readSafetensors } from 'sk-io';
import { openWeights, saveModel, saveWeights, writeSafetensors } from 'sk-io/node';
import { createModel } from 'sk-models';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { f32, safetensorsBytes, withLength } from './safetensorsBytes.js';

const root = mkdtempSync(join(tmpdir(), 'sk-safetensors-'));
afterAll(() => rmSync(root, { recursive: true }));
beforeAll(async () => {
  await tf.setBackend('cpu');
});

let folder: string;
let count = 0;
beforeEach(() => {
  count += 1;
  folder = join(root, `case${count}`);
  mkdirSync(folder);
});

/** The error of a file, which has one line. */
function complaint(bytes: Uint8Array): string {
  try {
    readSafetensors(bytes, 'x');
  } catch (error) {
    expect(error).toBeInstanceOf(ModelFileError);
    expect((error as Error).message).not.toContain('\n');
    return (error as Error).message;
  }
  throw new Error('wants an error');
}

describe('a safetensors file', () => {
  /** Python's safetensors 0.8: `save({'a': float32 [[1, -2.5]], 'n': int64 7}, metadata={'format': 'pt'})`. */
  const python = Buffer.concat([
    Buffer.from([0x90, 0, 0, 0, 0, 0, 0, 0]),
    Buffer.from(
      '{"__metadata__":{"format":"pt"},"n":{"dtype":"I64","shape":[],"data_offsets":[0,8]},' +
        '"a":{"dtype":"F32","shape":[1,2],"data_offsets":[8,16]}}    ',
    ),
    Buffer.from('07000000000000000000803f000020c0', 'hex'),
  ]);

  it('of Python is read: values, shapes and metadata; int64 is listed and not read', async () => {
    const source = readSafetensors(python);
    expect([...source.tensors.values()].map(({ name, shape, dtype }) => [name, shape, dtype])).toEqual([
      ['n', [], 'I64'],
      ['a', [1, 2], 'F32'],
    ]);
    expect([...source.metadata]).toEqual([['format', 'pt']]);
    expect([...(await source.read('a'))]).toEqual([1, -2.5]);
    await expect(source.read('n')).rejects.toThrow(
      'safetensors: n: weights are read from F32, F16, BF16, F64, not from I64',
    );
    await expect(source.read('b')).rejects.toThrow('safetensors: has no tensor b');
  });

  it('decodes every half and every bfloat to its value', async () => {
    const bits = Uint16Array.from({ length: 0x10000 }, (_, n) => n);
    const file = (dtype: string): Uint8Array => {
      const bytes = safetensorsBytes({ x: { dtype, shape: [0x10000], data_offsets: [0, 0x20000] } }, 0x20000);
      bytes.set(new Uint8Array(bits.buffer), bytes.length - 0x20000);
      return bytes;
    };
    const halves = await readSafetensors(file('F16')).read('x');
    const bfloats = await readSafetensors(file('BF16')).read('x');
    const wanted = [
      [0x3c00, 1],
      [0xc000, -2],
      [0x7bff, 65504],
      [0x0400, 2 ** -14],
      [0x03ff, (1023 / 1024) * 2 ** -14],
      [0x0001, 2 ** -24],
      [0x3555, 0.333251953125],
      [0x7c00, Infinity],
      [0xfc00, -Infinity],
      [0x7e01, Number.NaN],
    ] as const;
    for (const [code, value] of wanted) expect(halves[code]).toBe(value);
    expect([0x3f80, 0xc000, 0x7f7f, 0x0080, 0x0001, 0x7f80].map((code) => bfloats[code])).toEqual([
      ...[1, -2, 3.3895313892515355e38, 2 ** -126, 2 ** -133, Infinity],
    ]);
    // All of them grow with their bits.
    for (const values of [halves.slice(0, 0x7c01), bfloats.slice(0, 0x7f81)]) {
      expect(values.every((value, n) => n === 0 || value > (values[n - 1] as number))).toBe(true);
    }
  });

  it('of doubles is rounded to float32, and one that float32 does not hold is refused by name', async () => {
    const doubles = (values: readonly number[]): Uint8Array => {
      const entry = { dtype: 'F64', shape: [values.length], data_offsets: [0, 8 * values.length] };
      const bytes = safetensorsBytes({ x: entry }, 8 * values.length);
      bytes.set(new Uint8Array(Float64Array.from(values).buffer), bytes.length - 8 * values.length);
      return bytes;
    };
    const kept = [1, -2.5, 0.1, 1 / 3, 3.4028234663852886e38, 1e-60, Infinity, Number.NaN];
    expect([...(await readSafetensors(doubles(kept)).read('x'))]).toEqual([
      ...[1, -2.5, Math.fround(0.1), Math.fround(1 / 3), 3.4028234663852886e38, 0, Infinity, Number.NaN],
    ]);
    await expect(readSafetensors(doubles([1, -1e39]), 'big').read('x')).rejects.toThrow(
      'big: x: -1e+39 is larger than float32, which weights are kept in, holds',
    );
    const path = join(folder, 'x.safetensors');
    writeFileSync(path, doubles([7, 1e300]));
    const source = await openWeights(path);
    await expect(source.read('x')).rejects.toThrow(`${path}: x: 1e+300 is larger than float32`);
    await source.close();
  });

  it('of another type says so once for all of its tensors', async () => {
    const model = createModel('sknet_digits', { seed: 1, inputShape: [16, 16, 1] });
    const path = join(folder, 'x.safetensors');
    await saveWeights(model, path);
    const bytes = readFileSync(path);
    const length = bytes.readUInt32LE(0);
    const header = bytes
      .subarray(8, 8 + length)
      .toString()
      .replaceAll('"F32"', '"I32"');
    const source = readSafetensors(
      Buffer.concat([withLength(Buffer.from(header), 0), bytes.subarray(8 + length)]),
      'x',
    );
    const error = await loadWeights(model, source).catch((error: unknown) => error);
    const { message } = error as Error;
    expect(message).toMatch(
      /^x: does not fit the model: 152 unreadable \(weights are read from F32, F16, BF16, F64, not from I32\): (\S+, ){9}\S+ and 142 more$/,
    );
    model.dispose();
  });

  it.each(['F32', 'F16', 'BF16'] as const)('of %s numbers that fit comes back to the bit', async (dtype) => {
    const path = join(folder, 'x.safetensors');
    const values = Float32Array.from({ length: 999 }, (_, n) => (n - 500) * 2 ** ((n % 7) - 9));
    const rounded = values.map((value) => (dtype === 'BF16' ? Math.round(value) : value));
    await writeSafetensors(path, [{ name: 'a', shape: [3, 333], read: () => rounded }], { dtype });
    const source = await openWeights(path);
    const back = await source.read('a');
    await source.close();
    const exact = dtype === 'BF16' ? rounded.map((v) => (Math.abs(v) <= 256 ? v : Number.NaN)) : rounded;
    expect(back.every((value, n) => Number.isNaN(exact[n]) || Object.is(value, exact[n]))).toBe(true);
  });

  it('rounds to the nearest, and to the even one of two that are as near', async () => {
    const halves: readonly (readonly [value: number, wanted: number])[] = [
      [1 + 2 ** -11, 1],
      [1 + 3 * 2 ** -11, 1 + 2 ** -9],
      [1 + 2 ** -11 + 2 ** -20, 1 + 2 ** -10],
      [2 ** -25, 0],
      [3 * 2 ** -25, 2 ** -23],
      [-(2 ** -25) * 1.0001, -(2 ** -24)],
      [2 ** -14 - 2 ** -26, 2 ** -14],
      [65504, 65504],
      [Number.NaN, Number.NaN],
      [-Infinity, -Infinity],
      [-0, -0],
    ];
    const bfloats: typeof halves = [
      [1 + 2 ** -8, 1],
      [1 + 3 * 2 ** -8, 1 + 2 ** -6],
      [1 + 2 ** -8 + 2 ** -16, 1 + 2 ** -7],
      [Number.NaN, Number.NaN],
      [-Infinity, -Infinity],
    ];
    for (const [dtype, cases] of [
      ['F16', halves],
      ['BF16', bfloats],
    ] as const) {
      const path = join(folder, `${dtype}.safetensors`);
      const values = Float32Array.from(cases, ([value]) => value);
      await writeSafetensors(path, [{ name: 'x', shape: [cases.length], read: () => values }], { dtype });
      expect([...(await readSafetensors(readFileSync(path)).read('x'))]).toEqual(
        cases.map(([, wanted]) => wanted),
      );
    }
  });

  it.each(['F16', 'BF16'] as const)('of every %s is written as the same bits', async (dtype) => {
    const bits = Uint16Array.from({ length: 0x10000 }, (_, n) => n);
    const header = { x: { dtype, shape: [0x10000], data_offsets: [0, 0x20000] } };
    const bytes = safetensorsBytes(header, 0x20000);
    bytes.set(new Uint8Array(bits.buffer), bytes.length - 0x20000);
    const values = await readSafetensors(bytes).read('x');
    const path = join(folder, 'x.safetensors');
    await writeSafetensors(path, [{ name: 'x', shape: [0x10000], read: () => values }], { dtype });
    const written = new Uint16Array(new Uint8Array(readFileSync(path).subarray(-0x20000)).buffer);
    // Of numbers that are none there are many, and one is enough.
    expect(written.every((code, n) => code === n || Number.isNaN(values[n]))).toBe(true);
    expect(values.filter(Number.isNaN).length).toBe(dtype === 'F16' ? 2046 : 254);
  });

  it('begins its data at a multiple of 8 and carries metadata, whatever the names', async () => {
    const path = join(folder, 'x.safetensors');
    for (const name of ['a', 'ab', 'abc', 'größe', 'a"b', '七']) {
      await writeSafetensors(path, [{ name, shape: [], read: () => Float32Array.of(7) }], {
        metadata: { of: name },
      });
      const bytes = readFileSync(path);
      expect(bytes.readUInt32LE(0) % 8).toBe(0);
      const source = readSafetensors(bytes);
      expect(source.metadata.get('of')).toBe(name);
      expect([...(await source.read(name))]).toEqual([7]);
    }
  });

  it('may hold tensors in any order, empty ones, and tensors at odd addresses', async () => {
    const header = { b: f32([1], 4), none: f32([0, 3], 4), a: f32([1], 0) };
    const file = safetensorsBytes(header, 8);
    const odd = new Uint8Array(file.length + 1);
    odd.set(file, 1);
    const source = readSafetensors(odd.subarray(1));
    expect([...source.tensors.keys()]).toEqual(['b', 'none', 'a']);
    expect((await source.read('none')).length).toBe(0);
    expect([...(await source.read('b'))]).toEqual([0]);
  });
});

describe('a safetensors file that lies gets one line:', () => {
  const entry = (change: object): unknown => ({ a: { ...f32([2], 0), ...change } });
  const one = JSON.stringify(f32([1], 0));

  it.each<readonly [title: string, bytes: () => Uint8Array, message: string]>([
    ['empty', () => new Uint8Array(0), 'is no safetensors file: it has 0 bytes, wants 10 or more'],
    ['seven bytes', () => new Uint8Array(7), 'is no safetensors file: it has 7 bytes, wants 10 or more'],
    [
      'a header of no bytes',
      () => new Uint8Array(20),
      'is no safetensors file: its header says that it has 0 bytes',
    ],
    [
      'a header longer than the file',
      () => withLength(new Uint8Array(5), 0, 6n),
      'is no safetensors file: its header says that it has 6 bytes, and the file has 13',
    ],
    [
      'a header over 100 MB',
      () => withLength(new Uint8Array(5), 0, 100_000_001n),
      'is no safetensors file: its header says that it has 100000001 bytes, wants at most 100000000',
    ],
    [
      'a header of 2^63 bytes',
      () => withLength(new Uint8Array(5), 0, 2n ** 63n),
      'is no safetensors file: its header says that it has 9223372036854775808 bytes, wants at most 100000000',
    ],
    [
      'not UTF-8',
      () => withLength(Uint8Array.of(0x7b, 0x22, 0xff, 0x22), 0),
      'safetensors header: byte 2: is not UTF-8',
    ],
    ['a list', () => safetensorsBytes('[]', 0), 'safetensors header: byte 0: wants {'],
    ['space first', () => safetensorsBytes(' {}', 0), 'safetensors header: byte 0: wants {'],
    [
      'text behind it',
      () => safetensorsBytes('{}x', 0),
      'safetensors header: byte 2: wants nothing more, got x',
    ],
    [
      'half a header',
      () => safetensorsBytes('{"a":{', 0),
      'safetensors header: byte 6: wants ", got the end',
    ],
    [
      'a comma too many',
      () => safetensorsBytes(`{"a":${one},}`, 4),
      'safetensors header: byte 54: wants ", got }',
    ],
    [
      'a name without an end',
      () => safetensorsBytes('{"a', 0),
      'safetensors header: byte 3: wants the end of a string, got the end',
    ],
    [
      'an escape that is none',
      () => safetensorsBytes('{"\\q":1}', 0),
      'safetensors header: byte 5: wants escapes that JSON has, got :',
    ],
    [
      'a name twice',
      () => safetensorsBytes(`{"a":${one},"a":${one}}`, 4),
      'safetensors header: "a" is there twice',
    ],
    [
      'a name twice, once escaped',
      () => safetensorsBytes(`{"a":${one},"\\u0061":${one}}`, 4),
      'safetensors header: "a" is there twice',
    ],
    [
      'a field twice',
      () => safetensorsBytes('{"a":{"dtype":"F32","dtype":"F32"}}', 0),
      'safetensors header: "dtype" is there twice',
    ],
    [
      '__proto__',
      () => safetensorsBytes(`{"__proto__":${one}}`, 4),
      'safetensors header: a tensor is called __proto__',
    ],
    [
      'constructor',
      () => safetensorsBytes(`{"constructor":${one}}`, 4),
      'safetensors header: a tensor is called constructor',
    ],
    [
      'a line break in a name',
      () => safetensorsBytes(`{"a\\nb":${one}}`, 4),
      'safetensors header: a tensor is called "a\\nb"',
    ],
    ['no name', () => safetensorsBytes(`{"":${one}}`, 4), 'safetensors header: a tensor is called ""'],
    [
      'an unknown field',
      () => safetensorsBytes(entry({ strides: [1] }), 8),
      'safetensors header: "a": has a field "strides"',
    ],
    [
      'a field missing',
      () => safetensorsBytes({ a: { dtype: 'F32', shape: [1] } }, 4),
      'safetensors header: "a": wants dtype, shape and two data_offsets',
    ],
    [
      'an unknown dtype',
      () => safetensorsBytes(entry({ dtype: 'F31' }), 8),
      'safetensors header: "a": has the unknown dtype "F31"',
    ],
    [
      'a dtype out of the prototype',
      () => safetensorsBytes(entry({ dtype: 'toString' }), 8),
      'safetensors header: "a": has the unknown dtype "toString"',
    ],
    [
      'a negative offset',
      () => safetensorsBytes(entry({ data_offsets: [-8, 0] }), 8),
      'safetensors header: byte 48: wants a whole number from 0 to 2^53 - 1, got -',
    ],
    [
      'a fraction',
      () => safetensorsBytes(entry({ shape: [1.5] }), 8),
      'safetensors header: byte 29: wants a whole number from 0 to 2^53 - 1, got 1',
    ],
    [
      'an exponent',
      () => safetensorsBytes('{"a":{"shape":[1e3]}}', 8),
      'safetensors header: byte 15: wants a whole number from 0 to 2^53 - 1, got 1',
    ],
    [
      'a number over 2^53',
      () => safetensorsBytes(`{"a":{"shape":[9007199254740992]}}`, 8),
      'safetensors header: byte 15: wants a whole number from 0 to 2^53 - 1, got 9',
    ],
    [
      'nine axes',
      () => safetensorsBytes(entry({ shape: [1, 1, 1, 1, 1, 1, 1, 1, 2] }), 8),
      'safetensors header: "a": has more than 8 axes',
    ],
    [
      'three offsets',
      () => safetensorsBytes(entry({ data_offsets: [0, 4, 8] }), 8),
      'safetensors header: "a": wants two data_offsets',
    ],
    [
      'a shape whose product overflows',
      () => safetensorsBytes(entry({ shape: [2 ** 31, 2 ** 31] }), 8),
      'safetensors header: "a": F32 [2147483648,2147483648] is no whole number of bytes below 2^53',
    ],
    [
      'half a byte',
      () => safetensorsBytes(entry({ dtype: 'F4', shape: [3], data_offsets: [0, 1] }), 1),
      'safetensors header: "a": F4 [3] is no whole number of bytes below 2^53',
    ],
    [
      'a size that is not that of its shape',
      () => safetensorsBytes(entry({ shape: [3] }), 8),
      'safetensors header: "a": F32 [3] takes 12 bytes, data_offsets [0, 8] are 8',
    ],
    [
      'offsets backwards',
      () => safetensorsBytes(entry({ data_offsets: [8, 0] }), 8),
      'safetensors header: "a": F32 [2] takes 8 bytes, data_offsets [8, 0] are -8',
    ],
    [
      'tensors that overlap',
      () => safetensorsBytes({ a: f32([2], 0), b: f32([2], 4) }, 12),
      'safetensors header: "b": overlaps the tensor before it by 4 bytes',
    ],
    [
      'a hole',
      () => safetensorsBytes({ b: f32([1], 8), a: f32([1], 0) }, 12),
      'safetensors header: "b": leaves 4 bytes before it that belong to no tensor',
    ],
    [
      'a tensor past the end',
      () => safetensorsBytes({ a: f32([2], 0) }, 7),
      'safetensors header: "a": ends 1 bytes behind the end of the file',
    ],
    [
      'bytes behind the last',
      () => safetensorsBytes({ a: f32([1], 0) }, 5),
      'safetensors header: 1 bytes at the end of the file belong to no tensor',
    ],
    [
      'nested metadata',
      () => safetensorsBytes({ __metadata__: { a: {} } }, 0),
      'safetensors header: byte 21: wants ", got {',
    ],
    [
      'metadata twice',
      () => safetensorsBytes('{"__metadata__":{},"__metadata__":{}}', 0),
      'safetensors header: "__metadata__" is there twice',
    ],
    [
      'depth',
      () => safetensorsBytes(`{"a":${'['.repeat(100_000)}`, 0),
      'safetensors header: byte 5: wants {, got [',
    ],
    [
      'a long name',
      () => safetensorsBytes(`{"${'n'.repeat(500)}":{}}`, 0),
      `safetensors header: "${'n'.repeat(80)}...": wants dtype, shape and two data_offsets`,
    ],
  ])('%s', (_, bytes, message) => {
    expect(complaint(bytes())).toBe(`x: ${message}`);
  });

  it('more entries than any network has, refused at the hundred thousandth', () => {
    const entries = Array.from(
      { length: 110_000 },
      (_, n) => `"${n}":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}`,
    );
    const [all, rest] = [`{${entries.join()}}`, ' '.repeat(9_000_000)];
    expect(complaint(safetensorsBytes(all + rest, 0))).toBe(
      'x: safetensors header: has more than 100000 entries (limits.entries raises it)',
    );
    const notes = Array.from({ length: 110_000 }, (_, n) => `"${n}":""`).join();
    expect(complaint(safetensorsBytes(`{"__metadata__":{${notes}}}`, 0))).toMatch(
      /more than 100000 entries \(limits\.entries raises it\)$/,
    );
  });
});

describe('weights on disk', () => {
  const small = (seed: number): LayersModel => createModel('sknet_digits', { seed, inputShape: [16, 16, 1] });
  const isHead = ({ weights }: LayersModel, n: number): boolean =>
    /^classifier/.test(weights[n]?.originalName ?? '');
  const values = (model: LayersModel): unknown[] =>
    model.weights.map((weight) => [weight.originalName, weight.read().arraySync()]);

  it.each(['sk', 'timm'] as const)(
    'go out and in under the names of %s, and leave no tensor behind',
    async (names) => {
      const [model, other] = [small(1), small(2)];
      const before = tf.memory().numTensors;
      await saveWeights(model, join(folder, 'model.safetensors'), { names });
      const source = await openWeights(folder);
      await loadWeights(other, source);
      await source.close();
      expect(tf.memory().numTensors).toBe(before);
      expect(values(other)).toEqual(values(model));
      model.dispose();
      other.dispose();
      expect(readdirSync(folder)).toEqual(['model.safetensors']);
    },
  );

  it('say by name what is missing, unexpected, misshapen and unreadable, and change nothing', async () => {
    const model = small(1);
    const before = values(model);
    const path = join(folder, 'model.safetensors');
    await saveWeights(model, path);
    const bytes = readFileSync(path);
    const length = bytes.readUInt32LE(0);
    const header = JSON.parse(bytes.subarray(8, 8 + length).toString()) as Record<
      string,
      Record<string, unknown>
    >;
    const rename = (from: string, to: string): void => {
      header[to] = header[from] as Record<string, unknown>;
      delete header[from];
    };
    const [conv, norm] = model.weights.map(({ originalName }) => originalName) as [string, string];
    rename(conv, 'a stranger');
    (header[norm] as Record<string, unknown>)['shape'] = [4, 4];
    (header['classifier/kernel'] as Record<string, unknown>)['dtype'] = 'I32';
    const json = Buffer.from(JSON.stringify(header));
    const odd = withLength(json, 0);
    const source = readSafetensors(Buffer.concat([odd, bytes.subarray(8 + length)]), 'odd');
    await expect(loadWeights(model, source)).rejects.toThrow(
      `odd: does not fit the model: 1 missing: ${conv}; 1 unexpected: "a stranger"; 1 misshapen: ${norm} [4,4] for [16]; ` +
        '1 unreadable (weights are read from F32, F16, BF16, F64, not from I32): classifier/kernel',
    );
    expect(values(model)).toEqual(before);
    const strangers = readSafetensors(safetensorsBytes({ x: f32([1], 0) }, 4), 'other');
    await expect(loadWeights(model, strangers)).rejects.toThrow(
      new RegExp(
        `^other: does not fit the model: ${model.weights.length} missing: (\\S+, ){9}\\S+ and ${model.weights.length - 10} more; 1 unexpected: "x"$`,
      ),
    );
    model.dispose();
  });

  it('of another number of classes want a word about it', async () => {
    const path = join(folder, 'model.safetensors');
    const [ten, three] = [
      small(1),
      createModel('sknet_digits', { seed: 2, inputShape: [16, 16, 1], numClasses: 3 }),
    ];
    await saveWeights(ten, path);
    const source = await openWeights(path);
    await expect(loadWeights(three, source)).rejects.toThrow(
      `${path}: tells 10 classes apart and the model 3: make it with numClasses: 10, or load with newClassifier: true to train its classifier anew`,
    );
    const head = three.getLayer('classifier').getWeights()[0]?.arraySync();
    await loadWeights(three, source, { newClassifier: true });
    await source.close();
    expect(three.getLayer('classifier').getWeights()[0]?.arraySync()).toEqual(head);
    const body = (model: LayersModel): unknown[] => values(model).filter((_, n) => !isHead(model, n));
    expect(body(three)).toEqual(body(ten));
    ten.dispose();
    three.dispose();
  });

  it('are read from tensorflow.js folders too', async () => {
    const [model, other] = [small(1), small(2)];
    await saveModel(model, join(folder, 'model'));
    const source = await openWeights(join(folder, 'model'));
    await loadWeights(other, source);
    await source.close();
    expect(values(other)).toEqual(values(model));
    model.dispose();
    other.dispose();
  });

  it('that cannot be written leave the old file, and nothing beside it', async () => {
    const path = join(folder, 'model.safetensors');
    const tensor = (value: number) => ({ name: 'a', shape: [1], read: () => Float32Array.of(value) });
    await writeSafetensors(path, [tensor(1)]);
    await expect(writeSafetensors(path, [tensor(1e6)], { dtype: 'F16' })).rejects.toThrow(
      `${path}: a: 1000000 is larger than F16 holds (65504); F32 has room`,
    );
    await expect(writeSafetensors(path, [tensor(1), tensor(2)])).rejects.toThrow(
      'two tensors would have the same name',
    );
    for (const name of ['', '__proto__', '__metadata__', 'a\nb']) {
      await expect(writeSafetensors(path, [{ ...tensor(1), name }])).rejects.toBeInstanceOf(ModelFileError);
    }
    await expect(writeSafetensors(path, [{ ...tensor(1), shape: [2] }])).rejects.toThrow(
      'a: [2] wants 2 numbers, got 1',
    );
    expect([...(await readSafetensors(readFileSync(path)).read('a'))]).toEqual([1]);
    expect(readdirSync(folder)).toEqual(['model.safetensors']);
    await expect(writeSafetensors(join(path, 'below'), [tensor(1)])).rejects.toBeInstanceOf(ModelFileError);
  });

  const special = {
    folder: (): string => {
      mkdirSync(join(folder, 'y', 'z.safetensors'), { recursive: true });
      return join(folder, 'y');
    },
    link: (): string => {
      symlinkSync(join(folder, 'gone'), join(folder, 'l.safetensors'));
      return join(folder, 'l.safetensors');
    },
  };

  it.each([
    ['nothing', () => join(folder, 'none.safetensors'), 'there is no such file'],
    ['a folder without weights', () => folder, 'has no file of weights'],
    ['an unknown kind', () => file('x.weights', ''), 'is of no known kind: wants *.safetensors'],
    ['an empty file', () => file('x.safetensors', ''), 'it has 0 bytes'],
    ['a file that no file is behind', () => special.folder(), 'z.safetensors: is a folder'],
    ['a link that leads nowhere', () => special.link(), 'there is no such file'],
  ])('%s: one line', async (_, path, message) => {
    const error = await openWeights(path()).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(ModelFileError);
    expect((error as Error).message).toContain(message);
  });

  it('say so when the file becomes shorter while it is read', async () => {
    const path = join(folder, 'x.safetensors');
    await writeSafetensors(path, [{ name: 'a', shape: [4], read: () => new Float32Array(4) }]);
    const source = await openWeights(path);
    truncateSync(path, 70);
    await expect(source.read('a')).rejects.toThrow(`${path}: became shorter while it was read`);
    await source.close();
  });

  const file = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };

  describe('in shards', () => {
    const shard = (...names: string[]): Uint8Array =>
      safetensorsBytes(Object.fromEntries(names.map((name, n) => [name, f32([1], 4 * n)])), 4 * names.length);
    const index = (weight_map: unknown): string =>
      file(
        'model.safetensors.index.json',
        typeof weight_map === 'string'
          ? weight_map
          : JSON.stringify({ metadata: { total_size: 1.5, more: [{}, [null, 'x']] }, weight_map }),
      );

    it('are one source', async () => {
      file('1.safetensors', shard('a', 'b'));
      file('2.safetensors', shard('c'));
      index({ a: '1.safetensors', c: '2.safetensors', b: '1.safetensors' });
      const source = await openWeights(folder);
      expect([...source.tensors.keys()]).toEqual(['a', 'c', 'b']);
      expect([...(await source.read('c'))]).toEqual([0]);
      await expect(source.read('d')).rejects.toThrow('has no tensor d');
      await source.close();
    });

    const ab = { a: '1.safetensors', b: '1.safetensors' };
    it.each<readonly [title: string, shards: Record<string, Uint8Array>, map: unknown, message: string]>([
      ['a path', {}, { a: '../1' }, '"a": wants a file in the same folder, got "../1"'],
      ['an absolute path', {}, { a: '/etc/passwd' }, 'wants a file in the same folder, got "/etc/passwd"'],
      ['a shard that is not there', {}, ab, '1.safetensors: there is no such file'],
      [
        'a tensor that is not there',
        { '1.safetensors': shard('a') },
        ab,
        '"b": is not in 1.safetensors, where the index says that it is',
      ],
      [
        'a tensor that the index does not name',
        { '1.safetensors': shard('a', 'b', 'c') },
        ab,
        '"c": is in 1.safetensors, and the index does not name it',
      ],
      [
        'a tensor in two shards',
        { '1.safetensors': shard('a'), '2.safetensors': shard('a', 'b') },
        { a: '1.safetensors', b: '2.safetensors' },
        '"a": is in 2.safetensors, and the index says that it is in 1.safetensors',
      ],
      ['a name twice', {}, '{"weight_map":{"a":"1","a":"1"}}', 'index of shards: "a" is there twice'],
      ['no map', {}, '{"metadata":{}}', 'it has no weight_map, or an empty one'],
      ['half of its JSON', {}, '{"metadata":{"a":', 'index of shards: byte 17: wants a value, got the end'],
      ['a list', {}, '[]', 'index of shards: byte 0: wants {, got ['],
    ])('with %s: one line', async (_, shards, map, message) => {
      for (const [name, bytes] of Object.entries(shards)) file(name, bytes);
      const error = await openWeights(index(map)).catch((error: unknown) => error);
      expect(error).toBeInstanceOf(ModelFileError);
      expect((error as Error).message).toContain(message);
    });
  });

  it('need memory for a tensor, not for the file', async () => {
    const path = join(folder, 'large.safetensors');
    const size = 2 ** 20;
    const zeros = new Float32Array(size);
    const tensors = Array.from({ length: 64 }, (_, n) => ({
      name: `${n}`,
      shape: [size],
      read: () => zeros,
    }));
    await writeSafetensors(path, tensors, { dtype: 'F16' });
    const before = process.memoryUsage().arrayBuffers;
    const source = await openWeights(path);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
    expect((await source.read('63')).length).toBe(size);
    await source.close();
    expect(existsSync(path)).toBe(true);
  });
});
