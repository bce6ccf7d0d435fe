/** Limits of what a file may make its reader do, each met by a small file that was written for it. */
import '@tensorflow/tfjs-backend-cpu';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import h5wasm from 'h5wasm';
import sharp from 'sharp';
import { DataError, ModelFileError } from 'sk-io';
import {
  ImageError,
  latestValidCheckpoint,
  loadKeras,
  loadModel,
  openWeights,
  readClassNames,
  readImage,
  readLog,
  readRecipeFile,
  readRunFiles,
  readState,
  TrainingLogError,
} from 'sk-io/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const work = mkdtempSync(join(tmpdir(), 'sk-work-bounds-'));
afterAll(() => rmSync(work, { recursive: true }));
beforeAll(() => tf.setBackend('cpu'));

let files = 0;

/** Writes a file into a folder of its own. */
function write(name: string, content: string | Uint8Array): string {
  const path = join(work, String(files++), name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

type Refusal = new (...args: never[]) => Error;

async function refusal(load: () => unknown, kind: Refusal = ModelFileError): Promise<string> {
  const error = await Promise.resolve()
    .then(load)
    .then(
      () => undefined,
      (caught: unknown) => caught,
    );
  expect(error).toBeInstanceOf(kind);
  return (error as Error).message;
}

const input = (shape: string): string =>
  `{"class_name":"InputLayer","name":"i","inbound_nodes":[],"config":{"name":"i","batch_input_shape":${shape}}}`;
const relu = (name: string, calls: string): string =>
  `{"class_name":"Activation","name":"${name}","config":{"name":"${name}","activation":"relu"},"inbound_nodes":[${calls}]}`;
const graph = (layers: string, output: string): string =>
  `{"name":"m","layers":[${layers}],"input_layers":[["i",0,0]],"output_layers":[["${output}",0,0]]}`;

/** Loads a model of this configuration and list of weights. */
function model(kind: string, config: string, manifest = '[]'): Promise<unknown> {
  const topology = `{"class_name":"${kind}","config":${config}}`;
  const path = write('model.json', `{"modelTopology":${topology},"weightsManifest":${manifest}}`);
  writeFileSync(join(dirname(path), 'w.bin'), new Uint8Array(4));
  return loadModel(dirname(path));
}

const sequential = (...layers: readonly string[]): Promise<unknown> =>
  model('Sequential', `{"name":"s","layers":[${layers.join()}]}`);
const layer = (kind: string, settings: string): string =>
  `{"class_name":"${kind}","config":{"name":"l",${settings}}}`;
const lists = (count: number, item: (index: number) => string): string =>
  Array.from({ length: count }, (_, i) => item(i)).join();

describe('a model of TensorFlow.js is refused', () => {
  const weights = (paths: string): string =>
    `[{"paths":[${paths}],"weights":[{"name":"a","shape":[1],"dtype":"float32"}]}]`;

  it('with more files of weights than a model has', async () => {
    const paths = lists(10_001, (i) => `"p${i}"`);
    expect(await refusal(() => model('Sequential', '[]', weights(paths)))).toMatch(
      /weightsManifest: names more than 10000 files$/,
    );
  });

  it('with one file of weights twice', async () => {
    expect(await refusal(() => model('Sequential', '[]', weights('"w.bin","w.bin"')))).toMatch(
      /weightsManifest: paths names w\.bin twice$/,
    );
  });

  it('with a field that says how an object becomes text', async () => {
    const quantized =
      '[{"paths":[],"weights":[{"name":"a","shape":[1],"dtype":"float32","quantization":{"dtype":{"toString":1}}}]}]';
    expect(await refusal(() => model('Sequential', '[]', quantized))).toMatch(/has a field called toString$/);
  });

  it('with shapes of many axes', async () => {
    expect(
      await refusal(() =>
        sequential(layer('Dense', `"units":1,"batch_input_shape":[null,${lists(8, () => '1')}]`)),
      ),
    ).toMatch(/Dense 'l': batch_input_shape has 9 axes, wants at most 8$/);
    expect(
      await refusal(() =>
        sequential(layer('Reshape', `"batch_input_shape":[null,1],"target_shape":[${lists(9, () => '1')}]`)),
      ),
    ).toMatch(/Reshape 'l': target_shape has 9 axes, wants at most 8$/);
  });

  it('with names that are long', async () => {
    const long = 'n'.repeat(1001);
    const layers = `${input('[null,1]')},${relu(long, '[["i",0,0,{}]]')}`;
    expect(await refusal(() => model('Model', graph(layers, long)))).toMatch(
      /a name has 1001 characters, wants at most 1000$/,
    );
  });

  it('with other names for the fields that are looked at', async () => {
    const nested = '{"className":"Model","config":{"name":"n","layers":[]}}';
    expect(await refusal(() => sequential(nested))).toMatch(
      /has a field 'className', wants it to be called 'class_name'$/,
    );
    const shape = layer('Dense', '"units":1,"batch_inputShape":[null,1]');
    expect(await refusal(() => sequential(shape))).toMatch(
      /has a field 'batch_inputShape', wants it to be called 'batch_input_shape'$/,
    );
  });

  it('with a cycle in a model that a layer wraps', async () => {
    const layers = `${input('[null,1]')},${relu('a', '[["b",0,0,{}]]')},${relu('b', '[["a",0,0,{}]]')}`;
    const wrapped = `{"class_name":"Model","config":${graph(layers, 'b')}}`;
    const around = layer('TimeDistributed', `"batch_input_shape":[null,2,1],"layer":${wrapped}`);
    expect(await refusal(() => sequential(around))).toMatch(/model 'm' has a cycle through layer '[ab]'$/);
  });

  it('with more cells and wrapped layers than it may have layers', async () => {
    const cells = lists(10_001, (k) => `{"class_name":"SimpleRNNCell","config":{"name":"c${k}","units":1}}`);
    const stack = `{"class_name":"StackedRNNCells","config":{"name":"c","cells":[${cells}]}}`;
    const tooMany = /has more than 10000 layers \(limits\.layers raises it\)$/;
    expect(
      await refusal(() => sequential(layer('RNN', `"batch_input_shape":[null,2,1],"cell":${stack}`))),
    ).toMatch(tooMany);
    const twice = layer('Bidirectional', `"layer":${layer('LSTM', '"units":1')}`);
    expect(await refusal(() => sequential(lists(3334, () => twice)))).toMatch(tooMany);
  });

  it('with more calls that wait for one layer than it may have calls', async () => {
    const calls = lists(125_000, () => '[["a",0,0,{}]]');
    const layers = `${input('[null,1]')},${relu('b', calls)},${relu('a', '[["i",0,0,{}]]')}`;
    expect(await refusal(() => model('Model', graph(layers, 'b')))).toMatch(
      /nested models call 125001 layers, wants at most 100000 \(limits\.calls raises it\)$/,
    );
  });

  it('with a layer of more than a thousand weights, and with more than fifty thousand in all', async () => {
    const before = tf.memory().numTensors;
    const unit = (branches: number): string => {
      const settings = `"filters":1,"branches":[${lists(branches, () => '{"kernel_size":1}')}]`;
      return layer('SkConv2D', `${settings},"batch_input_shape":[null,1,1,1]`);
    };
    expect(await refusal(() => sequential(unit(250)))).toMatch(/layer 'l' wants more than 1000 weights$/);
    expect(await refusal(() => sequential(unit(10_001)))).toMatch(
      /SkConv2D 'l': branches has 10001 parts, wants at most 10000$/,
    );
    expect(await refusal(() => sequential(lists(260, (k) => unit(40).replace('"l"', `"l${k}"`))))).toMatch(
      /its layers want more than 50000 weights$/,
    );
    expect(tf.memory().numTensors).toBe(before);
  });
});

it('a weight whose name TensorFlow.js refuses leaves no tensor', async () => {
  const before = tf.memory().numTensors;
  const dense =
    '{"class_name":"Dense","name":"_a","config":{"name":"_a","units":1},"inbound_nodes":[[["i",0,0,{}]]]}';
  expect(await refusal(() => model('Model', graph(`${input('[null,1]')},${dense}`, '_a')))).toMatch(
    /Not a valid tensor name: '_a\/kernel'$/,
  );
  expect(tf.memory().numTensors).toBe(before);
});

describe('a configuration of Keras is refused', () => {
  const read = '[["i",0,0,{}]]';
  const keras = (layers: string): Promise<unknown> =>
    loadKeras(
      write(
        'net.json',
        `{"class_name":"Functional","config":${graph(`${input('[null,1]')},${layers}`, 'l')}}`,
      ),
    );
  const dense = (name: string, settings: string, calls: string): string =>
    `{"class_name":"Dense","name":"${name}","config":{"name":"${name}","units":1${settings}},"inbound_nodes":[${calls}]}`;

  it('with names that are long', async () => {
    expect(await refusal(() => keras(dense('n'.repeat(1001), '', read)))).toMatch(
      /a name has 1001 characters, wants at most 1000$/,
    );
  });

  it('with more fields than a layer has', async () => {
    const settings = lists(1000, (k) => `"f${k}":null`);
    expect(await refusal(() => keras(dense('l', `,${settings}`, read)))).toMatch(
      /a layer of 'm': a configuration has 1002 fields, wants at most 1000$/,
    );
  });

  it('with a call of a hundred thousand inputs', async () => {
    const entries = lists(130_000, () => '["i",0,0]');
    expect(await refusal(() => keras(dense('l', '', `[${entries}]`)))).toMatch(
      /layer 'l': reads 130000 outputs at once, wants at most 1024 \(limits\.reads raises it\)$/,
    );
  });
});

describe('HDF5 is refused', () => {
  it('whose objects lie deep', async () => {
    const { FS } = await h5wasm.ready;
    const file = new h5wasm.File('deep.h5', 'w');
    let group = file.create_group('g');
    for (let depth = 2; depth < 32; depth++) group = group.create_group('g');
    for (let i = 0; i < 950; i++) group.create_group(`d${i}`);
    file.close();
    const path = write('deep.h5', FS.readFile('deep.h5') as Uint8Array);
    expect(await refusal(() => openWeights(path))).toMatch(
      /its objects lie more than 30000 groups deep together \(limits\.groups raises it\)$/,
    );
  });

  it('and leaves no file open in the library', async () => {
    const { FS } = await h5wasm.ready;
    const open = (): number =>
      (FS as typeof FS & { readonly streams: readonly unknown[] }).streams.filter((stream) => stream != null)
        .length;
    const whole = readFileSync(fileURLToPath(new URL('data/keras/residual2.h5', import.meta.url)));
    const path = write('cut.h5', whole.subarray(0, 20_000));
    await refusal(() => openWeights(path));
    const before = open();
    for (let i = 0; i < 5; i++) expect(await refusal(() => openWeights(path))).toMatch(/truncated file/);
    expect(open()).toBe(before);
  });

  it('whose tensors take more than three times the file and 256 MiB, unless that is allowed', async () => {
    const bomb = readFileSync(fileURLToPath(new URL('data/keras/shape-bomb.h5', import.meta.url)));
    // Both axes, of 2^20 values, and the sizes that they may grow to.
    for (const at of [832, 848]) bomb.writeBigUInt64LE(80n, at);
    const path = write('large.h5', Buffer.concat([bomb, Buffer.alloc(400_000)]));
    expect(await refusal(() => openWeights(path))).toMatch(
      /x wants 335544320 bytes, which is too much \(of at most 268435456\)$/,
    );
    expect(await refusal(() => loadKeras(path, { maxBytes: 4e8 }))).toMatch(/has weights and no model/);
  });
});

describe('records are refused:', () => {
  it('a training log whose lines are no flat records', async () => {
    const step = '"kind":"step","step":1,"epoch":0,"loss":1,"accuracy":1,"learningRate":1';
    const log = (line: string): string => dirname(write('log.jsonl', `{${step}}\n${line}\n`));
    const wrong = /line 2 wants JSON with kind 'step' or 'epoch' and its numbers, got something else/;
    expect(readLog(log(`{${step},"note":null}`))).toHaveLength(2);
    for (const more of ['"x":[1]', lists(27, (k) => `"f${k}":1`), `"x":"${'x'.repeat(4096)}"`]) {
      expect(await refusal(() => readLog(log(`{${step},${more}}`)), TrainingLogError)).toMatch(wrong);
    }
  });

  it('a list of more files than any', async () => {
    const list = `{"version":1,"folder":"f","count":5000001}${'\n'.repeat(5_000_001)}x`;
    expect(await refusal(() => readRunFiles(dirname(write('files.jsonl', list))))).toMatch(
      /lists 5000001 files, wants at most 5000000$/,
    );
  });

  it('a line of a list that is no file', async () => {
    const list = (line: string): string =>
      dirname(write('files.jsonl', `{"version":1,"folder":"f","count":1}\n${line}\n`));
    expect(await readRunFiles(list('["train","a.png",1]'))).toEqual({
      folder: 'f',
      files: [{ split: 'train', name: 'a.png', bytes: 1 }],
    });
    for (const line of [
      '["other","a",1]',
      '["train",1,1]',
      '["train","a",-1]',
      '["train","a",1,1]',
      '{}',
      'x',
    ]) {
      expect(await refusal(() => readRunFiles(list(line)))).toMatch(/line 2 is not a file of the list$/);
    }
  });

  it('more lines than a model has classes', async () => {
    expect(await refusal(() => readClassNames(write('labels.txt', `${'\n'.repeat(1_000_000)}x`)))).toMatch(
      /has 1000001 lines, wants at most 1000000$/,
    );
  });

  it('a recipe, a state and a manifest of many bytes', async () => {
    const json = (name: string, bytes: number): string => dirname(write(name, `{}${' '.repeat(bytes)}`));
    expect(await refusal(() => readRecipeFile(json('recipe.json', 2 ** 20)))).toMatch(
      /wants at most 1048576$/,
    );
    expect(await refusal(() => readState(json('state.json', 2 ** 23)))).toMatch(/wants at most 8388608$/);
    const step = json('checkpoints/step-00000001/manifest.json', 2 ** 16);
    const notes: string[] = [];
    await latestValidCheckpoint(dirname(dirname(step)), (_, reason) => notes.push(reason));
    expect(notes).toEqual([expect.stringMatching(/has 65538 bytes, wants at most 65536$/)]);
  });
});

describe('images', () => {
  it('of more than a hundred scans are refused', async () => {
    const scan = Buffer.from([0xff, 0xda, 0, 8, 1, 1, 0, 1, 63, 0]);
    const jpeg = (scans: number): Buffer =>
      Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 2]), ...Array<Buffer>(scans).fill(scan)]);
    const path = write('scans.jpg', jpeg(101));
    const wanted = /is a JPEG of more than 100 scans$/;
    expect(await refusal(() => readImage(path), ImageError)).toMatch(wanted);
    expect(await refusal(() => readImage(jpeg(101)), ImageError)).toMatch(wanted);
    expect(await refusal(() => readImage(jpeg(100)), ImageError)).not.toMatch(wanted);
  });

  it('may hold what looks like scans in their headers and behind their end', async () => {
    const jpeg = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
      .jpeg()
      .toBuffer();
    const scans = Buffer.alloc(400, Buffer.from([0xff, 0xda]));
    const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0x01, 0x92]), scans]);
    const photo = Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2), scans]);
    expect(await readImage(photo)).toMatchObject({ width: 8, height: 8 });
  });

  it('of more than 2^27 pixels are refused by their header', async () => {
    const bitmap = Buffer.alloc(100);
    bitmap.write('BM');
    bitmap.writeUInt32LE(54, 10);
    bitmap.writeUInt32LE(40, 14);
    bitmap.writeInt32LE(2 ** 14, 18);
    bitmap.writeInt32LE(2 ** 13 + 1, 22);
    bitmap.writeUInt16LE(1, 28);
    expect(await refusal(() => readImage(bitmap), ImageError)).toMatch(/has more pixels than is allowed$/);
    bitmap.writeInt32LE(2 ** 13, 22);
    expect(await refusal(() => readImage(bitmap), ImageError)).toMatch(/ends before the image does$/);
  });
});

describe('a message', () => {
  it('is one line, however many a name has', () => {
    expect(new ModelFileError('f', 'has no tensor a\nb').message).toBe('f: has no tensor a b');
    expect(new DataError('a\nb').message).toBe('a b');
  });

  it('keeps the beginning and the end of a name that is long', () => {
    for (const letter of ['n', '\u202e']) {
      const { message } = new ModelFileError('f', `has no tensor ${letter.repeat(1e6)}: mend it`);
      expect(message.length).toBeLessThan(1600);
      expect(message).toMatch(/^f: has no tensor .* \[\.\.\.\] .*: mend it$/);
    }
  });
});
