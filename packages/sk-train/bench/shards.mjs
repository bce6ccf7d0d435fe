/**
 * An epoch of a million small samples in shards must not need more memory than one of ten thousand, and must go on where it
 * was killed. Writes both sets into a temporary folder (2 KiB a sample), reads an epoch of each in a process of its own,
 * without decoding and with 48 MB of heap, and once more the large one in two processes, of which the first is killed in the middle. Exits with 1
 * where the large set takes more than 1.2 times the memory of the small one, or the order is another one after the kill.
 *
 *   node bench/shards.mjs [samples=1280000] [file for the findings as CSV]
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { writeTarShard } from 'sk-io/node';
import { findShards, ShardImages } from '#internal';

const perShard = 1000;
const batchSize = 64;
const fewSamples = 10_000;
const mostTimes = 1.2;
/** Garbage that waits to be collected would be most of what is measured. */
const bounds = ['--max-semi-space-size=1', '--max-old-space-size=48'];

const [first = '1280000', second] = process.argv.slice(2);
if (first === 'read') await read(second, Number(process.argv[4]));
else process.exitCode = await compare(Number(first), second);

/** Bytes that tell which sample they belong to. */
function* samplesOf(shard) {
  for (let i = 0; i < perShard; i++) {
    const number = shard * perShard + i;
    const image = Buffer.alloc(400, `sample ${number} `);
    yield { key: `sample-${number}`, ending: 'jpg', label: number % 1000, image };
  }
}

async function write(folder, samples) {
  mkdirSync(folder);
  for (let shard = 0; shard < samples / perShard; shard++) {
    const name = `train-${String(shard).padStart(6, '0')}.tar`;
    await writeTarShard(join(folder, name), samplesOf(shard));
  }
}

/** Reads an epoch from a batch on, and prints a digest of each batch; the last line holds the figures. */
async function read(folder, skip) {
  const began = performance.now();
  const { train } = (await findShards(folder)).splits;
  const images = new ShardImages({ ...train, shuffleSeed: 7 });
  const opened = performance.now();
  let count = 0;
  for await (const batch of images.batches({ batchSize, epoch: 1, skip })) {
    const hash = createHash('sha256');
    const contents = await Promise.all(batch.map((image) => image.read()));
    for (const [i, { image, label, name }] of batch.entries()) {
      if (!Buffer.from(contents[i]).toString().startsWith(`sample ${image} `))
        throw new Error(`${name} holds another image`);
      hash.update(`${image} ${label} `);
    }
    count += batch.length;
    console.log(hash.digest('hex').slice(0, 16));
  }
  await images.rest();
  const seconds = (performance.now() - opened) / 1000;
  const peak = process.resourceUsage().maxRSS / 1024;
  console.log(JSON.stringify({ count, seconds, peak, opening: (opened - began) / 1000 }));
}

/** Reads in a process of its own, which is killed after so many batches. */
async function readApart(folder, { skip = 0, killAfter = Infinity } = {}) {
  const script = fileURLToPath(import.meta.url);
  const child = spawn(process.execPath, [...bounds, script, 'read', folder, String(skip)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = [];
  const ended = new Promise((resolve) => child.on('close', resolve));
  for await (const line of createInterface({ input: child.stdout })) {
    if (lines.length >= killAfter) child.kill('SIGKILL');
    else lines.push(line);
  }
  const code = await ended;
  if (killAfter !== Infinity) return { batches: lines };
  if (code !== 0) throw new Error(`reading ended with ${code}`);
  return { ...JSON.parse(lines.pop()), batches: lines };
}

async function compare(samples, table) {
  if (!(Number.isInteger(samples) && samples >= fewSamples && samples % perShard === 0)) {
    console.error(
      `shards: wants a number of samples from ${fewSamples} that ${perShard} divides, got ${first}`,
    );
    return 2;
  }
  const folder = mkdtempSync(join(tmpdir(), 'sk-shards-'));
  try {
    const [few, many] = [join(folder, 'few'), join(folder, 'many')];
    await write(few, fewSamples);
    const began = performance.now();
    await write(many, samples);
    const writing = (performance.now() - began) / 1000;
    console.log(
      `wrote ${samples} samples in ${writing.toFixed(1)} s, ${(samples / writing).toFixed(0)} a second`,
    );
    const small = await readApart(few);
    const large = await readApart(many);
    const half = Math.floor(large.batches.length / 2);
    const killed = await readApart(many, { killAfter: half });
    const resumed = await readApart(many, { skip: killed.batches.length });
    const isSame = [...killed.batches, ...resumed.batches].join() === large.batches.join();
    const times = large.peak / small.peak;
    const rows = [small, large].map(({ count, seconds, peak, opening }) =>
      [count, opening.toFixed(2), seconds.toFixed(2), (count / seconds).toFixed(0), peak.toFixed(1)].join(
        ',',
      ),
    );
    const text = `samples,opening s,reading s,samples/s,peak MiB\n${rows.join('\n')}\n`;
    console.log(text);
    console.log(`peak memory: ${times.toFixed(3)} times that of ${fewSamples} samples, at most ${mostTimes}`);
    console.log(
      `killed after batch ${killed.batches.length} of ${large.batches.length} and resumed: ${isSame ? 'the same order' : 'ANOTHER ORDER'}`,
    );
    if (table !== undefined) writeFileSync(table, text);
    return isSame && times <= mostTimes && large.count === samples ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
