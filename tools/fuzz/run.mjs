/**
 * Reads damaged files and files that are made to cost much, and prints what each kind cost. Ends with 1 where a reader hung,
 * died, took too much, or said something that is no message of one line.
 *
 * npm run fuzz                     # 61,000 damaged files, 10,000 of them in one process, and about 550 dear ones
 * npm run fuzz -- --seed 7         # others
 * npm run fuzz -- --share 0.01     # a hundredth of them
 * npm run fuzz -- --only HDF5      # kinds and families with this in their names
 */
import { parseArgs } from 'node:util';
import { attack } from './attack.mjs';
import { families } from './families/index.mjs';
import { Reader } from './reader.mjs';
import { kinds } from './samples.mjs';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    share: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
  },
});
const [seed, share, only] = [Number(values.seed), Number(values.share), values.only];
if (!Number.isSafeInteger(seed) || !(share > 0 && share <= 1)) {
  console.error('fuzz: wants --seed with a whole number, and --share with one above 0 up to 1');
  process.exit(2);
}

/** Files of a job: the process that reads them is asked again before it is silent for long. */
const atOnce = 250;
const most = { seconds: 5, used: 64 * 2 ** 20, rss: 256 * 2 ** 20 };
const inOneProcess = 10_000;
const dear = 520;

const faults = [];
const rows = [];

/** Keeps what a kind or a family cost, and prints it. */
function keep(row) {
  rows.push(row);
  print(row);
}

const scaled = (count) => Math.max(1, Math.ceil(count * share));
const isWanted = ({ name }) => name.includes(only);

/** Reads files of a kind, and tells what they cost. */
async function read(reader, name, from, count) {
  const sum = { loaded: 0, refused: 0, worst: { seconds: 0 } };
  for (let n = from; n < from + count; n += atOnce) {
    const job = { name, seed, from: n, count: Math.min(atOnce, from + count - n), seconds: most.seconds };
    const answer = await reader.ask(job);
    if ('died' in answer) {
      faults.push(`${name}, files ${n} to ${n + job.count - 1} of seed ${seed}: ${answer.died}`);
      continue;
    }
    sum.loaded += answer.loaded;
    sum.refused += answer.refused;
    sum.held = answer.held;
    if (answer.worst.seconds > sum.worst.seconds) sum.worst = answer.worst;
    for (const fault of answer.faults) faults.push(`${fault} (seed ${seed})`);
  }
  return sum;
}

/** Reads files of every kind in turn in one process, and compares what it holds at the end with what it held near the beginning. */
async function checkMemory() {
  const reader = new Reader();
  try {
    const [first, rest] = [scaled(inOneProcess / 10), scaled((inOneProcess / 10) * 9)];
    const before = await read(reader, 'all', 0, first);
    const after = await read(reader, 'all', first, rest);
    const growth = {
      used: (after.held?.used ?? 0) - (before.held?.used ?? 0),
      rss: (after.held?.rss ?? 0) - (before.held?.rss ?? 0),
    };
    const text = `${mega(growth.used)} of values and ${mega(growth.rss)} of memory in all`;
    if (growth.used > most.used || growth.rss > most.rss) {
      faults.push(`one process that read ${rest} files holds ${text} more than before`);
    }
    const worst = before.worst.seconds > after.worst.seconds ? before.worst : after.worst;
    const [loaded, refused] = [before.loaded + after.loaded, before.refused + after.refused];
    keep({
      name: 'in one process',
      loaded,
      refused,
      seconds: worst.seconds,
      what: `${worst.kind} ${worst.n}`,
    });
    return { files: loaded + refused, text };
  } finally {
    await reader.stop();
  }
}

const mega = (bytes) => `${(bytes / 2 ** 20).toFixed(0)} MB`;

async function damaged() {
  let files = 0;
  const reader = new Reader();
  try {
    for (const { name, files: all } of (await kinds()).filter(isWanted)) {
      const { loaded, refused, worst } = await read(reader, name, 0, scaled(all));
      files += loaded + refused;
      keep({ name, loaded, refused, seconds: worst.seconds, what: `file ${worst.n}` });
    }
  } finally {
    await reader.stop();
  }
  return files;
}

async function dearFiles() {
  const wanted = families.filter(isWanted);
  const tries = Math.ceil((dear * share) / families.length);
  const byName = new Map(
    wanted.map(({ name }) => [name, { name, loaded: 0, refused: 0, seconds: 0, megabytes: 0 }]),
  );
  const onResult = ({ name, settings, bytes, refused, seconds = 0, megabytes = 0, fault }) => {
    const row = byName.get(name);
    const what = `${JSON.stringify(settings)} of ${(bytes / 1e6).toFixed(2)} MB`;
    if (refused) row.refused++;
    else row.loaded++;
    if (seconds >= row.seconds) Object.assign(row, { seconds, what });
    row.megabytes = Math.max(row.megabytes, megabytes);
    if (fault !== undefined) faults.push(`${name} ${what} (seed ${seed}): ${fault}`);
  };
  // A part of a run takes a part of the families, another one for each seed.
  const chosen =
    share * dear >= families.length
      ? wanted
      : wanted.filter((_, i) => (i + seed) % Math.ceil(1 / share / 8) === 0);
  const reader = new Reader();
  try {
    for (const family of chosen) {
      await attack({ reader, seed, tries, family, onResult });
      keep(byName.get(family.name));
    }
  } finally {
    await reader.stop();
  }
  return chosen.reduce((sum, { name }) => sum + byName.get(name).loaded + byName.get(name).refused, 0);
}

function print({ name, loaded, refused, seconds, megabytes, what }) {
  const memory = megabytes === undefined ? '' : `${megabytes.toFixed(0)} MB`;
  const counts = `${loaded} read, ${refused} refused`;
  console.log(
    `${name.padEnd(60)} ${counts.padEnd(26)} ${seconds.toFixed(2).padStart(6)} s ${memory.padStart(8)}  ${what}`,
  );
}

const start = Date.now();
const files = await damaged();
const memory = only === '' ? await checkMemory() : { files: 0, text: 'not asked for' };
const dearest = await dearFiles();
const worst = rows.toSorted((a, b) => b.seconds - a.seconds)[0];
const largest = rows.toSorted((a, b) => (b.megabytes ?? 0) - (a.megabytes ?? 0))[0];
console.log(
  `\n${files + memory.files} damaged files and ${dearest} dear ones of seed ${seed} in ${((Date.now() - start) / 1000).toFixed(0)} s`,
);
console.log(`most time: ${worst.seconds.toFixed(2)} s, ${worst.name}: ${worst.what}`);
if (largest.megabytes !== undefined)
  console.log(`most memory: ${largest.megabytes.toFixed(0)} MB, ${largest.name}`);
console.log(`held more after ${memory.files} files in one process: ${memory.text}`);
for (const fault of faults) console.error(`FAULT ${fault}`);
console.log(faults.length === 0 ? 'no reader hung, died, or took too much' : `${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
