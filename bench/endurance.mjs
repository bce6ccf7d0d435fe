/** Questions about training that goes on for long: answered by the bench and the endurance tests of sk-train. */
import { join } from 'node:path';
import { exitCode } from '../scripts/run.mjs';
import { processorName } from './harness/report/processor.mjs';

/** Steps that a result is kept of. */
const wholeSoak = 20_000;

/** Samples of a data set as large as ImageNet, of which a result is kept. */
const wholeShards = 1_280_000;

/** Asks a question. @returns The exit code. */
export function watch(name, { root, results, steps, kills, samples }) {
  if (name === 'kills') return kill(root, kills);
  const programs = join(root, 'packages', 'sk-train', 'bench');
  const [node] = process.versions.node.split('.');
  if (name === 'ranks') return rankQuestions(root, results, programs, node);
  if (name === 'shards') {
    const table = join(results, `shards.${processorName()}.node${node}.csv`);
    const kept = samples >= wholeShards ? [table] : [];
    return exitCode(process.execPath, [join(programs, 'shards.mjs'), String(samples), ...kept], root);
  }
  const soak = join(programs, 'soak.mjs');
  const table = join(results, `soak.wasm.${processorName()}.node${node}.csv`);
  const kept = steps >= wholeSoak ? [table] : [];
  return exitCode(process.execPath, ['--expose-gc', soak, String(steps), ...kept], root);
}

/** Asks how training scales to two ranks, and then how fast they exchange gradients. */
async function rankQuestions(root, results, programs, node) {
  const table = join(results, `ranks.wasm.${processorName()}.node${node}.csv`);
  const scaling = await exitCode(
    process.execPath,
    [join(programs, 'ranks', 'scaling.mjs'), '3', table],
    root,
  );
  return (
    (await exitCode(process.execPath, [join(programs, 'ranks', 'allreduce.mjs'), 'sknet50', '7'], root)) ||
    scaling
  );
}

/** Makes as many whole runs as have so many kills; the last line says how many ended equal to the bit. */
async function kill(root, kills) {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const args = [vitest, 'run', '--project', 'sk-train:endurance', 'killResume.test'];
  const env = { SK_TEST_FULL: '1', SK_KILLS: String(kills) };
  const begin = performance.now();
  const code = await exitCode(process.execPath, args, root, env);
  const minutes = ((performance.now() - begin) / 60_000).toFixed(1);
  const runs = Math.ceil(kills / 10);
  const end = code === 0 ? 'each run ended with the bits of the one left alone' : 'failed, see above';
  console.log(`kills: ${10 * runs} kills in ${minutes} min: ${end}`);
  return code;
}
