/**
 * Files of weights that nobody meant: arbitrary bytes, arbitrary headers, and real files with a few bytes changed. Each is
 * read or refused in one line, and costs no more memory than the file has bytes.
 */
import '@tensorflow/tfjs-backend-cpu';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { ModelFileError, readSafetensors } from 'sk-io';
import { afterAll, describe, expect, it } from 'vitest';
import { openWeights } from '../../src/node/index.js';
import type { WeightSource } from '../../src/weights/weightSource.js';
import { safetensorsBytes, withLength } from '../safetensorsBytes.js';

const seed = 20190406;
const real: readonly Buffer[] = ['skresnet18', 'skresnet50d', 'seresnext50_32x4d'].map((name) =>
  readFileSync(fileURLToPath(new URL(`../data/golden/timm/${name}.safetensors`, import.meta.url))),
);
const folder = mkdtempSync(join(tmpdir(), 'sk-fuzz-'));
afterAll(() => rmSync(folder, { recursive: true }));

const tally = { cases: 0, read: 0, refused: 0 };

function refuses(error: unknown): void {
  if (!(error instanceof ModelFileError)) throw error;
  if (error.message.includes('\n') || error.message.length > 600)
    throw new Error(`not one line: ${error.message}`);
  tally.refused += 1;
}

/** What is read holds the numbers that its shape promises; a few of them are looked at. */
async function readSome(source: WeightSource, most: number): Promise<void> {
  const tensors = [...source.tensors.values()];
  for (const { name, shape, unreadable } of tensors.slice(0, most)) {
    if (unreadable !== undefined) continue;
    const { length } = await source.read(name);
    if (length !== shape.reduce((n, size) => n * size, 1)) throw new Error(`${name} has ${length} values`);
  }
  tally.read += 1;
}

async function check(bytes: Uint8Array): Promise<void> {
  tally.cases += 1;
  try {
    await readSome(readSafetensors(bytes), 3);
  } catch (error) {
    refuses(error);
  }
}

/** Numbers that break sums: small, negative, of any size, no numbers. */
const oddNumber = fc.oneof(
  ...[
    fc.nat(64),
    fc.integer(),
    fc.double(),
    fc.maxSafeNat(),
    fc.constantFrom(2 ** 53, 2 ** 63, 1e308, -0, null, '4'),
  ],
);
const oddName = fc.oneof(
  fc.constantFrom('a', 'b', '__proto__', 'constructor', '__metadata__', '', 'x\ny', 'toString'),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const oddDtype = fc.oneof(
  fc.constantFrom('F32', 'F16', 'BF16', 'I64', 'F4', 'C64', 'BOOL', 'F31'),
  fc.string(),
);
const oddEntry = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      dtype: oddDtype,
      shape: fc.array(oddNumber, { maxLength: 10 }),
      data_offsets: fc.array(oddNumber, { maxLength: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);
const oddHeader = fc.array(fc.tuple(oddName, oddEntry), { maxLength: 6 });

const bytesOf = { F32: 4, F16: 2, BF16: 2, I64: 8 } as const;

/** Tensors one behind the other, as they should be. */
const goodHeader = fc
  .array(fc.tuple(fc.constantFrom('F32', 'F16', 'BF16', 'I64'), fc.array(fc.nat(5), { maxLength: 4 })), {
    maxLength: 8,
  })
  .map((tensors) => {
    let end = 0;
    const entries = tensors.map(([dtype, shape], n) => {
      const start = end;
      end += shape.reduce((size, axis) => size * axis, bytesOf[dtype]);
      return [`t${n}`, { dtype, shape, data_offsets: [start, end] }] as const;
    });
    return { entries, dataBytes: end };
  });

const object = (entries: readonly (readonly [string, unknown])[]): string =>
  `{${entries.map(([name, entry]) => `${JSON.stringify(name)}:${JSON.stringify(entry)}`).join()}}`;

const settings = (numRuns: number) => ({ seed, numRuns });

describe('a fuzzed safetensors file', () => {
  it('is read where tensors lie as they should', async () => {
    const before = tally.read;
    await fc.assert(
      fc.asyncProperty(goodHeader, ({ entries, dataBytes }) =>
        check(safetensorsBytes(object(entries), dataBytes)),
      ),
      settings(1000),
    );
    expect(tally.read - before).toBe(1000);
  });

  it('of any bytes', async () => {
    const bytes = fc.uint8Array({ maxLength: 200 });
    await fc.assert(fc.asyncProperty(bytes, check), settings(2000));
    const framed = fc.tuple(bytes, fc.nat(300)).map(([json, data]) => withLength(json, data));
    await fc.assert(fc.asyncProperty(framed, check), settings(2000));
  });

  it('with any header of the right form', async () => {
    const file = fc
      .tuple(oddHeader, fc.nat(64))
      .map(([entries, data]) => safetensorsBytes(object(entries), data));
    await fc.assert(fc.asyncProperty(file, check), settings(3000));
  });

  it('with a good header of which one place is changed', async () => {
    const file = fc
      .tuple(
        goodHeader,
        fc.nat(),
        fc.constantFrom(...'{}[]",:-.0129eE\\ \u0000aé'),
        fc.integer({ min: -4, max: 4 }),
      )
      .map(([{ entries, dataBytes }, place, character, more]) => {
        const text = object(entries);
        const at = place % text.length;
        return safetensorsBytes(
          text.slice(0, at) + character + text.slice(at + 1),
          Math.max(0, dataBytes + more),
        );
      });
    await fc.assert(fc.asyncProperty(file, check), settings(3000));
  });

  /** Bytes set, cut out, doubled or cut off, mostly in the header. */
  const change = fc.record({
    kind: fc.constantFrom('set', 'flip', 'cut', 'double', 'end'),
    place: fc.double({ min: 0, max: 1, noNaN: true }),
    inHeader: fc.boolean(),
    byte: fc.nat(255),
    length: fc.integer({ min: 1, max: 40 }),
  });
  type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

  function changed(file: Buffer, { kind, place, inHeader, byte, length }: Change): Buffer {
    const end = inHeader ? Math.min(file.length, 8 + file.readUInt32LE(0)) : file.length;
    const at = Math.floor(place * (end - 1));
    const [head, rest] = [file.subarray(0, at), file.subarray(at)];
    if (kind === 'cut') return Buffer.concat([head, rest.subarray(length)]);
    if (kind === 'double') return Buffer.concat([head, rest.subarray(0, length), rest]);
    if (kind === 'end') return head;
    const copy = Buffer.from(file);
    copy[at] = kind === 'set' ? byte : (copy[at] as number) ^ (1 << (byte % 8));
    return copy;
  }

  const mutated = fc
    .tuple(fc.constantFrom(...real), fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([file, changes]) =>
      changes.reduce<Buffer>((bytes, one) => (bytes.length > 20 ? changed(bytes, one) : bytes), file),
    );

  it('that was a real one before some bytes changed', async () => {
    await fc.assert(fc.asyncProperty(mutated, check), settings(2000));
  });

  it('on disk, alone and as a shard, and leaves no file open', async () => {
    const path = join(folder, 'model.safetensors');
    const onDisk = async (bytes: Uint8Array): Promise<void> => {
      tally.cases += 1;
      writeFileSync(path, bytes);
      const source = await openWeights(path).catch(refuses);
      if (source === undefined) return;
      await readSome(source, 3).finally(() => source.close());
    };
    await fc.assert(fc.asyncProperty(mutated, onDisk), settings(200));
    const index = fc.tuple(
      fc.array(
        fc.tuple(
          oddName,
          fc.oneof(fc.constantFrom('model.safetensors', '../x', '/etc/passwd', ''), fc.jsonValue()),
        ),
        { maxLength: 4 },
      ),
      fc.constantFrom('weight_map', 'weight_maps'),
      fc.jsonValue({ maxDepth: 3 }),
    );
    const indexed = async ([map, field, metadata]: typeof index extends fc.Arbitrary<infer T>
      ? T
      : never): Promise<void> => {
      tally.cases += 1;
      const file = `${path}.index.json`;
      writeFileSync(file, `{"metadata":${JSON.stringify(metadata)},"${field}":${object(map)}}`);
      const source = await openWeights(file).catch(refuses);
      if (source !== undefined) await readSome(source, 3).finally(() => source.close());
    };
    await fc.assert(fc.asyncProperty(index, indexed), settings(800));
  });

  it('takes no memory that the file does not have', () => {
    const huge = { a: { dtype: 'F32', shape: [2 ** 40], data_offsets: [0, 2 ** 42] } };
    const before = process.memoryUsage();
    for (let n = 0; n < 200; n += 1) {
      expect(() => readSafetensors(safetensorsBytes(huge, 64))).toThrow(/behind the end of the file$/);
    }
    const after = process.memoryUsage();
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(16 * 2 ** 20);
  });

  it('was met 12,000 times and more, of which many were read and most refused', () => {
    expect(tally.cases).toBeGreaterThanOrEqual(12_000);
    expect(tally.read + tally.refused).toBe(tally.cases);
    expect(tally.read).toBeGreaterThan(1000);
    expect(tally.refused).toBeGreaterThan(8000);
  });
});
