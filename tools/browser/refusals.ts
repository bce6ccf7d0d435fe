/** Models, images and labels whose numbers are none, in a page: refused where they enter, or nothing changes. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { modelFromFiles, modelToFiles } from 'sk-io';
import { type Batch, createModel } from 'sk-models';
import { ArrayDataset, TrainStep } from 'sk-train';
import type { BackendInPage } from './backendInPage.js';
import type { Outcome } from './outcome.js';

const shape = [16, 16, 1] as const;
const pixels = 256;
const images = 4;
const classes = 3;
const learningRate = 0.05;
const settings = { momentum: 0.9, nesterov: false, weightDecay: 0, labelSmoothing: 0, accumulate: 1 };
const lost = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

interface ModelJson {
  readonly weightsManifest: readonly { readonly weights: readonly { readonly name: string }[] }[];
}

/** @param value In the middle of the second image, which is finite otherwise. */
function batchOf(value = 0.5, label = 1): Batch {
  const values = Float32Array.from({ length: images * pixels }, (_, i) => Math.sin(i * 0.37));
  values[pixels + pixels / 2] = value;
  return { images: values, shape: [images, ...shape], labels: Int32Array.of(0, label, 2, 0) };
}

const network = (): LayersModel =>
  createModel('sknet_digits', { inputShape: [...shape], numClasses: classes, widthMultiplier: 0.5, seed: 1 });

/** On a backend that has been started. */
export async function refusals(backend: BackendInPage): Promise<Outcome[]> {
  await tf.setBackend(backend.name);
  return await backend.guard(async () => [
    ...(await weightsOf(network())),
    ...(await stepsOf(network())),
    ...labels(),
  ]);
}

/** Weights that are not finite, in the files of a model. */
async function weightsOf(model: LayersModel): Promise<Outcome[]> {
  const files = await modelToFiles(model);
  model.dispose();
  const json = JSON.parse(new TextDecoder().decode(files.get('model.json'))) as ModelJson;
  const name = json.weightsManifest[0]?.weights[0]?.name;
  return lost.map((value) => {
    const weights = Uint8Array.from(files.get('weights.bin') ?? []);
    new DataView(weights.buffer).setFloat32(0, value, true);
    const said = messageOf(() => modelFromFiles(new Map([...files, ['weights.bin', weights]])).dispose());
    return {
      fact: `a file of weights that holds ${value} is refused by the name of the weight`,
      holds: name !== undefined && said.includes(`${name} holds ${value}, `) && !said.includes('leaves'),
      seen: said,
    };
  });
}

/** Images that are not finite, and weights that make the loss infinite, between steps that change something. */
async function stepsOf(model: LayersModel): Promise<Outcome[]> {
  const step = new TrainStep(model, { ...settings, averagedBatches: 0 });
  for (let i = 0; i < 4; i++) await step.run(batchOf(), learningRate);
  const changesOf = async (batch: Batch): Promise<{ loss: number; isApplied: boolean; changed: number }> => {
    const before = await stateOf(model, step);
    const { loss, isApplied } = await step.run(batch, learningRate);
    const after = await stateOf(model, step);
    return { loss, isApplied, changed: after.filter((value, i) => !Object.is(value, before[i])).length };
  };
  const unchanged = async (why: string, batch: Batch): Promise<Outcome> => {
    const { loss, isApplied, changed } = await changesOf(batch);
    return {
      fact: `a step ${why} changes no weight, velocity or average`,
      holds: !isApplied && !Number.isFinite(loss) && changed === 0,
      seen: `loss ${loss}, ${changed} numbers changed`,
    };
  };
  const outcomes: Outcome[] = [];
  for (const value of lost) outcomes.push(await unchanged(`on an image that holds ${value}`, batchOf(value)));
  const weights = model.getWeights().map((weight) => weight.clone());
  tf.tidy(() => model.setWeights(weights.map(({ shape: size }) => tf.fill(size, 3e38))));
  outcomes.push(await unchanged('whose loss is not finite', batchOf()));
  model.setWeights(weights);
  tf.dispose(weights);
  const { isApplied, changed } = await changesOf(batchOf());
  outcomes.push({
    fact: 'the step after them changes the weights again',
    holds: isApplied && changed > 0,
    seen: `${changed} numbers changed`,
  });
  step.dispose();
  model.dispose();
  return outcomes;
}

async function stateOf(model: LayersModel, { optimizer }: TrainStep): Promise<number[]> {
  const tensors = [...model.weights.map((weight) => weight.read()), ...optimizer.slots];
  return (await Promise.all(tensors.map(async (tensor) => [...(await tensor.data())]))).flat();
}

function labels(): Outcome[] {
  const dataset = ({ images: values, labels: own }: Batch): ArrayDataset =>
    new ArrayDataset({ images: values, shape: [...shape], labels: own, classNames: ['a', 'b', 'c'] });
  const refused = (what: string, batch: Batch, wanted: string): Outcome => {
    const said = messageOf(() => dataset(batch));
    return {
      fact: `${what} is refused by the number of its image`,
      holds: said.includes(wanted),
      seen: said,
    };
  };
  return [
    ...lost.map((value) =>
      refused(`an image that holds ${value}`, batchOf(value), `image 1 holds ${value} at value 128`),
    ),
    refused('a label of no class', batchOf(0.5, 9), 'image 1 has label 9'),
  ];
}

function messageOf(call: () => unknown): string {
  const before = tf.memory().numTensors;
  try {
    call();
    return 'no error';
  } catch (error) {
    const left = tf.memory().numTensors - before;
    return `${(error as Error).message}${left === 0 ? '' : `, and leaves ${left} tensors`}`;
  }
}
