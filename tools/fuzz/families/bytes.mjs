/** Parts that files of several families are made of. */
import { crc32, deflateRawSync } from 'node:zlib';

/** Returns the text that many times, with commas between. */
export const list = (count, item) => {
  const parts = new Array(count);
  for (let i = 0; i < count; i++) parts[i] = typeof item === 'function' ? item(i) : item;
  return parts.join();
};

/** Returns a field of protocol buffers whose content is bytes. */
export const field = (number, body) => Buffer.concat([varint((number << 3) | 2), varint(body.length), body]);

export function varint(value) {
  const bytes = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}

/** Returns a zip archive. @param members Each { name, bytes, deflate }. */
export function zip(members) {
  const [locals, central] = [[], []];
  let offset = 0;
  for (const { name, bytes, deflate = false } of members) {
    const data = deflate ? deflateRawSync(bytes, { level: 1 }) : bytes;
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(deflate ? 8 : 0, 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), data]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, rest, Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(Math.min(65535, members.length), 8);
  end.writeUInt16LE(Math.min(65535, members.length), 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}
