import { expect, it } from 'vitest';
import { withoutProcesses } from '../../src/commands/fit/ranks/startRanks.js';
import { launchOf } from '../../src/node/ranks/launch.js';
import { gpuOfRank, threadsOfRank } from '../../src/node/ranks/localDevices.js';

it('a process knows by its environment what has started it, and that it is alone', () => {
  expect(launchOf({})).toBeUndefined();
  expect(launchOf({ OMPI_COMM_WORLD_SIZE: '1', PMI_SIZE: '1' })).toBeUndefined();
  expect(launchOf({ OMPI_COMM_WORLD_SIZE: '4' })).toMatchObject({ implementation: 'Open MPI', size: 4 });
  expect(launchOf({ PMI_SIZE: '2' })).toMatchObject({ implementation: 'MPICH', size: 2 });
  // A job of Slurm whose step is no MPI program is alone.
  expect(launchOf({ SLURM_NTASKS: '8' })).toBeUndefined();
  expect(launchOf({ SLURM_NTASKS: '8', PMIX_RANK: '3' })).toEqual({ launcher: 'srun', size: 8 });
});

it('ranks of one machine share out its cores, keep to those that they are bound to, and take a GPU each', () => {
  expect(threadsOfRank({ localRank: 0, localSize: 2 }, 8, 8)).toBe(4);
  expect(threadsOfRank({ localRank: 0, localSize: 4 }, 2, 2)).toBe(1);
  expect(threadsOfRank({ localRank: 1, localSize: 2 }, 2, 16)).toBe(2);
  expect(threadsOfRank({ localRank: 0, localSize: 1 }, 64, 64)).toBe(4);
  expect([0, 1, 2].map((localRank) => gpuOfRank({ localRank, localSize: 3 }, 2))).toEqual([0, 1, 0]);
  expect(gpuOfRank({ localRank: 1, localSize: 2 }, 1)).toBeUndefined();
});

it('ranks get the arguments of the command without --processes', () => {
  expect(withoutProcesses(['fit', '--processes', '2', '--data', 'x', '--processes=3'])).toEqual([
    ...['fit', '--data', 'x'],
  ]);
});
