/**
 * The exchange of a network's gradient between two processes, from tensors to tensors, beside a plain C program that sums an
 * array of the same size: `node bench/ranks/allreduce.mjs [network] [rounds]`. Wants mpicc and mpirun of Open MPI or MPICH.
 * Both take turns; the medians and their ratio are printed.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeModel } from 'sk-models';

const [, , name = 'sknet50', rounds = '5'] = process.argv;
const env = { ...process.env, OMPI_ALLOW_RUN_AS_ROOT: '1', OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: '1' };
const place = (file) => fileURLToPath(new URL(file, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'sk-train-allreduce-'));
const values = describeModel(name).parameters;

const seconds = (library, args) =>
  execFileSync(`mpirun.${library}`, ['-np', '2', ...args], { env, encoding: 'utf8' })
    .trim()
    .split('\n')
    .map(Number);
// The first round starts things up.
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

try {
  for (const [library, implementation] of [
    ['openmpi', 'Open MPI'],
    ['mpich', 'MPICH'],
  ]) {
    const plain = join(folder, library);
    execFileSync(`mpicc.${library}`, ['-O2', '-o', plain, place('allreduce.c')]);
    const times = { ours: [], theirs: [] };
    for (let turn = 0; turn < 2; turn++) {
      times.theirs.push(...seconds(library, [plain, `${values}`, rounds]).slice(1));
      times.ours.push(
        ...seconds(library, [process.execPath, place('exchange.mjs'), name, rounds, implementation]).slice(1),
      );
    }
    const [ours, theirs] = [median(times.ours), median(times.theirs)];
    console.log(
      `${implementation}: ${((4 * values) / 1e6).toFixed(0)} MB of ${name}: ${(1000 * ours).toFixed(0)} ms from tensors to tensors, ${(1000 * theirs).toFixed(0)} ms in C: ${((100 * theirs) / ours).toFixed(0)} % of its rate`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}
