/** Small files that are whole: each is damaged in a thousand ways. */
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { field, varint } from '../../packages/sk-io/test/support/fields.mjs';
import { safetensors } from './families/safetensors.mjs';

const data = new URL('../../packages/sk-io/test/data/', import.meta.url);
const stored = (name) => readFileSync(new URL(name, data));

const shardOf = (name) => stored(`golden/shards/${name}`);

const entry = (shape, start) => ({
  dtype: 'F32',
  shape,
  data_offsets: [start, start + 4 * shape.reduce((n, size) => n * size, 1)],
});
const header = JSON.stringify({
  __metadata__: { format: 'pt' },
  a: entry([2, 3], 0),
  b: entry([4], 24),
  c: { ...entry([1], 40), dtype: 'I32' },
});
const halves = JSON.stringify({
  h: { dtype: 'F16', shape: [4], data_offsets: [0, 8] },
  d: { dtype: 'F64', shape: [2], data_offsets: [8, 24] },
});

const layer = (kind, name, config, ...calls) => ({
  ...{ class_name: kind, name, config: { name, ...config } },
  inbound_nodes: calls.map((call) => call.map((from) => [from, 0, 0, {}])),
});
const weight = (name, shape, more = {}) => ({ name, shape, dtype: 'float32', ...more });

const json = (value) => JSON.stringify(value);

/** A model of every kind of connection, 48 numbers large. */
const model = {
  modelTopology: {
    class_name: 'Model',
    config: {
      name: 'm',
      layers: [
        layer('InputLayer', 'i', { batch_input_shape: [null, 4, 4, 2], dtype: 'float32', sparse: false }),
        layer('Conv2D', 'c', { filters: 2, kernel_size: [1, 1], use_bias: false, activation: 'linear' }, [
          'i',
        ]),
        layer('SkGroupedConv2D', 'g', { filters: 2, kernel_size: 1, groups: 2, use_bias: false }, ['c']),
        layer('Add', 'a', {}, ['c', 'g']),
        layer('GlobalAveragePooling2D', 'p', { data_format: 'channels_last' }, ['a']),
        layer('Dense', 'd', { units: 3, use_bias: true, activation: 'softmax' }, ['p']),
      ],
      input_layers: [['i', 0, 0]],
      output_layers: [['d', 0, 0]],
    },
  },
  weightsManifest: [
    {
      paths: ['weights.bin'],
      weights: [
        weight('c/kernel', [1, 1, 2, 2]),
        weight('g/kernel', [1, 1, 1, 2]),
        weight('d/kernel', [2, 3], { quantization: { dtype: 'uint8', min: 0, scale: 0.1 } }),
        weight('d/bias', [3]),
      ],
    },
  ],
  userDefinedMetadata: { classNames: ['x', 'y', 'z'] },
};
const modelFolder = {
  ...{ file: 'm/model.json', open: 'm', isJson: true },
  content: json(model),
  beside: { 'm/weights.bin': Buffer.alloc(42) },
};

const text = (number, string) => field(number, Buffer.from(string));
const blob = (values) =>
  field(7, Buffer.concat([field(7, field(1, varint(values))), field(5, Buffer.alloc(4 * values))]));
const caffe = Buffer.concat([
  text(1, 'net'),
  field(
    100,
    Buffer.concat([
      text(1, 'conv'),
      text(2, 'Convolution'),
      text(3, 'data'),
      text(4, 'conv'),
      blob(6),
      blob(2),
    ]),
  ),
  field(
    100,
    Buffer.concat([
      text(1, 'bn'),
      text(2, 'BatchNorm'),
      text(3, 'conv'),
      text(4, 'bn'),
      blob(2),
      blob(2),
      blob(1),
    ]),
  ),
  field(
    100,
    Buffer.concat([text(1, 'scale'), text(2, 'Scale'), text(3, 'bn'), text(4, 'bn'), blob(2), blob(2)]),
  ),
]);

const recipe = {
  ...{
    model: 'sknet_slim',
    imageSize: 32,
    epochs: 5,
    batchSize: 64,
    accumulate: 1,
    learningRate: 0.1,
    lrHead: 0.2,
  },
  ...{
    freeze: ['stem', 'stage*'],
    schedule: { kind: 'milestones', at: [0.5, 0.75], factor: 0.1 },
    warmupEpochs: 0.2,
  },
  ...{ momentum: 0.9, nesterov: true, weightDecay: 5e-4, labelSmoothing: 0.1, seed: 1 },
  ...{
    augmentation: {
      kind: 'resized-crop',
      minArea: 0.1,
      maxArea: 1,
      minAspect: 0.7,
      maxAspect: 1.3,
      flip: false,
    },
  },
  from: { source: 'a/b', sha256: '0'.repeat(64) },
};
const state = {
  ...{
    version: 1,
    recipeHash: 'h',
    classNames: ['x', 'y'],
    trainImages: 10,
    backend: 'cpu',
    best: 'step-00000001',
  },
  state: {
    step: 1,
    epoch: 0,
    batch: 1,
    lossSum: 1,
    correct: 1,
    images: 1,
    seconds: 1,
    bestAccuracy: 0.5,
    averagedBatches: 1,
  },
};
const record = {
  kind: 'step',
  step: 1,
  epoch: 0.5,
  loss: 1,
  accuracy: 0.5,
  learningRate: 0.1,
  imagesPerSecond: 9,
  dataWait: 0,
};
const epoch = {
  kind: 'epoch',
  step: 2,
  epoch: 1,
  trainLoss: 1,
  trainAccuracy: 0.5,
  learningRate: 0.1,
  imagesPerSecond: 9,
  seconds: 1,
};
const manifest = {
  files: {
    'model.json': { sha256: '0'.repeat(64), size: 2 },
    'weights.bin': { sha256: '0'.repeat(64), size: 2 },
  },
};
const timm = {
  architecture: 'skresnet18',
  num_classes: 2,
  label_names: ['x', 'y'],
  pretrained_cfg: { input_size: [3, 8, 8], mean: [0.5], std: [0.5], crop_pct: 0.9, interpolation: 'bicubic' },
};

const pixels = Buffer.from({ length: 8 * 8 * 3 }, 0).map((_, i) => (i * 37) & 255);
const drawn = () => sharp(pixels, { raw: { width: 8, height: 8, channels: 3 } });
const bitmap = Buffer.alloc(54 + 8 * 24);
bitmap.write('BM');
bitmap.writeUInt32LE(54, 10);
bitmap.writeUInt32LE(40, 14);
bitmap.writeInt32LE(8, 18);
bitmap.writeInt32LE(8, 22);
bitmap.writeUInt16LE(24, 28);

/**
 * Returns the kinds of files: how each is read, how many are read in a whole run, and samples, each { files, open, damage }: files
 * beside the one that is damaged, which is called `open` or `file`.
 */
export async function kinds() {
  const images = {
    png: await drawn().png().toBuffer(),
    jpg: await drawn().jpeg().toBuffer(),
    webp: await drawn().webp().toBuffer(),
    gif: await drawn().gif().toBuffer(),
    tif: await drawn().tiff().toBuffer(),
  };
  const plain = (file, content) => ({ file, content, open: file });
  return [
    {
      ...{ name: 'safetensors', how: 'weights', files: 6000 },
      samples: [
        plain('m.safetensors', safetensors(header, 44)),
        plain('h.safetensors', safetensors(halves, 24)),
      ],
    },
    {
      ...{ name: 'index of shards', how: 'weights', files: 4000 },
      samples: [
        {
          ...{ file: 'm.safetensors.index.json', open: 'm.safetensors.index.json', isJson: true },
          content: json({
            metadata: { total_size: 68 },
            weight_map: {
              a: 'm.safetensors',
              b: 'm.safetensors',
              c: 'm.safetensors',
              h: 'h.safetensors',
              d: 'h.safetensors',
            },
          }),
          beside: { 'm.safetensors': safetensors(header, 44), 'h.safetensors': safetensors(halves, 24) },
        },
      ],
    },
    {
      ...{ name: 'model folders', how: 'model', files: 4000 },
      samples: [modelFolder],
    },
    {
      ...{ name: 'model files of a page', how: 'page', files: 2000 },
      samples: [modelFolder],
    },
    {
      ...{ name: 'configurations of Keras', how: 'keras', files: 3000 },
      samples: ['residual2.json', 'residual3.json'].map((name) => ({
        ...plain('k.json', stored(`keras/${name}`).toString()),
        isJson: true,
      })),
    },
    {
      ...{ name: 'archives of Keras', how: 'keras', files: 2500 },
      samples: ['sequence2.keras', 'sequence3.keras'].map((name) =>
        plain('k.keras', stored(`keras/${name}`)),
      ),
    },
    {
      ...{ name: 'HDF5', how: 'weights', files: 3000 },
      samples: ['residual2.h5', 'types.h5', 'soft-link.h5', 'virtual.h5', 'shape-bomb.h5'].map((name) =>
        plain('k.h5', stored(`keras/${name}`)),
      ),
    },
    { ...{ name: 'Caffe', how: 'weights', files: 5000 }, samples: [plain('c.caffemodel', caffe)] },
    {
      ...{ name: 'recipes', how: 'recipe', files: 4000 },
      samples: [{ file: 'r/recipe.json', open: 'r', isJson: true, content: json(recipe) }],
    },
    {
      ...{ name: 'states', how: 'state', files: 2000 },
      samples: [{ file: 's/state.json', open: 's', isJson: true, content: json(state) }],
    },
    {
      ...{ name: 'runs', how: 'run', files: 1500 },
      samples: [
        {
          file: 'r/checkpoints/step-00000001/manifest.json',
          open: 'r',
          isJson: true,
          content: json(manifest),
        },
        {
          file: 'r/best.json',
          open: 'r',
          isJson: true,
          content: json({ checkpoint: 'step-00000001', accuracy: 1 }),
          beside: { 'r/checkpoints/x': '' },
        },
      ],
    },
    {
      ...{ name: 'training logs', how: 'log', files: 3000 },
      samples: [
        {
          file: 'l/log.jsonl',
          open: 'l',
          content: Buffer.from([record, record, epoch, record].map((each) => `${json(each)}\n`).join('')),
        },
      ],
    },
    {
      ...{ name: 'tables of rates', how: 'rates', files: 1000 },
      samples: [
        {
          file: 's/learning-rates.csv',
          open: 's',
          content: Buffer.from(
            'learningRate,loss,smoothedLoss,suggested\n1e-7,2.5,2.5,\n0.001,2,2.2,yes\n0.1,30,4,\n',
          ),
        },
      ],
    },
    {
      ...{ name: 'lists of files', how: 'list', files: 2000 },
      samples: [
        {
          file: 'f/files.jsonl',
          open: 'f',
          content: Buffer.from(
            `${json({ version: 1, folder: '/d', valSplit: 0.1, count: 3 })}\n${['train', 'val', 'test'].map((split) => `${json([split, 'a/b.png', 12])}\n`).join('')}`,
          ),
        },
      ],
    },
    {
      ...{ name: 'shards', how: 'shard', files: 4000 },
      samples: [
        ...['gnu.tar', 'pax.tar', 'hostile.tar', 'sparse.tar'].map((name) => plain('s.tar', shardOf(name))),
        plain('s.tfrecord', shardOf('imagenet-00000-of-00001')),
      ],
    },
    {
      ...{ name: 'indices of data shards', how: 'shard', files: 2000 },
      samples: [
        {
          ...{ file: 's.tar.index', open: 's.tar' },
          content: Buffer.from(
            `${json({
              version: 1,
              format: 'tar',
              shardBytes: 10_240,
              count: 2,
              bytes: 170,
              classes: [
                [3, 1],
                ['x', 1],
              ],
              problems: [['link', 1]],
              examples: ['a (link)'],
            })}\n["plain",512,70,3]\n["b",1536,100,"x"]\n`,
          ),
          beside: { 's.tar': shardOf('gnu.tar') },
        },
      ],
    },
    {
      ...{ name: 'lists of images', how: 'images', files: 2000 },
      samples: [
        plain('l.csv', Buffer.from('id,file,label\n1,a.jpg,x\n2,"b, ""c"".jpg",y\r\n3,d.jpg,7\n')),
        plain('l.jsonl', Buffer.from('{"file":"a.jpg","label":"x"}\n{"path":"b.jpg","cls":3}\n')),
      ],
    },
    {
      ...{ name: 'labels', how: 'labels', files: 2000 },
      samples: [
        { ...plain('l.json', json({ labels: ['x', 'y'], 0: 'x' })), isJson: true },
        plain('l.txt', Buffer.from('one\r\ntwo\nthree and more\n')),
      ],
    },
    {
      ...{ name: 'preprocessing', how: 'preprocessing', files: 1000 },
      samples: [
        {
          ...plain(
            'p.json',
            json({ mean: [0.5], std: [0.5], size: [8, 8], cropFraction: 0.9, interpolation: 'bilinear' }),
          ),
          isJson: true,
        },
      ],
    },
    {
      ...{ name: 'configurations of timm', how: 'timm', files: 1000 },
      samples: [{ file: 'config.json', open: 'w.safetensors', isJson: true, content: json(timm) }],
    },
    {
      ...{ name: 'images', how: 'image', files: 4000 },
      samples: [
        ...Object.entries(images).map(([ending, content]) => plain(`x.${ending}`, content)),
        plain('x.bmp', bitmap),
        plain('x.ppm', Buffer.concat([Buffer.from('P6\n8 8\n255\n'), pixels])),
        plain('t.pgm', Buffer.from('P2\n# grey\n3 2\n9\n1 2 3\n4 5 6\n')),
      ],
    },
  ];
}
