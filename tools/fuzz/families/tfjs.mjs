/** The lists of weights of TensorFlow.js models: many files, many entries, bytes that become larger when they are decoded. */
import { list } from './list.mjs';

const dense = (units) =>
  `{"class_name":"Sequential","config":{"name":"s","layers":[{"class_name":"Dense","config":{"name":"d","units":${units},"use_bias":false,"batch_input_shape":[null,1]}}]}}`;
const manifest = (paths, weights) => `[{"paths":[${paths}],"weights":[${weights}]}]`;
const files = (weightsManifest, bytes, units = 4) => ({
  'model/model.json': `{"modelTopology":${dense(units)},"weightsManifest":${weightsManifest}}`,
  ...(bytes > 0 && { 'model/w.bin': Buffer.alloc(bytes) }),
});
const entry = (name, size, more = '') => `{"name":"${name}","shape":[${size}],"dtype":"float32"${more}}`;
const ways = ['model', 'page', 'weights'];

const family = (how, ranges, make) => ({
  ...{ how, open: how === 'weights' ? 'model/model.json' : 'model' },
  ranges,
  make,
});

/** A family for each way to read such a folder. */
const eachWay = (name, ranges, make) =>
  Object.fromEntries(ways.map((how) => [`${name} (${how})`, family(how, ranges, make)]));

export const tfjsFamilies = {
  ...eachWay(
    'many files of weights',
    { paths: [10, 800_000], kind: ['same', 'missing'], length: [1, 60] },
    ({ paths, kind, length }) =>
      files(
        manifest(
          list(paths, (i) => (kind === 'same' ? '"w.bin"' : `"${'p'.repeat(length)}${i}"`)),
          entry('d/kernel', paths),
        ),
        4,
      ),
  ),
  ...eachWay(
    'many weights',
    { entries: [10, 100_001], name: [1, 500], size: [0, 1] },
    ({ entries, name, size }) =>
      files(
        manifest(
          '"w.bin"',
          list(entries, (i) => entry(`${'n'.repeat(name)}${i}`, size)),
        ),
        Math.max(1, 4 * size * entries),
      ),
  ),
  ...eachWay(
    'quantised weights',
    { values: [10, 95_000_000], kind: ['uint8', 'uint16', 'float16'], entries: [1, 1000], fits: [0, 1] },
    ({ values, kind, entries, fits }) => {
      const width = kind === 'uint8' ? 1 : 2;
      const each = Math.max(1, Math.floor(values / width / entries));
      const quantization = `,"quantization":{"dtype":"${kind}","min":0,"scale":1}`;
      const one = (i) =>
        `{"name":"${i === 0 && fits ? 'd/kernel' : `w${i}`}","shape":[1,${each}],"dtype":"float32"${quantization}}`;
      return files(manifest('"w.bin"', list(entries, one)), each * width * entries, each);
    },
  ),
  ...eachWay('claims', { size: [1000, 1_000_000_000], entries: [1, 4] }, ({ size, entries }) =>
    files(
      manifest(
        '"w.bin"',
        list(entries, (i) => entry(`w${i}`, Math.floor(size / entries))),
      ),
      10,
    ),
  ),
  'long texts of a manifest': family(
    'model',
    {
      length: [10, 60_000_000],
      unit: ['n', '\\n', 'é', '\\u0041'],
      where: ['name', 'dtype', 'path', 'group'],
    },
    ({ length, unit, where }) => {
      const text = unit.repeat(Math.max(1, Math.floor(length / Buffer.byteLength(unit))));
      const paths = where === 'path' ? `"${text}/x"` : '"w.bin"';
      const weights =
        where === 'dtype'
          ? `{"name":"a","shape":[1],"dtype":"${text}"}`
          : where === 'group'
            ? entry('d/kernel', 1, `,"group":"${text}"`)
            : list(2, entry(where === 'name' ? text : 'd/kernel', 1));
      return files(manifest(paths, weights), 4);
    },
  ),
};
