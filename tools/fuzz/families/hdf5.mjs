/** HDF5 files: written by the library, and bytes that only begin like one. */
import { readFileSync } from 'node:fs';
import h5wasm from 'h5wasm';

const signature = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');

/** Returns a file that `write` fills. */
async function written(write) {
  const { FS } = await h5wasm.ready;
  const file = new h5wasm.File('/x.h5', 'w');
  write(file);
  file.close();
  const bytes = Buffer.from(FS.readFile('/x.h5'));
  FS.unlink('/x.h5');
  return bytes;
}

const config =
  '{"class_name":"Sequential","config":{"name":"s","layers":[{"class_name":"Dense","config":{"name":"d","units":1,"batch_input_shape":[null,1]}}]}}';
const family = (how, ranges, make) => ({
  how,
  open: 'net.h5',
  ranges,
  make: async (settings) => ({ 'net.h5': await make(settings) }),
});

/** Heap collections of strings, one behind the other or one in the other. */
function heaps({ bytes, step, size }) {
  const file = Buffer.alloc(bytes, 0);
  signature.copy(file);
  for (let at = 16; at + 32 <= bytes; at += step) {
    file.write('GCOL\x01', at, 'latin1');
    const length = size === 'to the end' ? bytes - at : size === 'own' ? Math.min(step, bytes - at) : 24;
    file.writeBigUInt64LE(BigInt(length), at + 8);
    if (size === 'own' && step >= 48) file.writeUInt16LE(1, at + 16);
  }
  return file;
}

export const hdf5Families = {
  'many datasets': family(
    'weights',
    { datasets: [10, 30_000], depth: [1, 33], name: [1, 200] },
    ({ datasets, depth, name }) =>
      written((file) => {
        let group = file;
        for (let d = 1; d < depth; d++) group = group.create_group(`g${d}`);
        for (let i = 0; i < datasets; i++)
          group.create_dataset({ name: `${'n'.repeat(name)}${i}`, data: new Float32Array(1) });
      }),
  ),
  'many groups': family('keras', { groups: [10, 30_000], attributes: [0, 20] }, ({ groups, attributes }) =>
    written((file) => {
      file.create_attribute('model_config', config);
      const inside = file.create_group('model_weights');
      for (let i = 0; i < groups; i++) inside.create_group(`g${i}`);
      for (let a = 0; a < attributes; a++)
        inside.create_attribute(
          `layer_names${a}`,
          Array.from({ length: 1000 }, (_, k) => `l${k}`),
        );
    }),
  ),
  'datasets that are squeezed': family(
    'weights',
    { values: [1000, 400_000_000], chunk: [1000, 4_000_000], tensors: [1, 20] },
    ({ values, chunk, tensors }) =>
      written((file) => {
        const each = Math.max(1, Math.floor(Math.min(values, 1e8) / tensors));
        for (let t = 0; t < tensors; t++) {
          file.create_dataset({
            name: `t${t}`,
            data: new Float32Array(each),
            shape: [each],
            chunks: [Math.min(chunk, each)],
            compression: 9,
          });
        }
      }),
  ),
  'text that only begins like HDF5': family(
    'weights',
    { bytes: [16, 95_000_000], fill: ['G', 'GCO', 'GCOL', 'G\0', '\0', '\x89HDF\r\n\x1a\n'] },
    ({ bytes, fill }) => {
      const file = Buffer.alloc(bytes, fill, 'latin1');
      signature.copy(file);
      return file;
    },
  ),
  'collections of strings': family(
    'weights',
    { bytes: [64, 95_000_000], step: [32, 4096], size: ['to the end', 'own', 'small'] },
    heaps,
  ),
  'a damaged superblock': family(
    'weights',
    { at: [8, 400], byte: [0, 255], file: ['residual2', 'residual3', 'types'] },
    ({ at, byte, file }) => {
      const bytes = Buffer.from(
        readFileSync(new URL(`../../../packages/sk-io/test/data/keras/${file}.h5`, import.meta.url)),
      );
      bytes[at] = byte;
      return bytes;
    },
  ),
};
