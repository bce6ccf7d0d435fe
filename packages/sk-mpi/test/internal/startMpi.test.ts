import { findMpi, type MpiError, startMpi } from 'sk-mpi/node';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { implementations, interfaces } from '../../src/node/implementation.js';

afterEach(() => vi.unstubAllEnvs());

const failure = (work: () => unknown): Error => {
  try {
    work();
  } catch (error) {
    return error as Error;
  }
  throw new Error('does not throw');
};

describe('the choice of a library', () => {
  it('names a file that is not there, and says how to mend it', () => {
    const error = failure(() => findMpi({ library: 'libnone-of-mpi.so.9' })) as MpiError;
    expect(error.name).toBe('MpiError');
    expect(error.message).toMatch(/^sk-mpi: libnone-of-mpi\.so\.9: \S/);
  });

  it('takes SK_MPI_LIBRARY, and says that a library is none of MPI', () => {
    const library = process.platform === 'darwin' ? '/usr/lib/libSystem.B.dylib' : 'libc.so.6';
    vi.stubEnv('SK_MPI_LIBRARY', library);
    expect(failure(() => findMpi()).message).toMatch(
      new RegExp(`^sk-mpi: ${library.replaceAll('.', '\\.')} is no library of MPICH: .*MPI_Init_thread`),
    );
    expect(failure(() => findMpi({ implementation: 'Open MPI' })).message).toContain(
      'no library of Open MPI',
    );
  });

  it('refuses an implementation that there is not', async () => {
    await expect(startMpi({ implementation: 'LAM' as never })).rejects.toThrow(
      /^startMpi: implementation wants 'Open MPI'/,
    );
  });
});

it('has the handles of each interface, none of them twice', () => {
  for (const name of implementations) {
    const { files, handles } = interfaces[name];
    expect(files.length).toBeGreaterThan(1);
    expect(new Set(Object.values(handles)).size).toBe(Object.keys(handles).length);
  }
});
