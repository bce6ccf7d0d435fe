/** Writes zip archives as a hostile author may want them: every field can be another than the truth. */
import { crc32, deflateRawSync } from 'node:zlib';

export function zip(members, trailing = new Uint8Array()) {
  const [locals, central] = [[], []];
  let offset = 0;
  for (const { name, bytes, deflate = false, level, flags = 0, ...lies } of members) {
    const data = deflate ? deflateRawSync(bytes, { level }) : Buffer.from(bytes);
    const { crc = crc32(bytes), size = bytes.length, packed = data.length } = lies;
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(deflate ? 8 : 0, 4);
    common.writeUInt32LE(crc, 10);
    common.writeUInt32LE(packed, 14);
    common.writeUInt32LE(size, 18);
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
  return Buffer.concat([...locals, directory, end, trailing]);
}
