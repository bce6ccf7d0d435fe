/** Safetensors whose headers cost much to read, and indexes of shards. */
import { list } from './list.mjs';

/** Returns a file of a header, and zeros behind it. */
export function safetensors(header, dataBytes = 0) {
  const json = Buffer.from(header);
  const file = Buffer.alloc(8 + json.length + dataBytes);
  file.writeBigUInt64LE(BigInt(json.length), 0);
  json.copy(file, 8);
  return file;
}

const entry = (name, start = 0, end = start, dtype = 'F32') =>
  `"${name}":{"dtype":"${dtype}","shape":[${(end - start) / 4}],"data_offsets":[${start},${end}]}`;

const alone = (bytes) => ({ 'model.safetensors': bytes });
const index = (map, metadata) => `{"metadata":${metadata},"weight_map":{${map}}}`;

export const safetensorsFamilies = {
  'empty tensors': {
    ...{ how: 'weights', open: 'model.safetensors' },
    ranges: { entries: [10, 100_000], name: [1, 200], end: ['whole', 'comma', 'twice', 'rest'] },
    make: ({ entries, name, end }) => {
      const title = 'n'.repeat(name);
      const entriesText = list(entries, (i) =>
        entry(`${title}${end === 'twice' && i === entries - 1 ? 0 : i}`),
      );
      return alone(safetensors(`{${entriesText}${end === 'comma' ? ',' : ''}}`, end === 'rest' ? 1 : 0));
    },
  },
  'tensors of one value, listed backwards': {
    ...{ how: 'weights', open: 'model.safetensors' },
    ranges: { entries: [10, 100_000], hole: [0, 1] },
    make: ({ entries, hole }) => {
      const places = list(entries, (i) => entry(`t${i}`, 4 * (entries - i - 1), 4 * (entries - i)));
      return alone(safetensors(`{${places}}`, 4 * entries + hole));
    },
  },
  'long texts': {
    ...{ how: 'weights', open: 'model.safetensors' },
    ranges: {
      length: [100, 95_000_000],
      unit: ['n', 'é', '\\u0041', '\\\\', '\\"', ' ', '1', '['],
      place: ['name', 'dtype', 'metadata', 'space', 'shape'],
    },
    make: ({ length, unit, place }) => {
      const text = unit.repeat(Math.floor(length / Buffer.byteLength(unit)));
      const inside = {
        name: () => `{"${text}":{"dtype":"F31"}}`,
        dtype: () => `{"a":{"dtype":"${text}","shape":[],"data_offsets":[0,4]}}`,
        metadata: () => `{"__metadata__":{"k":"${text}"},"a":0}`,
        space: () => `{"a"${unit === '1' || unit === '[' ? text : ' '.repeat(length)}:{}}`,
        shape: () => `{"a":{"dtype":"F32","shape":[${text}],"data_offsets":[0,4]}}`,
      };
      return alone(safetensors(inside[place](), 4));
    },
  },
  metadata: {
    ...{ how: 'weights', open: 'model.safetensors' },
    ranges: { fields: [10, 100_001], length: [1, 300] },
    make: ({ fields, length }) => {
      const texts = list(fields, (i) => `"k${i}":"${'v'.repeat(length)}"`);
      return alone(
        safetensors(`{"__metadata__":{${texts}},"a":{"dtype":"F31","shape":[],"data_offsets":[0,0]}}`),
      );
    },
  },
  'narrow numbers': {
    ...{ how: 'weights', open: 'model.safetensors' },
    ranges: { values: [10, 24_000_000], dtype: ['F16', 'BF16', 'F64'], tensors: [1, 1000] },
    make: ({ values, dtype, tensors }) => {
      const each = Math.floor(values / tensors);
      const bytes = each * (dtype === 'F64' ? 4 : 2) * (dtype === 'F64' ? 2 : 1);
      const one = (i) =>
        `"t${i}":{"dtype":"${dtype}","shape":[${each}],"data_offsets":[${i * bytes},${(i + 1) * bytes}]}`;
      const size = Math.min(tensors * bytes, 95_000_000);
      return alone(safetensors(`{${list(tensors, one)}}`, size));
    },
  },
  'index of shards, fields that are passed over': {
    ...{ how: 'weights', open: 'model.safetensors.index.json' },
    ranges: {
      count: [10, 30_000_000],
      unit: ['[],', '1,', '"a",', '{"a":1},', ' ', '-1.5e3,'],
      depth: [1, 10_000],
    },
    make: ({ count, unit, depth }) => {
      const items = unit.repeat(Math.min(count, Math.floor(95e6 / unit.length)));
      const text = `${'['.repeat(depth)}${items}0${']'.repeat(depth)}`;
      return { 'model.safetensors.index.json': index('', text) };
    },
  },
  'index of shards, many names': {
    ...{ how: 'weights', open: 'model.safetensors.index.json' },
    ranges: { entries: [10, 100_000], shards: [1, 1001], name: [1, 300] },
    make: ({ entries, shards, name }) => {
      const title = 'n'.repeat(name);
      const map = list(entries, (i) => `"${title}${i}":"s${i % shards}.safetensors"`);
      return { 'model.safetensors.index.json': index(map, '{}'), 's0.safetensors': safetensors('{}') };
    },
  },
  'shards of many tensors': {
    ...{ how: 'weights', open: 'model.safetensors.index.json' },
    ranges: { entries: [10, 20_000], shards: [1, 60], stray: [0, 1] },
    make: ({ entries, shards, stray }) => {
      const map = list(entries * shards, (i) => `"t${i}":"s${i % shards}.safetensors"`);
      const files = Array.from({ length: shards }, (_, s) => [
        `s${s}.safetensors`,
        safetensors(
          `{${list(entries, (i) => entry(`t${i * shards + s + (stray && s === shards - 1 ? 1 : 0)}`))}}`,
        ),
      ]);
      return { 'model.safetensors.index.json': index(map, '{}'), ...Object.fromEntries(files) };
    },
  },
};
