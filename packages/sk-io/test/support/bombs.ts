/** Small files that would cost a reader far more than their size, were their work not bounded. */
import { field } from './fields.mjs';

/** HDF5's signature and global heap collections that overlap: each reaches to the end, which makes walking quadratic. */
export function overlappingHeaps(collections: number): Buffer {
  const head = Buffer.alloc(16);
  head.write('\x89HDF\r\n\x1a\n', 'latin1');
  const parts = Array.from({ length: collections }, (_, k) => {
    const part = Buffer.alloc(32);
    part.writeUInt16LE(1, 0);
    part.writeUInt16LE(1, 2);
    part.writeBigUInt64LE(16n, 8);
    part.write('GCOL\x01', 16, 'latin1');
    part.writeBigUInt64LE(BigInt((collections - k) * 32 - 16), 24);
    return part;
  });
  return Buffer.concat([head, ...parts]);
}

/** A Caffe layer of blobs whose values are empty, one field each. */
export function emptyFields(fields: number): Buffer {
  const blob = Buffer.alloc(2 * fields);
  for (let i = 0; i < fields; i++) blob[2 * i] = 0x2a;
  return field(
    100,
    Buffer.concat([field(1, Buffer.from('l')), field(2, Buffer.from('Foo')), field(7, blob)]),
  );
}

export const emptyLists = (lists: number): string => `{"modelTopology":{"x":[${'[],'.repeat(lists - 1)}[]]}}`;

type Read = readonly [layer: string, node: number, tensor: number, kwargs: object];
const from = (layer: string, node = 0): Read => [layer, node, 0, {}];
const activation = (name: string, ...calls: readonly (readonly Read[])[]): object => ({
  ...{ class_name: 'Activation', name, config: { activation: 'relu', name }, inbound_nodes: calls },
});
const input = {
  ...{ class_name: 'InputLayer', name: 'i', inbound_nodes: [] },
  config: { batch_input_shape: [null, 4], dtype: 'float32', sparse: false, name: 'i' },
};

/** Returns a model.json of layers in the order in which they are given. */
const modelJson = (layers: readonly object[], output: readonly [string, number]): string =>
  JSON.stringify({
    modelTopology: {
      class_name: 'Model',
      config: { name: 'm', layers, input_layers: [['i', 0, 0]], output_layers: [[...output, 0]] },
    },
    weightsManifest: [],
  });

/** A chain that is listed from its last layer to its first. */
export function backwardChain(layers: number): string {
  const chain = Array.from({ length: layers }, (_, k) =>
    activation(`a${k}`, [from(k === 0 ? 'i' : `a${k - 1}`)]),
  );
  return modelJson([...chain.reverse(), input], [`a${layers - 1}`, 0]);
}

/** Two layers that are called in turns, each by the other, beside others that each pass looks at. */
export function callsInTurns(turns: number, others: number): string {
  const calls = Array.from({ length: turns }, (_, k) => k);
  const a = activation('a', ...calls.map((k) => [k === 0 ? from('i') : from('b', k - 1)]));
  const b = activation('b', ...calls.map((k) => [from('a', k)]));
  const more = Array.from({ length: others }, (_, k) => activation(`c${k}`, [from('i')]));
  return modelJson([input, a, b, ...more], ['b', turns - 1]);
}

/** A sum of one value many times. */
export function wideSum(reads: number): string {
  const sum = { class_name: 'Add', name: 's', config: { name: 's' } };
  const call = Array.from({ length: reads }, () => from('i'));
  return modelJson([input, { ...sum, inbound_nodes: [call] }], ['s', 0]);
}

/** Two paths of unequal length through one layer: its calls are numbered as the file has them. */
export const sharedLayer = (): string =>
  modelJson(
    [
      input,
      activation('B', [from('i')]),
      activation('S', [from('B')], [from('A')]),
      activation('X', [from('S', 0)]),
      activation('Y', [from('X')]),
      activation('A', [from('i')]),
      activation('Z', [from('Y')]),
      {
        ...{ class_name: 'Concatenate', name: 'cat', config: { name: 'cat', axis: -1 } },
        inbound_nodes: [[from('Z'), from('S', 1)]],
      },
    ],
    ['cat', 0],
  );
