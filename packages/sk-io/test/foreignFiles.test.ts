/** Files that are no weights, whatever they are called: what they are, and how weights are had from them. */
import '@tensorflow/tfjs-backend-cpu';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { ModelFileError, modelFromFiles } from 'sk-io';
import {
  fetchWeights,
  loadKeras,
  loadModel,
  openSavedModel,
  openWeights,
  saveModel,
  writeCheckpoint,
} from 'sk-io/node';
import { beforeAll, describe, expect, it } from 'vitest';
import { safetensorsBytes } from './safetensorsBytes.js';
import { temporaryFolder } from './support/temporaryFolder.js';
import { zip } from './support/zip.mjs';

const pointer =
  'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n';
const page = '<!DOCTYPE html>\n<html lang="en"><title>Sign in</title></html>';
const error = '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>';
const archive = zip([{ name: 'archive/data.pkl', bytes: Buffer.from('x') }]);
/** Returns the bytes that torch.save wrote before version 1.6. */
const legacy = Buffer.from('80028a0a6cfc9c46f9206aa850192e8002', 'hex');
const hdf5 = Buffer.from('\x89HDF\r\n\x1a\n\0\0\0\0\0\0\0\0', 'latin1');

const python = (name: string, target: string): string =>
  `is a pickle of PyTorch (torch.save), which could run anything and is not read: make safetensors of it with two lines of Python: ` +
  `import torch; from safetensors.torch import save_file; d = torch.load("${name}", map_location="cpu", weights_only=True); ` +
  `save_file({k: v.clone().contiguous() for k, v in d.get("state_dict", d.get("model", d)).items() if torch.is_tensor(v)}, "${target}")`;

async function complaint(path: string): Promise<string> {
  const error = await openWeights(path).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(ModelFileError);
  return (error as Error).message;
}

describe('openWeights', () => {
  it.each<readonly [name: string, content: string | Uint8Array, message: string]>([
    [
      ...(['model.safetensors', pointer] as const),
      `is a pointer of Git LFS (${pointer.length} bytes), not the file that it stands for: run 'git lfs pull'`,
    ],
    ['model.h5', pointer, 'is a pointer of Git LFS'],
    [
      'model.safetensors',
      page,
      'is a page (HTML), not a file of weights: download the file itself (on a hub with',
    ],
    ['model.keras', `\n ${page}`, 'is a page (HTML)'],
    ['model.safetensors', error, 'is a page (HTML)'],
    ['model.safetensors', archive, python('model.safetensors', 'model.converted.safetensors')],
    ['model.safetensors', legacy, python('model.safetensors', 'model.converted.safetensors')],
    ['net.pth', archive, python('net.pth', 'net.safetensors')],
    ['net.pt', legacy, python('net.pt', 'net.safetensors')],
    ['last.ckpt', archive, python('last.ckpt', 'last.safetensors')],
    ['best.pth.tar', legacy, python('best.pth.tar', 'best.pth.safetensors')],
    ['pytorch_model.bin', archive, python('pytorch_model.bin', 'pytorch_model.safetensors')],
    ['weights.bin', archive, python('weights.bin', 'weights.safetensors')],
    ['empty.pth', '', python('empty.pth', 'empty.safetensors')],
    ['net.h5', archive, python('net.h5', 'net.h5.safetensors')],
    ['net.safetensors', hdf5, 'is a file of HDF5: call it *.h5'],
    ['net.weights', 'abc', 'is of no known kind: wants *.safetensors'],
  ])('says what %s is (%#)', async (name, content, message) => {
    const path = join(await temporaryFolder(), name);
    writeFileSync(path, content);
    expect(await complaint(path)).toContain(`${path}: ${message}`);
  });

  it('says it of a shard, and of the only file in a folder', async () => {
    const folder = await temporaryFolder();
    writeFileSync(join(folder, 'pytorch_model.bin'), archive);
    expect(await complaint(folder)).toContain(`${join(folder, 'pytorch_model.bin')}: is a pickle of PyTorch`);
    writeFileSync(join(folder, 'a.safetensors'), pointer);
    const index = join(folder, 'model.safetensors.index.json');
    writeFileSync(index, JSON.stringify({ weight_map: { w: 'a.safetensors' } }));
    expect(await complaint(index)).toContain(`${join(folder, 'a.safetensors')}: is a pointer of Git LFS`);
  });

  it('points from a weights.bin to the model.json beside it', async () => {
    const folder = await temporaryFolder();
    writeFileSync(join(folder, 'weights.bin'), new Uint8Array(8));
    writeFileSync(join(folder, 'model.json'), '{}');
    expect(await complaint(join(folder, 'weights.bin'))).toContain(
      'weights.bin: holds weights of a model of TensorFlow.js: give its folder, or its model.json',
    );
  });

  it('takes no header for a pickle, whatever its length', async () => {
    // The length 0x0280 begins like a pickle of the second protocol.
    const header = JSON.stringify({ a: { dtype: 'F32', shape: [], data_offsets: [0, 4] } });
    const bytes = safetensorsBytes(header.padEnd(0x280), 4);
    expect([...bytes.subarray(0, 2)]).toEqual([0x80, 2]);
    const path = join(await temporaryFolder(), 'x.safetensors');
    writeFileSync(path, bytes);
    const source = await openWeights(path);
    expect([...source.tensors.keys()]).toEqual(['a']);
    await source.close();
  });

  it('takes a path of PyTorch that is not there for a path, and asks no hub for it', async () => {
    const cacheFolder = join(await temporaryFolder(), 'cache');
    mkdirSync(cacheFolder);
    for (const name of ['models/own.pth', 'models/own.ckpt', 'models/own.bin', 'models/own.pt']) {
      await expect(fetchWeights(name, { cacheFolder, endpoint: 'http://127.0.0.1:9' })).rejects.toThrow(
        `${name}: there is no such file or folder, and it is neither a URL nor owner/name on a hub`,
      );
    }
    expect(existsSync(join(cacheFolder, '127.0.0.1_9'))).toBe(false);
  });
});

describe('a model whose weights.bin is a pointer of Git LFS', () => {
  const isPointer = `is a pointer of Git LFS (${pointer.length} bytes), not the file that it stands for: run 'git lfs pull'`;
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  /** Returns the folder of a model whose weights take as many bytes as the pointer, to within 3. */
  async function modelFolder(): Promise<string> {
    const folder = join(await temporaryFolder(), 'model');
    const units = Math.ceil(pointer.length / 4);
    const model = sequential({
      layers: [layers.dense({ units, useBias: false, inputShape: [1], kernelInitializer: 'ones' })],
    });
    await saveModel(model, folder);
    model.dispose();
    return folder;
  }

  it.each([
    ['shorter than the weights', pointer],
    ['as long as the weights', pointer.padEnd(4 * Math.ceil(pointer.length / 4), '\n')],
  ])('is refused by every reader, %s', async (_, text) => {
    const folder = await modelFolder();
    const path = join(folder, 'weights.bin');
    writeFileSync(path, text);
    const before = tf.memory().numTensors;
    const files = new Map(
      ['model.json', 'weights.bin'].map((name) => [name, readFileSync(join(folder, name))]),
    );
    for (const read of [
      () => loadModel(folder),
      () => loadKeras(join(folder, 'model.json')),
      () => openSavedModel(folder),
      () => openWeights(join(folder, 'model.json')),
      async () => modelFromFiles(files),
    ]) {
      await expect(read).rejects.toThrow(ModelFileError);
      await expect(read).rejects.toThrow(/weights\.bin: is a pointer of Git LFS \(\d+ bytes\), not the file/);
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each(['net.h5', 'net.keras'])('%s of Keras too', async (name) => {
    const path = join(await temporaryFolder(), name);
    writeFileSync(path, pointer);
    await expect(loadKeras(path)).rejects.toThrow(`${name}: ${isPointer}`);
  });

  it('a model.json too', async () => {
    const folder = await modelFolder();
    writeFileSync(join(folder, 'model.json'), pointer);
    await expect(loadModel(folder)).rejects.toThrow(`model.json: ${isPointer}`);
  });

  it('of a run: the checkpoint is passed over, with the reason', async () => {
    const run = await temporaryFolder();
    const model = sequential({ layers: [layers.dense({ units: 2, inputShape: [1] })] });
    const sums = { lossSum: 0, correct: 0, images: 0, seconds: 0, bestAccuracy: 0 };
    const state = { step: 1, epoch: 1, batch: 0, ...sums };
    const identity = { recipeHash: '', classNames: ['a', 'b'], trainImages: 1, backend: 'cpu' };
    const saved = { state, velocities: [], best: true };
    const checkpoint = await writeCheckpoint(run, model, saved, { identity, keep: 1 });
    model.dispose();
    writeFileSync(join(checkpoint, 'weights.bin'), pointer);
    const notes: string[] = [];
    await expect(openSavedModel(run, { onNote: (text) => notes.push(text) })).rejects.toThrow(
      'no valid checkpoint',
    );
    expect(notes).toEqual([expect.stringContaining(`weights.bin ${isPointer}`)]);
    await expect(openSavedModel(run, { best: true })).rejects.toThrow(`damaged: weights.bin ${isPointer}`);
  });
});
