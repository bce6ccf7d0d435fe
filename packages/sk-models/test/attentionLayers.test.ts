/** BAM and CBAM: what every layer owes, and their outputs and statistics against loops in double precision. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { layerSuite } from 'sk-conformance';
import { SkBam, SkCbam, type SkLayer } from 'sk-models/layers';
import { beforeAll, describe, expect, it } from 'vitest';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const [height, width, channels] = [5, 7, 8];
const image = [height, width, channels];

const suites: readonly (readonly [
  name: string,
  create: () => SkLayer,
  learnable: number,
  weights: number,
])[] = [
  // 8 x 2 + 2, 2 x 2, 2 x 8 + 8; 8 x 2 + 2, 2 x 2; twice 36 + 2, 2 x 2; 2 + 1.
  ['SkBam', () => new SkBam({ reduction: 4, dilation: 2, seed: 1 }), 155, 28],
  // 8 x 2 + 2, 2 x 8 + 8; 18, 2.
  ['SkCbam', () => new SkCbam({ reduction: 4, kernelSize: 3, seed: 2 }), 62, 9],
];

for (const [name, create, learnable, weightCount] of suites) {
  // A batch norm takes out again what the bias before it adds.
  const zeroGradients = /(channel\/fc1|spatial\/(reduce|conv0|conv1))\/bias/;
  layerSuite({
    name,
    create,
    inputShape: image,
    trainableCount: learnable,
    backendName: 'cpu',
    zeroGradients,
  });

  it(`${name} declares the weights that it creates, and counts them in its parts`, () => {
    const layer = create();
    layer.build([null, ...image]);
    const specs = layer.weightSpecs([1, ...image]);
    expect(layer.weights.map((weight) => `${weight.originalName} ${weight.shape}`).sort()).toEqual(
      specs.map((spec) => `${spec.name} ${spec.shape}`).sort(),
    );
    expect(specs).toHaveLength(weightCount);
    const costs = layer.parts([1, ...image]).map(({ cost }) => cost);
    const kept = specs.filter(({ trainable }) => !trainable);
    const sizes = kept.reduce((sum, { shape }) => sum + shape.reduce((n, d) => n * d, 1), 0);
    expect(costs.reduce((sum, { parameters }) => sum + parameters, 0)).toBe(learnable);
    expect(costs.reduce((sum, { statistics }) => sum + statistics, 0)).toBe(sizes);
  });
}

describe('costs', () => {
  const total = (layer: SkLayer, key: 'macs' | 'attentionScaling'): number =>
    layer.parts([1, 56, 56, 256]).reduce((sum, { cost }) => sum + cost[key], 0);

  it('of SkBam: each gate once, one product a value', () => {
    expect(total(new SkBam(), 'macs')).toBe(2 * 256 * 16 + 3136 * (256 * 16 + 2 * 9 * 16 * 16 + 16));
    expect(total(new SkBam(), 'attentionScaling')).toBe(3136 * 256);
  });

  it('of SkCbam: the perceptron twice, two products a value', () => {
    expect(total(new SkCbam(), 'macs')).toBe(2 * 2 * 256 * 16 + 3136 * 49 * 2);
    expect(total(new SkCbam(), 'attentionScaling')).toBe(2 * 3136 * 256);
  });
});

it('SkCbam wants a kernel with a centre', () => {
  expect(() => new SkCbam({ name: 'gate', kernelSize: 4 })).toThrow(
    "SkCbam 'gate': kernelSize wants an odd number, so that it has a centre, got 4",
  );
});

type Values = readonly number[];
type Find = (weight: string) => Values;
/** [N * H * W][C], pixel after pixel. */
type Pixels = readonly Values[];

const sum = (values: Values): number => values.reduce((a, b) => a + b, 0);
const mean = (values: Values): number => sum(values) / values.length;
const relu = (value: number): number => Math.max(0, value);
const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));
const column = (rows: Pixels, c: number): Values => rows.map((row) => row[c] as number);
const perPixel = height * width;
const pixelsOf = (x: Pixels, n: number): Pixels => x.slice(n * perPixel, (n + 1) * perPixel);

/** Of rows [N][C]. */
function dense(rows: Pixels, name: string, find: Find): Pixels {
  const [kernel, bias] = [find(`${name}/kernel`), find(`${name}/bias`)];
  return rows.map((row) =>
    bias.map((shift, o) => shift + sum(row.map((v, c) => v * (kernel[c * bias.length + o] as number)))),
  );
}

/** At stride 1, zeros around the images. */
function convolve(x: Pixels, name: string, find: Find, size: number, dilation: number): Pixels {
  const kernel = find(`${name}/kernel`);
  const filters = kernel.length / (size * size * (x[0] as Values).length);
  const bias = find(`${name}/bias`);
  return x.map((_, i) => {
    const [n, py, px] = [Math.floor(i / perPixel), Math.floor((i % perPixel) / width), i % width];
    return Array.from({ length: filters }, (__, o) => {
      let total = bias[o] ?? 0;
      for (let k = 0; k < size * size; k += 1) {
        const y = py + (Math.floor(k / size) - (size - 1) / 2) * dilation;
        const z = px + ((k % size) - (size - 1) / 2) * dilation;
        if (y < 0 || y >= height || z < 0 || z >= width) continue;
        const pixel = x[n * perPixel + y * width + z] as Values;
        pixel.forEach((v, c) => {
          total += v * (kernel[(k * pixel.length + c) * filters + o] as number);
        });
      }
      return total;
    });
  });
}

type Normalise = (rows: Pixels, name: string) => Pixels;

/** With the running statistics, or with those of the batch. */
function normaliser(find: Find, training: boolean): Normalise {
  return (rows, name) => {
    const [gamma, beta] = [find(`${name}/gamma`), find(`${name}/beta`)];
    const channel = gamma.map((_, c) => {
      const values = column(rows, c);
      const average = mean(values);
      return training
        ? [average, mean(values.map((v) => (v - average) ** 2))]
        : [find(`${name}/moving_mean`)[c], find(`${name}/moving_variance`)[c]];
    }) as readonly (readonly [number, number])[];
    return rows.map((row) =>
      row.map((v, c) => {
        const [average, variance] = channel[c] as readonly [number, number];
        return ((v - average) / Math.sqrt(variance + 1e-5)) * (gamma[c] as number) + (beta[c] as number);
      }),
    );
  };
}

const rectify = (rows: Pixels): Pixels => rows.map((row) => row.map(relu));
/** One row for each image. */
const perImage = (x: Pixels, of: (values: Values) => number): Pixels =>
  [0, 1].map((n) => (x[0] as Values).map((_, c) => of(column(pixelsOf(x, n), c))));

function bam(x: Pixels, find: Find, normalise: Normalise): Pixels {
  const squeezed = normalise(dense(perImage(x, mean), 'channel/fc1', find), 'channel/fc1');
  const channelGate = dense(rectify(squeezed), 'channel/fc2', find);
  const hidden = ['spatial/reduce', 'spatial/conv0', 'spatial/conv1'].reduce((y, name, layer) => {
    const [size, dilation] = layer === 0 ? [1, 1] : [3, 2];
    return rectify(normalise(convolve(y, name, find, size, dilation), name));
  }, x);
  const pixelGate = convolve(hidden, 'spatial/score', find, 1, 1);
  return x.map((pixel, i) => {
    const gate = channelGate[Math.floor(i / perPixel)] as Values;
    return pixel.map((v, c) => v * (1 + sigmoid((gate[c] as number) * (pixelGate[i]?.[0] as number))));
  });
}

function cbam(x: Pixels, find: Find, normalise: Normalise): Pixels {
  const perceive = (rows: Pixels): Pixels =>
    dense(rectify(dense(rows, 'channel/fc1', find)), 'channel/fc2', find);
  const [averages, maxima] = [perceive(perImage(x, mean)), perceive(perImage(x, (v) => Math.max(...v)))];
  const scaled = x.map((pixel, i) => {
    const n = Math.floor(i / perPixel);
    return pixel.map((v, c) => v * sigmoid((averages[n]?.[c] as number) + (maxima[n]?.[c] as number)));
  });
  const map = scaled.map((pixel) => [Math.max(...pixel), mean(pixel)]);
  const gate = normalise(convolve(map, 'spatial', find, 3, 1), 'spatial');
  return scaled.map((pixel, i) => pixel.map((v) => v * sigmoid(gate[i]?.[0] as number)));
}

describe.each([
  ['SkBam', () => new SkBam({ reduction: 4, dilation: 2 }), bam, 'channel/fc1'],
  ['SkCbam', () => new SkCbam({ reduction: 4, kernelSize: 3 }), cbam, 'spatial'],
] as const)('%s', (_, create, reference, norm) => {
  const noise = (shape: number[], seed: number): tf.Tensor => tf.randomNormal(shape, 0, 1, 'float32', seed);

  /** Statistics and shifts that matter. */
  function prepare(): { layer: SkLayer; x: tf.Tensor; find: Find; rows: Pixels } {
    const layer = create();
    layer.build([null, ...image]);
    for (const [k, weight] of layer.weights.entries()) {
      tf.tidy(() => {
        const values = noise(weight.shape as number[], k + 1);
        weight.write(/variance$/.test(weight.originalName) ? tf.add(0.5, tf.square(values)) : values);
      });
    }
    const saved = new Map(
      layer.weights.map((weight) => [weight.originalName, [...weight.read().dataSync()]] as const),
    );
    const x = noise([2, ...image], 99);
    const flat = x.dataSync();
    const rows = Array.from({ length: 2 * perPixel }, (__, i) => [
      ...flat.slice(i * channels, (i + 1) * channels),
    ]);
    return { layer, x, find: (weight) => saved.get(weight) ?? [], rows };
  }

  const expectClose = (y: tf.Tensor, wanted: Pixels): void => {
    const flat = wanted.flat();
    // Single precision, over sums of up to 72 products.
    y.dataSync().forEach((value, i) => void expect(Math.abs(value - (flat[i] as number))).toBeLessThan(2e-5));
    expect(y.size).toBe(flat.length);
  };

  it('computes in inference with its running statistics', () => {
    const { layer, x, find, rows } = prepare();
    const y = tf.tidy(() => layer.apply(x) as tf.Tensor);
    expectClose(y, reference(rows, find, normaliser(find, false)));
    tf.dispose([x, y]);
  });

  it('computes in training with the statistics of the batch, which move the running ones', () => {
    const { layer, x, find, rows } = prepare();
    const y = tf.tidy(() => layer.apply(x, { training: true }) as tf.Tensor);
    expectClose(y, reference(rows, find, normaliser(find, true)));
    const moved = layer.weights.filter(({ originalName }) => originalName.includes('moving_'));
    for (const weight of moved) {
      expect([...weight.read().dataSync()]).not.toEqual(find(weight.originalName));
    }
    tf.dispose([x, y]);
  });

  it('keeps its running statistics when it is frozen, and computes as in inference', () => {
    const { layer, x, find, rows } = prepare();
    layer.trainable = false;
    const y = tf.tidy(() => layer.apply(x, { training: true }) as tf.Tensor);
    expectClose(y, reference(rows, find, normaliser(find, false)));
    const mean = layer.weights.find(({ originalName }) => originalName === `${norm}/moving_mean`);
    expect([...(mean?.read().dataSync() ?? [])]).toEqual(find(`${norm}/moving_mean`));
    tf.dispose([x, y]);
  });
});
