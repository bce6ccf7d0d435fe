/** The HDF5 library kept in bounds: what it may take, and that one which has failed is not asked again. */
import { afterEach, expect, it, vi } from 'vitest';
import { guarded, hdf5Library } from '../../src/node/keras/hdf5Library.js';

afterEach(() => {
  vi.doUnmock('h5wasm');
  vi.resetModules();
});

it('is named with the command that installs it, where it is missing', async () => {
  vi.resetModules();
  vi.doMock('h5wasm', () => {
    throw new Error("Cannot find package 'h5wasm'");
  });
  const fresh = await import('../../src/node/keras/hdf5Library.js');
  await expect(fresh.hdf5Library()).rejects.toThrow(
    'h5wasm: reading HDF5 files needs this package: npm install h5wasm',
  );
});

it('is thrown away when it fails, and kept when it refuses', async () => {
  const first = await hdf5Library();
  const refuse = (): never => {
    throw new Error(
      '  #000: H5F.c line 1 in H5Fopen(): unable to open file\n  #001: in H5FD(): no signature',
    );
  };
  expect(() => guarded('a.h5', 0, refuse)).toThrow(/^a\.h5: is damaged: no signature$/);
  expect(await hdf5Library()).toBe(first);
  const fail = (): never => {
    throw new WebAssembly.RuntimeError('unreachable');
  };
  expect(() => guarded('a.h5', 0, fail)).toThrow(/^a\.h5: is damaged: the HDF5 library failed on it$/);
  const second = await hdf5Library();
  expect(second).not.toBe(first);
  expect(await hdf5Library()).toBe(second);
});

it('gets 64 MB and four times what it reads, and no more', () => {
  const memory = new WebAssembly.Memory({ initial: 0 });
  const pages = (64 * 2 ** 20 + 4 * 65_536) / 65_536;
  guarded('a.h5', 65_536, () => memory.grow(pages));
  expect(memory.buffer.byteLength).toBe(pages * 65_536);
  expect(() => guarded('a.h5', 65_536, () => memory.grow(1))).toThrow(/failed on it$/);
  memory.grow(1);
});
