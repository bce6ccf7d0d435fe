/** Runs the built `sk-train` on the ranks of one of the MPI libraries of Debian. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../bin/sk-train.js', import.meta.url));

export type Library = 'openmpi' | 'mpich';

const own: Readonly<Record<Library, readonly string[]>> = {
  openmpi: ['--oversubscribe', '--bind-to', 'none'],
  mpich: [],
};
const env = { ...process.env, OMPI_ALLOW_RUN_AS_ROOT: '1', OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: '1' };

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** @param argsOf The arguments of each rank, those of Node in front. */
export function startRanks(
  library: Library,
  argsOf: readonly (readonly [node: readonly string[], command: readonly string[]])[],
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const programs = argsOf.map(([node, command]) => [
    '-n',
    '1',
    process.execPath,
    ...node,
    script,
    ...command,
  ]);
  const args = programs.flatMap((program, i) => (i === 0 ? program : [':', ...program]));
  const child = spawn(`mpirun.${library}`, [...own[library], ...args], { env });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { child, ended };
}
