/** Configurations and archives of Keras. */
import { zip } from '../../../packages/sk-io/test/support/zip.mjs';
import { list } from './list.mjs';

const model = (name, layers, output = 'l') =>
  `{"class_name":"Functional","config":{"name":"${name}","layers":[${layers}],"input_layers":[["i",0,0]],"output_layers":[["${output}",0,0]]}}`;
const input =
  '{"class_name":"InputLayer","name":"i","inbound_nodes":[],"config":{"name":"i","dtype":"float32","batch_input_shape":[null,4]}}';
const layer = (kind, name, config, calls) =>
  `{"class_name":"${kind}","name":"${name}","config":{"name":"${name}"${config}},"inbound_nodes":[${calls}]}`;
const read = '[["i",0,0,{}]]';
const alone = (json) => ({ 'net.json': json });
const config = (how, ranges, make) => ({
  how,
  open: 'net.json',
  ranges,
  make: (settings) => alone(make(settings)),
});

const signature = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');
const archive = (ranges, make) => ({
  how: 'keras',
  open: 'net.keras',
  ranges,
  make: (settings) => ({ 'net.keras': make(settings) }),
});
const member = (name, bytes, deflate = true) => ({ name, bytes: Buffer.from(bytes), deflate, level: 1 });

export const kerasFamilies = {
  'names that are taken': config(
    'keras',
    { layers: [10, 5000], name: [1, 20_000_000], nested: ['once', 'twice'] },
    ({ layers, name, nested }) => {
      const long = 'm'.repeat(name);
      const inner = list(layers, (k) => layer('Activation', `a${k}`, ',"activation":"relu"', read));
      const one = (title) =>
        `{"class_name":"Functional","name":"${title}","config":{"name":"${title}","layers":[${input},${inner}],"input_layers":[["i",0,0]],"output_layers":[["a0",0,0]]},"inbound_nodes":[${read}]}`;
      return model('m', [input, one('x'), one(long), ...(nested === 'twice' ? [one('y')] : [])], 'x');
    },
  ),
  'many entries in a call': config(
    'keras',
    { entries: [10, 240_000], form: ['Keras 2', 'Keras 3', 'kwargs', 'args'] },
    ({ entries, form }) => {
      const tensor = '{"class_name":"__keras_tensor__","config":{"shape":[1],"keras_history":["i",0,0]}}';
      const few = Math.min(entries, 100_000);
      const call = {
        'Keras 2': () => `[${list(entries, '["i",0,0]')}]`,
        'Keras 3': () => `{"args":[[${list(few, tensor)}]],"kwargs":{}}`,
        kwargs: () => `{"args":[${tensor}],"kwargs":{${list(entries, (i) => `"k${i}":${i}`)}}}`,
        args: () => `{"args":[${list(few, tensor)}],"kwargs":{}}`,
      };
      return model('m', `${input},${layer('Add', 'l', '', call[form]())}`);
    },
  ),
  'many calls': config('keras', { calls: [10, 190_000] }, ({ calls }) =>
    model('m', `${input},${layer('Activation', 'l', ',"activation":"relu"', list(calls, read))}`),
  ),
  'many layers': config(
    'keras',
    {
      layers: [10, 9990],
      kind: ['Dense', 'DepthwiseConv2D', 'ReLU', 'GroupNormalization', 'Dropout', 'Conv2D'],
      order: ['chain', 'star'],
    },
    ({ layers, kind, order }) => {
      const settings = {
        Dense: ',"units":1',
        Conv2D: ',"filters":1,"kernel_size":[1,1]',
        DepthwiseConv2D: ',"kernel_size":[1,1]',
        ReLU: '',
        GroupNormalization: ',"groups":1',
        Dropout: ',"rate":0.5',
      };
      const all = list(layers, (k) =>
        layer(
          kind,
          `l${k}`,
          settings[kind],
          `[["${k === 0 || order === 'star' ? 'i' : `l${k - 1}`}",0,0,{}]]`,
        ),
      );
      const shaped = /2D/.test(kind) ? input.replace('[null,4]', '[null,4,4,4]') : input;
      return model('m', `${shaped},${all}`, `l${layers - 1}`);
    },
  ),
  'long texts': config(
    'keras',
    {
      length: [10, 60_000_000],
      unit: ['n', 'Aa', '_', '\\n', 'é'],
      where: ['name', 'class', 'activation', 'function', 'reference', 'object'],
    },
    ({ length, unit, where }) => {
      const text = unit.repeat(Math.max(1, Math.floor(length / Buffer.byteLength(unit))));
      const of = {
        name: () => layer('Nothing', text, '', read),
        class: () => layer(text, 'l', '', read),
        activation: () => layer('Activation', 'l', `,"activation":"${text}"`, read),
        function: () => layer('TFOpLambda', 'l', `,"function":"${text}"`, read),
        reference: () => layer('Activation', 'l', ',"activation":"relu"', `[["${text}",0,0,{}]]`),
        object: () =>
          `{"class_name":"Dense","name":{"toString":"${text.slice(0, 100)}"},"config":{"name":{"toString":1}},"inbound_nodes":[${read}]}`,
      };
      return model('m', `${input},${of[where]()}`);
    },
  ),
  'a configuration of many fields': config(
    'keras',
    { fields: [10, 450_000], value: ['null', '1', '"x"', '[1]', '{}'] },
    ({ fields, value }) =>
      model(
        'm',
        `${input},${layer('Dense', 'l', `,"units":1,${list(fields, (i) => `"f${i}":${value}`)}`, read)}`,
      ),
  ),
  'statistics of many channels': config('keras', { values: [10, 900_000] }, ({ values }) =>
    model(
      'm',
      `${input},${layer('Normalization', 'l', `,"axis":[-1],"mean":[${list(values, '1')}],"variance":[${list(values > 450_000 ? 1 : values, '1')}]`, read)}`,
    ),
  ),
  'an archive that grows': archive(
    { config: [10, 60 << 20], weights: [10, 134_000_000], fill: ['space', 'bracket', 'zero'] },
    ({ config: size, weights, fill }) => {
      const text = fill === 'bracket' ? '[],'.repeat(Math.floor(size / 3)) : ' '.repeat(size);
      const bytes = Buffer.alloc(weights);
      signature.copy(bytes);
      if (fill === 'space') bytes.fill('GCO', 8);
      return zip([member('config.json', `{"a":[${text}0]}`), member('model.weights.h5', bytes)]);
    },
  ),
  'an archive of many members': archive(
    { members: [10, 60_000], name: [1, 60_000], bytes: [0, 100] },
    ({ members, name, bytes }) => {
      const long = 'n'.repeat(Math.max(1, Math.min(name, Math.floor(4e7 / members))));
      const others = Array.from({ length: members }, (_, i) =>
        member(`${long}${i}`, Buffer.alloc(bytes), false),
      );
      return zip([member('config.json', '{}'), member('model.weights.h5', signature), ...others]);
    },
  ),
};
