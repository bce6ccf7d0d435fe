import { describe, expect, it } from 'vitest';
import { shareMemory } from '../../src/node/sharedMemory.js';

const header = [0, 97, 115, 109, 1, 0, 0, 0];
const memorySection = (...limits: number[]) => [5, limits.length + 1, 1, ...limits];
const emptyTypes = [1, 1, 0];

describe('shareMemory', () => {
  it('sets the bit of a memory with a maximum, wherever its section stands', () => {
    const binary = Uint8Array.from([...header, ...emptyTypes, ...memorySection(1, 1, 4)]);
    const shared = shareMemory(binary);
    expect([...shared]).toEqual([...header, ...emptyTypes, ...memorySection(3, 1, 4)]);
    expect(binary[header.length + emptyTypes.length + 3]).toBe(1);
    const { memory } = new WebAssembly.Instance(
      new WebAssembly.Module(Uint8Array.from([...shared, 7, 10, 1, 6, 109, 101, 109, 111, 114, 121, 2, 0])),
    ).exports;
    expect((memory as WebAssembly.Memory).buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it.each([
    ['no memory', [...header, ...emptyTypes]],
    ['a memory without a maximum', [...header, ...memorySection(0, 1)]],
    ['a memory that is shared', [...header, ...memorySection(3, 1, 4)]],
    ['two memories', [...header, 5, 7, 2, 1, 1, 4, 1, 1, 4]],
    ['a section that ends early', [...header, 1, 200]],
    ['nothing', []],
  ])('refuses a module with %s', (_title, bytes) => {
    expect(() => shareMemory(Uint8Array.from(bytes))).toThrow(/no memory that can be shared.*threads: 1/);
  });
});
