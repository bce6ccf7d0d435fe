/** The section of docs/findings.md about the order of SKNet, SENet and ResNeXt: each number and verdict comes from a sweep. */
import { spreadOf } from 'sk-train';
import { paperPoints } from 'sk-viz';
import { percent, table } from './text.mjs';

/** Rows of the sweep, each with its large sister in the paper, whose errors are those of one crop of 224 x 224 of ImageNet. */
const networks = [
  { row: 'sknet_slim', sister: 'SKNet-50' },
  { row: 'senet_slim', sister: 'SENet-50' },
  { row: 'resnext_slim', sister: 'ResNeXt-50' },
].map(({ row, sister }) => {
  const { error, source } = paperPoints('imagenet-224').find(({ model }) => model === sister);
  return { row, paper: { name: sister, error, source } };
});

/** Pairs of places in `networks`, the one first that leads in the paper. */
const pairs = [
  [0, 1],
  [0, 2],
  [1, 2],
];

/** Returns the lines of `results.csv` as records, and the epochs and the test images that all runs have. */
export function readSweep(csv) {
  const [head, ...lines] = csv.trim().split('\n');
  const names = head.split(',');
  const runs = lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i], cell])));
  const one = (name) => {
    const found = [...new Set(runs.map((run) => run[name]))];
    if (found.length !== 1) throw new Error(`results.csv: runs of several ${name}: ${found}`);
    return Number(found[0]);
  };
  return { epochs: one('epochs'), images: one('images'), runs };
}

/** Returns the section. @param sweep As {@link readSweep} returns it, with two seeds or more of each row. */
export function ordering({ epochs, images, runs: all }) {
  const found = networks.map((network) => ({
    ...network,
    runs: all
      .filter(({ row }) => row === network.row)
      .map(({ seed, top1 }) => ({ seed, top1: Number(top1) })),
  }));
  const verdicts = pairs.map(([a, b]) => compare(found[a], found[b]));
  return [
    '## Does SKNet lead SENet and ResNeXt?',
    `The paper orders them so on ImageNet (${found[0].paper.source}). \`npx sk-train sweep packages/sk-train/sweeps/slim.yaml --data cifar10 --backend wasm --results bench/results/sweep-slim\` trains one small network of each kind on CIFAR-10 for ${epochs} epochs, ${found[0].runs.length} times each: ${found[0].runs.map(({ seed }) => `seed ${seed}`).join(', ')}. [Results](../bench/results/sweep-slim/results.csv), recipes and logs lie in the repository.`,
    table(
      [
        'network',
        ...found[0].runs.map(({ seed }) => `seed ${seed}`),
        'mean top-1',
        'deviation, points',
        '95 % interval',
        "paper's top-1 error",
      ],
      found.map(({ row, runs, paper }) => {
        const { mean, deviation, interval } = spreadOf(runs.map(({ top1 }) => top1));
        return [
          `\`${row}\``,
          ...runs.map(({ top1 }) => percent(top1)),
          percent(mean),
          points(deviation),
          interval.map(percent).join(' to '),
          `${paper.error} % (${paper.name})`,
        ];
      }),
    ),
    `Runs of one seed see the same images in the same order, so differences are taken seed by seed:`,
    table(
      ['difference of top-1', 'mean, points', '95 % interval', "the paper's", 'verdict'],
      verdicts.map(({ cells }) => cells),
    ),
    `**${headline(verdicts)}** An interval by Student's t over ${found[0].runs.length} seeds is wide; ${epochs} epochs and ${images.toLocaleString('en-US')} test images of 32 × 32 pixels are far from the paper's 100 epochs and 50,000 test images of ImageNet.`,
  ];
}

function compare(first, second) {
  const bySeed = new Map(second.runs.map(({ seed, top1 }) => [seed, top1]));
  const { mean, interval } = spreadOf(first.runs.map(({ seed, top1 }) => top1 - bySeed.get(seed)));
  const [low, high] = interval;
  const verdict = low > 0 ? 'as in the paper' : high < 0 ? 'the other way' : 'undecided';
  return {
    verdict,
    cells: [
      `\`${first.row}\` − \`${second.row}\``,
      signedPoints(mean),
      `${signedPoints(low)} to ${signedPoints(high)}`,
      `+${(second.paper.error - first.paper.error).toFixed(2)}`,
      verdict,
    ],
  };
}

function headline(verdicts) {
  const count = (name) => verdicts.filter(({ verdict }) => verdict === name).length;
  const told = ['as in the paper', 'the other way', 'undecided']
    .filter((name) => count(name) > 0)
    .map((name) => `${count(name)} ${count(name) === 1 ? 'is' : 'are'} ${name}`);
  return `Of ${verdicts.length} pairs ${told.join(' and ')}.`;
}

const points = (share) => (100 * share).toFixed(2);
const signedPoints = (share) => `${share < 0 ? '−' : '+'}${points(Math.abs(share))}`;
