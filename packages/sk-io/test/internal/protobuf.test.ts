import { describe, expect, it } from 'vitest';
import { joinBytes } from '../../src/formats/protobuf/bytes.js';
import { eachField, eachPackedInteger } from '../../src/formats/protobuf/eachField.js';
import { encode } from '../../src/formats/protobuf/encode.js';

const types = {
  Outer: {
    number: { at: 1, is: 'int64' },
    inner: { at: 2, is: 'Inner', many: true },
    blob: { at: 16, is: 'bytes' },
  },
  Inner: {
    text: { at: 1, is: 'string' },
    packed: { at: 3, is: 'double', many: 'packed' },
    sizes: { at: 4, is: 'int64', many: 'packed' },
  },
} as const;

describe('encode', () => {
  it("the bytes of protobuf's own examples: 150 in field 1 is 08 96 01, 'testing' in field 2 is 12 07 ...", async () => {
    const example = { Test: { a: { at: 1, is: 'int32' }, b: { at: 2, is: 'string' } } } as const;
    const { byteLength, parts } = encode(example, 'Test', { a: 150, b: 'testing' });
    expect(Buffer.from(await joinBytes(parts)).toString('hex')).toBe('08960112' + '0774657374696e67');
    expect(byteLength).toBe(12);
  });

  it('numbers in one stretch where they are packed, and bytes that are read when they are joined', async () => {
    let reads = 0;
    const blob = { byteLength: 2, read: async () => Uint8Array.of(++reads, 9) };
    const { parts } = encode(types, 'Outer', { inner: [{ packed: [1] }, { sizes: [1, 300] }], blob });
    expect(reads).toBe(0);
    expect(Buffer.from(await joinBytes(parts)).toString('hex')).toBe(
      ['120a1a08000000000000f03f', '1205' + '2203' + '01ac02', '820102' + '0109'].join(''),
    );
  });

  it('a field that the table does not have is refused by name', () => {
    const wrong = { nunber: 1 } as object;
    expect(() => encode(types, 'Outer', wrong)).toThrow('protobuf: the table has no field Outer.nunber');
  });
});

describe('eachField', () => {
  it('finds every field where it lies, in messages inside of messages', async () => {
    const message = { number: 7, inner: [{ text: 'one' }, { sizes: [5, 2 ** 40] }] };
    const bytes = await joinBytes(encode(types, 'Outer', message).parts);
    const found: unknown[] = [];
    eachField(bytes, 0, bytes.length, (field, start, end, number) => {
      if (field === 1) found.push(number);
      else
        eachField(bytes, start, end, (inner, from, to) => {
          if (inner === 1) found.push(new TextDecoder().decode(bytes.subarray(from, to)));
          else eachPackedInteger(bytes.subarray(from, to), (size) => found.push(size));
        });
    });
    expect(found).toEqual([7, 'one', 5, 2 ** 40]);
  });
});
