/** Training of compiled models where no backend records; sk-train has the tests on WebGPU. */
import * as tf from '@tensorflow/tfjs-core';
import {
  type LayersModel,
  layers,
  model as makeModel,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { start as startWasm } from 'sk-backend-wasm/node';
import { captureTraining, ModelError } from 'sk-models';
import { beforeAll, describe, expect, it } from 'vitest';

/** A network for rows of three numbers. */
function network(name: string): LayersModel {
  const kernelInitializer = { className: 'HeNormal', config: { seed: 1 } } as never;
  const input = layers.inputLayer({ inputShape: [3] }).output as SymbolicTensor;
  const output = layers.dense({ units: 1, kernelInitializer }).apply(input) as SymbolicTensor;
  return makeModel({ name, inputs: input, outputs: output });
}

const compile = (model: LayersModel, optimizer: tf.Optimizer = tf.train.sgd(0.1)): void =>
  model.compile({ optimizer, loss: 'meanSquaredError' });

async function train(model: LayersModel): Promise<unknown[]> {
  const [x, y] = [tf.tensor2d([1, 2, 3, 4, 5, 7], [2, 3]), tf.tensor2d([[1], [-1]])];
  const losses: unknown[] = [];
  for (let i = 0; i < 3; i++) losses.push(await model.trainOnBatch(x, y));
  tf.dispose([x, y]);
  return losses;
}

beforeAll(() => startWasm());

describe('where the backend records nothing', () => {
  it('a model trains as ever, and the reason is told from the beginning', async () => {
    const [plain, model] = [network('plain'), network('captured')];
    for (const each of [plain, model]) compile(each);
    const captured = captureTraining(model);
    expect(captured.refusal).toBe('the backend wasm records nothing');
    expect(await train(model)).toEqual(await train(plain));
    expect(captured.replays).toBe(0);
    captured.dispose();
    for (const each of [plain, model]) each.dispose();
  });
});

describe('the train function', () => {
  it.each(['a model of layers', 'a sequential model'])('of %s is as it was after dispose', async (kind) => {
    const model =
      kind === 'a model of layers'
        ? network('again')
        : sequential({ layers: [layers.dense({ units: 1, inputShape: [3] })] });
    compile(model);
    const names = Object.getOwnPropertyNames(model);
    const captured = captureTraining(model);
    await train(model);
    compile(model);
    await train(model);
    captured.dispose();
    captured.dispose();
    expect(Object.getOwnPropertyNames(model)).toEqual(names);
    await train(model);
    captureTraining(model).dispose();
    model.dispose();
  });
});

describe('refuses', () => {
  it('a model that is not compiled, and one that is captured already', () => {
    const model = network('bare');
    expect(() => captureTraining(model)).toThrow(ModelError);
    expect(() => captureTraining(model)).toThrow(
      "captureTraining: 'bare' is not compiled: call model.compile({ optimizer, loss }) first",
    );
    expect(() => captureTraining(sequential())).toThrow('is not compiled');
    compile(model);
    const captured = captureTraining(model);
    expect(() => captureTraining(model)).toThrow("captureTraining: 'bare' is captured");
    captured.dispose();
    model.dispose();
  });

  it('an optimizer that it does not know by its name, and trains with it', async () => {
    const model = network('other');
    compile(model, tf.train.adagrad(0.1));
    const captured = captureTraining(model);
    expect(captured.refusal).toBe('the optimizer Adagrad is none of SGD, Momentum, Adam and RMSProp');
    const [first, , last] = await train(model);
    expect(last).toBeLessThan(first as number);
    captured.dispose();
    model.dispose();
  });
});
