/** Members that the mpirun of each library starts, on the built package. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const member = fileURLToPath(new URL('support/member.mjs', import.meta.url));
const asRoot = { OMPI_ALLOW_RUN_AS_ROOT: '1', OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: '1' };

/** The command of each library, and the name that the library gives itself. */
const libraries = [
  {
    mpirun: 'mpirun.openmpi',
    own: ['--oversubscribe'],
    env: asRoot,
    engine: /^Open MPI v\d/,
    implementation: 'Open MPI',
  },
  { mpirun: 'mpirun.mpich', own: [], env: {}, engine: /^MPICH \d/, implementation: 'MPICH' },
] as const;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
}

const start = (command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: { ...process.env, ...env } });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout }));
  });

describe.each(libraries)('$implementation', ({ mpirun, own, env, engine, implementation }) => {
  const run = (size: number, ...mode: readonly string[]): Promise<Ended> =>
    start(mpirun, ['-np', `${size}`, ...own, process.execPath, member, implementation, ...mode], env);

  it.each([2, 4])('%i members sum, broadcast and meet', async (size) => {
    const { code, stdout } = await run(size);
    expect(code).toBe(0);
    const seen = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .sort((a, b) => Number(a['rank']) - Number(b['rank']));
    expect(seen).toEqual(
      Array.from({ length: size }, (_, rank) => ({
        ...{ engine: expect.stringMatching(engine), rank, size, localRank: rank, localSize: size },
        ...{ wrong: -1, text: 0, other: size - 1 },
        atOnce: [0, 1, 2, 3, 4].map((i) => size * i + (size * (size - 1)) / 2),
        busy: 'sk-mpi: allreduceSync while another call is under way',
        refused: `broadcast: root wants a rank from 0 to ${size - 1}, got ${size}`,
        late: 'sk-mpi: MPI_Barrier after close()',
      })),
    );
  });

  it('a sum at once ends where another member does not come', async () => {
    expect(await run(2, 'silent')).toEqual({ code: 5, stdout: 'false' });
  });

  it('members end where the process of the launcher on their machine is killed', async () => {
    expect(await run(2, 'orphan')).not.toMatchObject({ code: 0 });
  });

  it('one that aborts while it waits ends all with its exit code', async () => {
    expect(await run(2, 'abort')).toEqual({ code: 7, stdout: '' });
  });
});
