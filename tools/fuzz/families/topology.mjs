/** Topologies of TensorFlow.js whose layers, calls, names and shapes cost more than their text. */
import { list } from './list.mjs';

const input = (shape = '[null,4]') =>
  `{"class_name":"InputLayer","name":"i","inbound_nodes":[],"config":{"name":"i","dtype":"float32","sparse":false,"batch_input_shape":${shape}}}`;
const layer = (kind, name, config, calls) =>
  `{"class_name":"${kind}","name":"${name}","config":{"name":"${name}"${config}},"inbound_nodes":[${calls.map((call) => `[${call}]`).join()}]}`;
const from = (name, node = 0) => `["${name}",${node},0,{}]`;
const relu = (name, calls) => layer('Activation', name, ',"activation":"relu"', calls);

const model = (kind, config, manifest = '[]') =>
  `{"modelTopology":{"class_name":"${kind}","config":${config}},"weightsManifest":${manifest}}`;
const graph = (layers, output, name = 'm') =>
  `{"name":"${name}","layers":[${layers}],"input_layers":[["i",0,0]],"output_layers":[["${output}",0,0]]}`;
const folder = (json) => ({ 'model/model.json': json });
const sequential = (layers) => folder(model('Sequential', `{"name":"s","layers":[${layers}]}`));
const bare = (kind, name, config) => `{"class_name":"${kind}","config":{"name":"${name}"${config}}}`;
const shaped = (kind, name, config, shape) => bare(kind, name, `${config},"batch_input_shape":${shape}`);

/** Layers that are dear to make, and their settings for an input [4] or, behind a shape of their own, a sequence. */
const dear = {
  Dense: ',"units":4',
  Activation: ',"activation":"relu"',
  BatchNormalization: '',
  SkGroupedConv2D: ',"filters":4,"kernel_size":1,"groups":1',
  LSTM: ',"units":4,"return_sequences":true',
  Bidirectional:
    ',"merge_mode":"sum","layer":{"class_name":"LSTM","config":{"name":"l","units":4,"return_sequences":true}}',
  TimeDistributed: ',"layer":{"class_name":"Dense","config":{"name":"d","units":4}}',
  SkConv2D: ',"filters":4,"branches":[{"kernel_size":3},{"kernel_size":3,"dilation":2}]',
};
const shapeFor = (kind) =>
  /LSTM|Bidirectional|TimeDistributed/.test(kind)
    ? '[null,2,4]'
    : /Conv/.test(kind)
      ? '[null,4,4,4]'
      : '[null,4]';

/** Wraps a recurrent layer in other layers; those of the kind Bidirectional hold it twice. */
function wrapped(kind, depth, name, shape) {
  let text = bare('LSTM', name, `,"units":4,"return_sequences":true${depth === 0 ? shape : ''}`);
  for (let d = 1; d <= depth; d++) {
    const settings = `,"units":1,"merge_mode":"sum","layer":${text}${d === depth ? shape : ''}`;
    text = bare(kind, `${name}${d}`, settings);
  }
  return text;
}

/** Models within models. @param each What every model holds besides. */
function nested(depth, each, kind) {
  let inside = '';
  for (let d = depth; d > 0; d--) {
    const layers = [
      inside,
      ...Array.from({ length: each }, (_, k) =>
        bare('Activation', `a${d}_${k}`, ',"activation":"relu","batch_input_shape":[null,4]'),
      ),
    ];
    inside = `{"class_name":"${kind}","name":"n${d}","config":{"name":"n${d}","layers":[${layers.filter((text) => text !== '').join()}]}}`;
  }
  return inside;
}

export const topologyFamilies = {
  'a sequence of layers': {
    ...{ how: 'model', open: 'model' },
    ranges: { layers: [10, 9990], kind: Object.keys(dear), last: ['fits', 'Lambda'] },
    make: ({ layers, kind, last }) => {
      const all = list(layers, (k) =>
        k === 0 ? shaped(kind, 'l0', dear[kind], shapeFor(kind)) : bare(kind, `l${k}`, dear[kind]),
      );
      return sequential(last === 'fits' ? all : `${all},${bare('Lambda', 'x', '')}`);
    },
  },
  'a graph of layers': {
    ...{ how: 'model', open: 'model' },
    ranges: {
      layers: [10, 9990],
      kind: Object.keys(dear),
      order: ['forward', 'backward', 'star', 'odd first'],
    },
    make: ({ layers, kind, order }) => {
      const all = Array.from({ length: layers }, (_, k) =>
        layer(kind, `l${k}`, dear[kind], [from(k === 0 || order === 'star' ? 'i' : `l${k - 1}`)]),
      );
      if (order === 'backward') all.reverse();
      if (order === 'odd first')
        all.sort((a, b) => (Number(/\d+/.exec(b)[0]) % 2) - (Number(/\d+/.exec(a)[0]) % 2));
      return folder(model('Model', graph([input(shapeFor(kind)), ...all], `l${layers - 1}`)));
    },
  },
  'wrapped layers': {
    ...{ how: 'model', open: 'model' },
    ranges: {
      layers: [1, 5000],
      depth: [0, 5],
      kind: ['Bidirectional', 'TimeDistributed'],
      batch: [1, 1000],
    },
    make: ({ layers, depth, kind, batch }) =>
      sequential(list(layers, (k) => wrapped(kind, depth, `l${k}_`, `,"batch_input_shape":[${batch},2,4]`))),
  },
  'cells upon cells': {
    ...{ how: 'model', open: 'model' },
    ranges: { cells: [1, 120_000], units: [1, 4] },
    make: ({ cells, units }) => {
      const cell = (k) => `{"class_name":"SimpleRNNCell","config":{"name":"c${k}","units":${units}}}`;
      const stack = `{"class_name":"StackedRNNCells","config":{"name":"c","cells":[${list(cells, cell)}]}}`;
      return sequential(bare('RNN', 'r', `,"batch_input_shape":[null,2,4],"cell":${stack}`));
    },
  },
  'branches of an SK unit': {
    ...{ how: 'model', open: 'model' },
    ranges: { branches: [1, 450_000], filters: [1, 64] },
    make: ({ branches, filters }) => {
      const config = `,"filters":${filters},"branches":[${list(branches, '{"kernel_size":1}')}]`;
      return sequential(shaped('SkConv2D', 's', config, '[null,4,4,4]'));
    },
  },
  'shapes of many axes': {
    ...{ how: 'model', open: 'model' },
    ranges: {
      rank: [1, 900_000],
      layers: [1, 5000],
      kind: ['Activation', 'Reshape', 'Permute', 'Concatenate', 'Flatten', 'RepeatVector'],
    },
    make: ({ rank, layers, kind }) => {
      const many = Math.min(rank, 900_000 - 10 * layers);
      const axes = list(Math.max(1, many), '1');
      const settings = {
        Activation: ',"activation":"relu"',
        Reshape: `,"target_shape":[${axes}]`,
        Permute: `,"dims":[${list(Math.max(1, many), (k) => k + 1)}]`,
        Concatenate: ',"axis":-1',
        Flatten: '',
        RepeatVector: ',"n":2',
      };
      const all = Array.from({ length: layers }, (_, k) =>
        layer(
          k === 0 ? kind : kind === 'Concatenate' ? kind : 'Activation',
          `l${k}`,
          k === 0 || kind === 'Concatenate' ? settings[kind] : settings.Activation,
          [[from(k === 0 ? 'i' : `l${k - 1}`), ...(kind === 'Concatenate' ? [from('i')] : [])].join()],
        ),
      );
      return folder(
        model(
          'Model',
          graph([input(kind === 'Reshape' ? '[null,1]' : `[null,${axes}]`), ...all], `l${layers - 1}`),
        ),
      );
    },
  },
  'sizes without end': {
    ...{ how: 'model', open: 'model' },
    ranges: {
      size: [1, 2_000_000_000],
      kind: [
        'Dense',
        'Conv2D',
        'ZeroPadding2D',
        'UpSampling2D',
        'RepeatVector',
        'SkGroupedConv2D',
        'SkResize2D',
        'SkConv2D',
        'Embedding',
        'SkNormalization',
        'SkBatchNorm',
        'SkFit2D',
      ],
    },
    make: ({ size, kind }) => {
      const settings = {
        Dense: `,"units":${size}`,
        Conv2D: `,"filters":${size},"kernel_size":[${size},1]`,
        ZeroPadding2D: `,"padding":[[${size},${size}],[${size},${size}]]`,
        UpSampling2D: `,"size":[${size},${size}]`,
        RepeatVector: `,"n":${size}`,
        SkGroupedConv2D: `,"filters":${size},"kernel_size":3,"groups":${size},"dilation_rate":${size}`,
        SkResize2D: `,"size":[${size},${size}]`,
        SkConv2D: `,"filters":${size},"branches":[{"kernel_size":${size | 1},"groups":${size}}]`,
        Embedding: `,"input_dim":${size},"output_dim":${size}`,
        SkNormalization: '',
        SkBatchNorm: '',
        SkFit2D: `,"size":[${size},${size}],"fit":"crop"`,
      };
      const shape =
        kind === 'Dense' || kind === 'RepeatVector'
          ? `[null,${size}]`
          : kind === 'Embedding'
            ? '[null,4]'
            : `[null,${size},${size},${size}]`;
      return sequential(shaped(kind, 'x', settings[kind], shape));
    },
  },
  'long names': {
    ...{ how: 'model', open: 'model' },
    ranges: { layers: [1, 5000], length: [10, 60_000_000], unit: ['n', '_a', '_', '\\n', '/'] },
    make: ({ layers, length, unit }) => {
      const long = unit.repeat(Math.max(1, Math.floor(Math.min(length, 5e7 / layers) / unit.length)));
      const all = Array.from({ length: layers }, (_, k) =>
        layer('Dense', `${long}${k}`, ',"units":1', [from(k === 0 ? 'i' : `${long}${k - 1}`)]),
      );
      return folder(model('Model', graph([input(), ...all], `${long}${layers - 1}`)));
    },
  },
  'a wide sum': {
    ...{ how: 'model', open: 'model' },
    ranges: { reads: [10, 1025], sums: [1, 200], kind: ['Add', 'Concatenate', 'Average', 'Dot'] },
    make: ({ reads, sums, kind }) => {
      const wide = Array.from({ length: sums }, (_, s) =>
        layer(kind, `s${s}`, '', [list(reads, from(s === 0 ? 'i' : `s${kind === 'Add' ? s - 1 : 0}`))]),
      );
      return folder(model('Model', graph([input(), ...wide], `s${sums - 1}`)));
    },
  },
  'calls of one layer': {
    ...{ how: 'model', open: 'model' },
    ranges: { calls: [10, 150_000], others: [1, 5000], turns: ['first', 'itself', 'each other'] },
    make: ({ calls, others, turns }) => {
      const all = Array.from({ length: calls }, (_, k) =>
        from(
          turns === 'first' || k === 0 ? 'i' : turns === 'itself' ? 'a' : 'b',
          turns === 'first' || k === 0 ? 0 : k - 1,
        ),
      );
      const back =
        turns === 'each other' ? Array.from({ length: calls }, (_, k) => from('a', k)) : [from('a')];
      const more = Array.from({ length: others }, (_, k) => relu(`c${k}`, [from('i')]));
      return folder(model('Model', graph([input(), relu('a', all), relu('b', back), ...more], 'b')));
    },
  },
  'calls that wait for one': {
    ...{ how: 'model', open: 'model' },
    ranges: { waiting: [10, 190_000] },
    make: ({ waiting }) =>
      folder(
        model(
          'Model',
          graph(
            [
              input(),
              relu(
                'b',
                Array.from({ length: waiting }, () => from('a')),
              ),
              relu('a', [from('i')]),
            ],
            'b',
          ),
        ),
      ),
  },
  'models within models': {
    ...{ how: 'model', open: 'model' },
    ranges: { depth: [1, 30], each: [1, 1000], kind: ['Sequential', 'Model'] },
    make: ({ depth, each, kind }) =>
      folder(
        model(
          'Sequential',
          `{"name":"s","layers":[${nested(depth, Math.min(each, Math.floor(9000 / depth)), kind)}]}`,
        ),
      ),
  },
  'a nested model called often': {
    ...{ how: 'model', open: 'model' },
    ranges: { inside: [1, 5000], calls: [1, 5000] },
    make: ({ inside, calls }) => {
      const times = Math.min(calls, Math.floor(99_000 / (inside + 2)) + 1);
      const chain = Array.from({ length: inside }, (_, k) =>
        relu(`a${k}`, [from(k === 0 ? 'i' : `a${k - 1}`)]),
      );
      const inner = `{"class_name":"Model","name":"n","config":${graph([input(), ...chain], `a${inside - 1}`, 'n')},"inbound_nodes":[${list(times, (k) => `[${from(k === 0 ? 'j' : 'n', k)}]`)}]}`;
      const outer = `{"name":"m","layers":[${input().replaceAll('"i"', '"j"')},${inner}],"input_layers":[["j",0,0]],"output_layers":[["n",${times},0]]}`;
      return folder(model('Model', outer));
    },
  },
  'values of any kind': {
    ...{ how: 'model', open: 'model' },
    ranges: {
      count: [10, 30_000_000],
      unit: ['[],', '{},', '"",', '1,', '{"a":1},', '1e308,', '"\\u0041",'],
      where: ['topology', 'metadata', 'manifest', 'config'],
    },
    make: ({ count, unit, where }) => {
      const items = `[${unit.repeat(Math.min(count, Math.floor(66e6 / unit.length)))}0]`;
      const good = `{"class_name":"Sequential","config":{"name":"s","layers":[${shaped('Dense', 'd', `,"units":1${where === 'config' ? `,"x":${items}` : ''}`, '[null,4]')}]}}`;
      const metadata =
        where === 'metadata' ? `,"userDefinedMetadata":{"classNames":${items},"preprocessing":${items}}` : '';
      return folder(
        `{"modelTopology":${where === 'topology' ? items : good},"weightsManifest":${where === 'manifest' ? items : '[]'}${metadata}}`,
      );
    },
  },
};

/** Models that are loaded and then written as ONNX. */
export const onnxFamilies = Object.fromEntries(
  ['a wide sum', 'a graph of layers', 'calls of one layer', 'branches of an SK unit'].map((name) => [
    name,
    { ...topologyFamilies[name], how: 'onnx' },
  ]),
);
