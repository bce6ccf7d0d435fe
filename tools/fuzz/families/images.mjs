/** Images whose headers claim much, and whose few bytes stand for many pixels. */
import { crc32, deflateSync } from 'node:zlib';

const family = (name, ranges, make) => ({
  how: 'image',
  open: name,
  ranges,
  make: (settings) => ({ [name]: make(settings) }),
});

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

function png({ width, height, colour, bits, interlaced, rows, more = [] }) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([bits, colour, 0, 0, interlaced], 8);
  const channels = { 0: 1, 2: 3, 3: 1, 6: 4 }[colour];
  const row = 1 + Math.ceil((width * channels * bits) / 8);
  const data = deflateSync(Buffer.alloc(Math.min(row * rows + (interlaced === 1 ? 2 * rows : 0), 1.2e9)), {
    level: 1,
  });
  const palette = colour === 3 ? [chunk('PLTE', Buffer.alloc(3))] : [];
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    ...palette,
    ...more,
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function bmp({ width, height, bits, colours, bytes }) {
  const palette = bits <= 8 ? 4 * colours : 0;
  const row = Math.ceil((width * bits) / 32) * 4;
  const file = Buffer.alloc(Math.min(95e6, 54 + palette + Math.min(row * height, bytes)));
  file.write('BM');
  file.writeUInt32LE(54 + palette, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(bits, 28);
  // The last pixel in the file has a colour that no palette has.
  file[file.length - row] = 0xff;
  return file;
}

/** A progressive JPEG whose scans say in a few bytes that there is nothing in any block. */
function jpeg({ side, scans, end }) {
  const segment = (marker, ...bytes) => {
    const body = Buffer.from(bytes.flat());
    const head = Buffer.from([0xff, marker, 0, 0]);
    head.writeUInt16BE(body.length + 2, 2);
    return Buffer.concat([head, body]);
  };
  const ones = Array(64).fill(1);
  const frame = segment(0xc2, [8, side >> 8, side & 255, side >> 8, side & 255, 1, 1, 0x11, 0]);
  // One code of one bit: no difference (DC), and a run of 2^14 empty blocks (AC).
  const codes = [
    segment(0xc4, [0x00, 1, ...Array(15).fill(0), 0]),
    segment(0xc4, [0x10, 1, ...Array(15).fill(0), 0xe0]),
  ];
  const blocks = Math.ceil(side / 8) ** 2;
  const first = Buffer.concat([segment(0xda, [1, 1, 0x00, 0, 0, 0x00]), Buffer.alloc(Math.ceil(blocks / 8))]);
  const runs = Buffer.alloc(Math.ceil((Math.ceil(blocks / 2 ** 14) * 15) / 8));
  const empty = Buffer.concat([segment(0xda, [1, 1, 0x00, 1, 63, 0x00]), runs]);
  const count = Math.min(scans, Math.floor(9e7 / empty.length));
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xdb, [0, ...ones]),
    frame,
    ...codes,
    first,
    ...Array(count).fill(empty),
    Buffer.from(end === 'whole' ? [0xff, 0xd9] : []),
  ]);
}

const sides = { width: [1, 11_585], height: [1, 11_585] };

export const imageFamilies = {
  PNG: family(
    'x.png',
    {
      ...sides,
      colour: ['0', '2', '3', '6'],
      bits: ['8', '16', '1'],
      interlaced: [0, 1],
      rows: ['all', 'half', 'none'],
    },
    ({ width, height, colour, bits, interlaced, rows }) => {
      const deep = colour === '3' ? '8' : colour !== '0' && bits === '1' ? '8' : bits;
      const fits = width * height <= 2 ** 27 && rows !== 'none';
      const count = fits ? (rows === 'all' ? height : height >> 1) : 1;
      return png({ width, height, colour: Number(colour), bits: Number(deep), interlaced, rows: count });
    },
  ),
  'PNG with texts': family(
    'x.png',
    { texts: [1, 20_000], length: [10, 3_000_000], kind: ['zTXt', 'tEXt', 'iCCP', 'eXIf'] },
    ({ texts, length, kind }) => {
      const long = Buffer.alloc(Math.min(length, Math.floor(9e7 / texts)), 'a');
      const body =
        kind === 'zTXt' || kind === 'iCCP'
          ? Buffer.concat([Buffer.from('k\0\0'), deflateSync(Buffer.alloc(length), { level: 1 })])
          : Buffer.concat([Buffer.from('k\0'), long]);
      const few = Math.min(texts, Math.floor(9e7 / (body.length + 12)));
      return png({
        width: 8,
        height: 8,
        colour: 2,
        bits: 8,
        interlaced: 0,
        rows: 8,
        more: Array(Math.max(1, few)).fill(chunk(kind, body)),
      });
    },
  ),
  BMP: family(
    'x.bmp',
    { ...sides, bits: ['1', '4', '8', '24', '32'], colours: [1, 256], bytes: [10, 95_000_000] },
    ({ width, height, bits, colours, bytes }) => bmp({ width, height, bits: Number(bits), colours, bytes }),
  ),
  Netpbm: family(
    'x.ppm',
    {
      ...sides,
      kind: ['1', '2', '3', '4', '5', '6'],
      most: [1, 65_535],
      bytes: [10, 95_000_000],
      fill: ['0', '1 ', '\n', '#', '\0'],
    },
    ({ width, height, kind, most, bytes, fill }) => {
      const head = `P${kind}\n${width} ${height}\n${kind === '1' || kind === '4' ? '' : `${most}\n`}`;
      return Buffer.concat([Buffer.from(head), Buffer.alloc(bytes, fill)]);
    },
  ),
  'Netpbm without an end': family(
    'x.pgm',
    { bytes: [10, 95_000_000], fill: ['0', '9', ' ', '#', '#\n', '1 '], place: ['width', 'height', 'value'] },
    ({ bytes, fill, place }) => {
      const before = { width: '', height: '1 ', value: '5 5 255 ' }[place];
      return Buffer.concat([Buffer.from(`P2\n${before}`), Buffer.alloc(bytes, fill)]);
    },
  ),
  'progressive JPEG': family(
    'x.jpg',
    { side: [8, 11_585], scans: [1, 200_000], end: ['whole', 'cut'] },
    jpeg,
  ),
  GIF: family(
    'x.gif',
    { ...sides, frames: [1, 20_000], bytes: [1, 1000] },
    ({ width, height, frames, bytes }) => {
      const head = Buffer.from('GIF89a\0\0\0\0\x80\0\0\0\0\0\xff\xff\xff', 'latin1');
      head.writeUInt16LE(width, 6);
      head.writeUInt16LE(height, 8);
      const frame = Buffer.alloc(10 + 1 + 2 + (bytes & 255) + 1);
      frame[0] = 0x2c;
      frame.writeUInt16LE(width, 5);
      frame.writeUInt16LE(height, 7);
      frame.set([2, bytes & 255], 10);
      return Buffer.concat([head, ...Array(frames).fill(frame), Buffer.from(';')]);
    },
  ),
  SVG: family(
    'x.svg',
    {
      side: [1, 11_585],
      shapes: [1, 20_000],
      kind: ['rect', 'use', 'filter', 'pattern', 'nested', 'entity'],
    },
    ({ side, shapes, kind }) => {
      const many = (text, count) => text.repeat(Math.max(1, count));
      const bodies = {
        rect: () => many('<rect width="100%" height="100%" fill="red" opacity=".5"/>', shapes),
        use: () =>
          `<g id="a0"><rect width="9" height="9"/></g>${Array.from({ length: Math.min(30, shapes) }, (_, k) => `<g id="a${k + 1}">${many(`<use href="#a${k}"/>`, 10)}</g>`).join('')}`,
        filter: () =>
          `<filter id="f">${many('<feTurbulence numOctaves="9" baseFrequency=".1"/><feGaussianBlur stdDeviation="99"/>', Math.min(shapes, 100))}</filter><rect width="100%" height="100%" filter="url(#f)"/>`,
        pattern: () =>
          `<pattern id="p" width="1" height="1" patternUnits="userSpaceOnUse">${many('<rect width="1" height="1"/>', shapes)}</pattern><rect width="100%" height="100%" fill="url(#p)"/>`,
        nested: () =>
          `${many('<g opacity=".9">', shapes)}<rect width="9" height="9"/>${many('</g>', shapes)}`,
        entity: () => many('&a;', shapes),
      };
      const entity = kind === 'entity' ? `<!DOCTYPE svg [<!ENTITY a "${'x'.repeat(10_000)}">]>` : '';
      return Buffer.from(
        `${entity}<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}">${bodies[kind]()}</svg>`,
      );
    },
  ),
};
