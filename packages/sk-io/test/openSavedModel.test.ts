import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { openSavedModel, saveModel } from 'sk-io/node';
import { classify, createModel, modelMetadata, registry, withMetadata } from 'sk-models';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from './support/temporaryFolder.js';

describe('openSavedModel', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it('opens a folder, or the model.json in it', async () => {
    const folder = join(await temporaryFolder(), 'model');
    await saveModel(createModel('sknet_slim', { numClasses: 2, inputShape: [8, 8, 3], seed: 1 }), folder);
    for (const path of [folder, join(folder, 'model.json')]) {
      const opened = await openSavedModel(path);
      expect(opened.folder).toBe(folder);
      expect(opened.preprocessing?.size).toEqual([8, 8]);
    }
  });

  it('opens an ImageNet model that names what it sees', async () => {
    const folder = join(await temporaryFolder(), 'model');
    const options = { widthMultiplier: 1 / 16, inputShape: [32, 32, 3], seed: 1 } as const;
    await saveModel(createModel('skresnet18', options), folder);
    const { model } = await openSavedModel(folder);
    const image = { data: new Uint8Array(40 * 40 * 3).fill(90), width: 40, height: 40, channels: 3 } as const;
    const [imagenetLabels] = registry.get('sknet50')?.labels ?? [];
    for (const { className, index } of await classify(model, image)) {
      expect(className).toBe(imagenetLabels?.[index]);
    }
  });

  it('refuses a model that reads other images than its preprocessing makes, as bad data', async () => {
    const folder = join(await temporaryFolder(), 'model');
    const model = createModel('sknet_slim', { numClasses: 2, inputShape: [8, 8, 3], seed: 1 });
    const { preprocessing } = modelMetadata(model);
    if (preprocessing === undefined) throw new Error('wants a preprocessing');
    withMetadata(model, { preprocessing: { ...preprocessing, size: [8, 9] } });
    await saveModel(model, folder);
    const error = await openSavedModel(folder).catch((error: unknown) => error);
    expect((error as Error).message).toContain(
      'makes images [null, 8, 9, 3], the model reads [null, 8, 8, 3]',
    );
    expect(error).toMatchObject({ name: 'ModelFileError' });
  });
});
