/** The options of `fit` against classes of unequal size: what they make of a recipe, and what is refused. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../imageFiles.js';
import { fitOnce, linesOf } from './support/fitOnce.js';
import { namesIn, writeImages } from './support/photoFolder.js';
import { runInProcess } from './support/runInProcess.js';

const printed = async (...args: string[]): Promise<Record<string, unknown>> =>
  JSON.parse((await runInProcess('fit', '--recipe', 'slim', ...args, '--print-recipe')).stdout);

it.each([
  [['--class-weights', 'balanced'], { classWeights: 'balanced' }],
  [['--class-weights', '1, 2.5'], { classWeights: [1, 2.5] }],
  [['--class-weights', 'cat=2, a=b=0.5'], { classWeights: { cat: 2, 'a=b': 0.5 } }],
  [['--set', 'classWeights.cat=3'], { classWeights: { cat: 3 } }],
  [['--sampling', 'balanced'], { sampling: 'balanced' }],
  [['--sampling', 'each'], {}],
])('%j', async (args, wanted) => {
  expect(await printed(...args)).toEqual({ ...(await printed()), ...wanted });
});

it.each([
  [
    ['--class-weights', '1,0'],
    /--class-weights .*wants balanced, numbers above 0 in the order of the classes/,
  ],
  [['--class-weights', 'cat=2,3'], /--class-weights .*or such numbers by their names/],
  [['--class-weights', 'cat=2,cat=3'], /names "cat" twice/],
  [['--sampling', 'even'], /--sampling .*Allowed choices are each, balanced/],
  [['--set', 'classWeights=some'], /classWeights: wants 'balanced', or numbers above 0: a list/],
])('answers %j with one line and exit code 2', async (args, message) => {
  const { code, stdout, stderr } = await runInProcess('fit', '--recipe', 'slim', ...args, '--print-recipe');
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr.trim().split('\n').at(-1)).toMatch(message);
});

it('a run with class weights and balanced sampling goes on to the bit, keeps them, and begins with no weights of classes that there are not', async () => {
  const work = await temporaryFolder();
  const [data, run, whole] = ['data', 'run', 'whole'].map((name) => join(work, name)) as [
    string,
    string,
    string,
  ];
  await writeImages(data, [...namesIn('train', { cat: 6, dog: 2 }), ...namesIn('val', { cat: 2, dog: 2 })]);
  const own = ['--class-weights', 'balanced', '--sampling', 'balanced'];
  const stranger = await fitOnce(data, run, '--class-weights', 'dgo=2');
  expect(stranger.code).toBe(2);
  expect(linesOf(stranger).at(-1)).toMatch(/classWeights: no class is called "dgo" \(did you mean 'dog'\?\)/);
  expect(await fitOnce(data, whole, ...own, '--max-steps', '4')).toMatchObject({ code: 0 });
  expect(await fitOnce(data, run, ...own, '--max-steps', '2')).toMatchObject({ code: 0 });
  const changed = await fitOnce(data, run, ...own, '--class-weights', '1,2', '--max-steps', '4', '--resume');
  expect(changed.code).toBe(2);
  expect(linesOf(changed).at(-1)).toMatch(/classWeights was "balanced" and is now \[1,2\]/);
  expect(await fitOnce(data, run, ...own, '--max-steps', '4', '--resume')).toMatchObject({ code: 0 });
  const [a, b] = [run, whole].map((folder) =>
    readFileSync(join(folder, 'checkpoints/step-00000004/weights.bin')),
  );
  expect(a?.equals(b ?? Buffer.alloc(0))).toBe(true);
});
