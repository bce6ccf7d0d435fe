/**
 * A member of a group that mpirun has started: makes each call once and prints what it saw as JSON.
 *
 *     mpirun -np N node member.mjs IMPLEMENTATION [abort|silent|orphan]
 */
import { startMpi } from 'sk-mpi/node';

const [, , implementation, mode] = process.argv;
const ranks = await startMpi({ implementation });
const { engine, rank, size, localRank, localSize } = ranks;

if (mode === 'abort' && rank === size - 1) {
  // The others wait in a call, and so does a thread of this process.
  void ranks.barrier();
  setTimeout(() => ranks.abort(7), 300);
} else if (mode === 'orphan' && rank === 0) {
  await ranks.barrier();
  process.kill(process.ppid, 'SIGKILL');
  await ranks.barrier();
} else if ((mode === 'silent' || mode === 'orphan') && rank > 0) {
  if (mode === 'orphan') await ranks.barrier();
  setTimeout(() => undefined, 3_600_000);
} else if (mode === 'silent') {
  process.stdout.write(`${ranks.allreduceSync(new Float32Array(3), 0.3)}`);
  ranks.abort(5);
} else {
  const values = Float32Array.from({ length: 100_003 }, (_, i) => (rank + 1) * (i % 7));
  const text = new Uint8Array(11).fill(rank);
  const other = new Uint8Array(3).fill(rank);
  if (mode === 'abort') await ranks.barrier();
  // Under way together.
  await Promise.all([ranks.allreduce(values), ranks.broadcast(text), ranks.broadcast(other, size - 1)]);
  const meeting = ranks.barrier();
  const atOnce = Float32Array.from({ length: 5 }, (_, i) => rank + i);
  let busy;
  try {
    ranks.allreduceSync(atOnce);
  } catch ({ message }) {
    busy = message;
  }
  await meeting;
  const isDone = ranks.allreduceSync(atOnce, 600);
  const sum = (size * (size + 1)) / 2;
  const wrong = values.findIndex((value, i) => value !== sum * (i % 7));
  const refused = await ranks.broadcast(text, size).catch(({ message }) => message);
  await ranks.close();
  const late = await ranks.barrier().catch(({ message }) => message);
  const seen = {
    engine,
    rank,
    size,
    localRank,
    localSize,
    wrong,
    text: text[10],
    other: other[0],
    atOnce: isDone && [...atOnce],
    busy,
    refused,
    late,
  };
  process.stdout.write(`${JSON.stringify(seen)}\n`);
}
