/** The options of `fit` that change training images: what they make of a recipe, and what is refused. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../imageFiles.js';
import { writeCifarFolder } from './support/cifarFolder.js';
import { fitOnce, linesOf } from './support/fitOnce.js';
import { runInProcess } from './support/runInProcess.js';

const printed = async (...args: string[]): Promise<Record<string, unknown>> =>
  JSON.parse((await runInProcess('fit', '--recipe', 'slim', ...args, '--print-recipe')).stdout);

it.each([
  [['--mixup', '0.8'], { mixup: 0.8 }],
  [['--cutmix', '1'], { cutmix: 1 }],
  [
    ['--erasing', '0.25'],
    {
      erasing: {
        ...{ probability: 0.25, minArea: 0.02, maxArea: 1 / 3, minAspect: 0.3, maxAspect: 1 / 0.3 },
        fill: 'mean',
      },
    },
  ],
  [
    ['--rand-augment'],
    { autoAugment: { kind: 'randaugment', ops: 2, magnitude: 9, interpolation: 'nearest' } },
  ],
  [
    ['--rand-augment', '3,15'],
    { autoAugment: { kind: 'randaugment', ops: 3, magnitude: 15, interpolation: 'nearest' } },
  ],
  [['--trivial-augment'], { autoAugment: { kind: 'trivial', interpolation: 'nearest' } }],
  [['--color-jitter', '0.4'], { colorJitter: { brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0 } }],
  [['--rotation', '15'], { rotation: { degrees: 15, interpolation: 'bilinear' } }],
  [['--train-interpolation', 'random'], { trainInterpolation: 'random' }],
])('%j', async (args, wanted) => {
  expect(await printed(...args)).toEqual({ ...(await printed()), ...wanted });
});

it('0 takes away what a recipe has', async () => {
  const file = join(await temporaryFolder(), 'mine.json');
  const full = await printed('--mixup', '1', '--cutmix', '1', '--erasing', '1', '--color-jitter', '1');
  writeFileSync(file, JSON.stringify({ ...full, rotation: { degrees: 3 } }));
  const none = ['--mixup', '--cutmix', '--erasing', '--color-jitter', '--rotation'].flatMap((name) => [
    name,
    '0',
  ]);
  const { stdout } = await runInProcess('fit', '--recipe', file, ...none, '--print-recipe');
  expect(JSON.parse(stdout)).toEqual(await printed());
});

it.each([
  [
    ['--rand-augment', '2'],
    /--rand-augment.*wants a number of operations from 1 on and a magnitude from 0 to 30/,
  ],
  [['--rand-augment', '2,31'], /magnitude from 0 to 30, such as 2,9/],
  [['--rand-augment', '--trivial-augment'], /an image goes through one of them: leave one out/],
  [['--train-interpolation', 'lanczos'], /nearest, bilinear, bicubic, random/],
  [['--erasing', '2'], /--erasing.*from 0 to 1/],
  [['--rotation', '181'], /--rotation.*from 0 to 180/],
])('answers %j with one line and exit code 2', async (args, message) => {
  const { code, stdout, stderr } = await runInProcess('fit', ...args, '--print-recipe');
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr.trim().split('\n').at(-1)).toMatch(message);
});

it('all of them train on CIFAR, but for an interpolation, which is refused with the reason', async () => {
  const work = await temporaryFolder();
  const data = join(work, 'cifar');
  writeCifarFolder(data);
  const all = [
    '--mixup',
    '1',
    '--cutmix',
    '1',
    '--erasing',
    '0.5',
    '--rand-augment',
    '--color-jitter',
    '0.4',
  ];
  const size = ['--image-size', '32', '--rotation', '10'];
  expect(await fitOnce(data, join(work, 'run'), ...all, ...size)).toMatchObject({ code: 0 });
  const refused = await fitOnce(data, join(work, 'other'), ...size, '--train-interpolation', 'random');
  expect(refused.code).toBe(3);
  expect(linesOf(refused).at(-1)).toMatch(
    /trainInterpolation random: crop-flip augmentation resizes no image in training: take resized-crop/,
  );
});
