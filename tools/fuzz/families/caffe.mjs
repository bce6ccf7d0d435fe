/** Models of Caffe: messages within messages whose fields cost more than their bytes. */
import { field, varint } from '../../../packages/sk-io/test/support/fields.mjs';

const net = (...layers) => ({ 'net.caffemodel': Buffer.concat(layers) });
const text = (number, string) => field(number, Buffer.from(string));
const layer = (name, type, ...parts) => field(100, Buffer.concat([text(1, name), text(2, type), ...parts]));
const repeated = (bytes, count) => Buffer.alloc(bytes.length * count, bytes);

export const caffeFamilies = {
  fields: {
    ...{ how: 'weights', open: 'net.caffemodel' },
    ranges: {
      count: [10, 24_000_000],
      kind: ['data', 'double', 'number', 'skipped', 'bottom', 'name', 'fixed', 'shape'],
      place: ['net', 'layer', 'blob'],
    },
    make: ({ count, kind, place }) => {
      const unit = {
        data: Buffer.from([0x2a, 0]),
        double: Buffer.from([0x42, 0]),
        number: Buffer.concat([Buffer.from([8]), Buffer.alloc(9, 0xff), Buffer.from([1])]),
        skipped: Buffer.concat([varint(((2 ** 28) << 3) >>> 0), Buffer.from([0])]),
        bottom: text(3, 'b'),
        name: text(1, 'abcdefgh'),
        fixed: Buffer.from([0x2d, 0, 0, 0, 0]),
        shape: field(7, field(1, Buffer.from([0]))),
      }[kind];
      const body = repeated(unit, Math.min(count, Math.floor(95e6 / unit.length)));
      if (place === 'net') return net(body);
      return net(layer('l', 'Foo', place === 'layer' ? body : field(7, body)));
    },
  },
  layers: {
    ...{ how: 'weights', open: 'net.caffemodel' },
    ranges: {
      layers: [10, 9990],
      blobs: [1, 17],
      name: [1, 2000],
      kind: ['Foo', 'BatchNorm', 'Scale'],
      twice: [0, 1],
    },
    make: ({ layers, blobs, name, kind, twice }) => {
      const title = 'n'.repeat(name);
      const blob = field(7, Buffer.concat([field(7, field(1, varint(1))), field(5, Buffer.alloc(4))]));
      const most = Math.floor(95e6 / (name + 20 * blobs + 30));
      const all = Array.from({ length: Math.min(layers, most) }, (_, i) =>
        layer(
          twice ? title : `${title}${i}`,
          kind,
          text(3, `t${i - 1}`),
          text(4, `t${i}`),
          repeated(blob, blobs),
        ),
      );
      return net(...all);
    },
  },
  'values in pieces': {
    ...{ how: 'weights', open: 'net.caffemodel' },
    ranges: { values: [10, 1_900_000], divisor: [0, 1] },
    make: ({ values, divisor }) => {
      const pieces = field(
        7,
        Buffer.concat([
          field(7, field(1, varint(values))),
          repeated(Buffer.from([0x2d, 0, 0, 0x80, 0x3f]), values),
        ]),
      );
      return net(layer('l', divisor ? 'Foo' : 'InnerProduct', pieces));
    },
  },
  'long names': {
    ...{ how: 'weights', open: 'net.caffemodel' },
    ranges: { length: [10, 95_000_000], unit: ['n', 'é', '\n', '\u202e'], where: ['name', 'type'] },
    make: ({ length, unit, where }) => {
      const long = unit.repeat(Math.floor(length / Buffer.byteLength(unit)));
      const blob = field(7, field(5, Buffer.alloc(3)));
      return net(where === 'name' ? layer(long, 'Foo', blob) : layer('l', long, blob));
    },
  },
};
