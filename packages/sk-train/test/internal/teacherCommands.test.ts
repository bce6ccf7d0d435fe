/** `sk-train fit --teacher`: runs that learn from another, go on, and refuse teachers that do not fit. */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { createModel, withMetadata } from 'sk-models';
import { expect, it } from 'vitest';
import { fitTeacher } from '../../src/commands/fit/teacher/fitTeacher.js';
import { temporaryFolder } from '../imageFiles.js';
import { fitOnce, linesOf } from './support/fitOnce.js';
import { namesIn, writeImages } from './support/photoFolder.js';
import { runInProcess } from './support/runInProcess.js';

/** Makes a folder of images, and a run of a teacher on them. */
async function setUp() {
  const work = await temporaryFolder();
  const at = (name: string): string => join(work, name);
  const [data, teacher] = [at('data'), at('teacher')];
  await writeImages(data, [...namesIn('train', { cat: 4, dog: 4 }), ...namesIn('val', { cat: 2, dog: 2 })]);
  expect(await fitOnce(data, teacher, '--lr', '0.05')).toMatchObject({ code: 0 });
  const student = (name: string, ...more: string[]) =>
    fitOnce(data, at(name), '--model', 'resnext_slim', '--image-size', '8', '--lr', '0.02', ...more);
  const recipeOf = (name: string) => JSON.parse(readFileSync(join(at(name), 'recipe.json'), 'utf8'));
  const weightsAfter = (name: string, step: number): Buffer =>
    readFileSync(join(at(name), `checkpoints/step-0000000${step}/weights.bin`));
  return { at, data, teacher, student, recipeOf, weightsAfter };
}

it('a run with a teacher of larger images goes on to the bit, with it or with a copy, and with no other', async () => {
  const { at, data, teacher, student, recipeOf, weightsAfter } = await setUp();
  const own = ['--teacher', teacher, '--distill-alpha', '0.6'];
  const whole = await student('whole', ...own, '--max-steps', '4');
  expect(whole).toMatchObject({ code: 0 });
  expect(linesOf(whole).join('\n')).toMatch(/teacher: reads 16 x 16, and here the 8 x 8 of its student/);
  expect(recipeOf('whole')).toMatchObject({
    teacher: { source: teacher, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    distillation: { alpha: 0.6, temperature: 4 },
  });
  expect(await student('run', ...own, '--max-steps', '2')).toMatchObject({ code: 0 });

  const copy = at('copy');
  cpSync(teacher, copy, { recursive: true });
  const other = at('other');
  expect(await fitOnce(data, other, '--seed', '2')).toMatchObject({ code: 0 });
  const resumed = (source: string) =>
    student('run', '--teacher', source, '--distill-alpha', '0.6', '--max-steps', '4', '--resume');
  const refused = await resumed(other);
  expect(refused.code).toBe(2);
  expect(linesOf(refused).at(-1)).toMatch(
    /cannot resume with the teacher .*other: its weights have the sha256 [0-9a-f]{64}, and those of the teacher that the run began with/,
  );
  expect(await resumed(copy)).toMatchObject({ code: 0 });
  expect(recipeOf('run').teacher.source).toBe(teacher);
  expect(weightsAfter('run', 4).equals(weightsAfter('whole', 4))).toBe(true);

  expect(await student('alone', '--max-steps', '2')).toMatchObject({ code: 0 });
  expect(weightsAfter('alone', 2).equals(weightsAfter('run', 2))).toBe(false);

  rmSync(copy, { recursive: true });
  const gone = await resumed(copy);
  expect(gone.code).toBe(3);
  expect(linesOf(gone).at(-1)).toMatch(/copy/);
});

it('a teacher whose classes stand in another order is put in order', async () => {
  const { at, teacher, student, recipeOf, weightsAfter } = await setUp();
  expect(await student('in-order', '--teacher', teacher, '--max-steps', '1')).toMatchObject({ code: 0 });
  const model = at('model');
  cpSync(join(teacher, 'checkpoints/step-00000001'), model, { recursive: true });
  const json = JSON.parse(readFileSync(join(model, 'model.json'), 'utf8'));
  json.userDefinedMetadata.classNames = ['dog', 'cat'];
  writeFileSync(join(model, 'model.json'), JSON.stringify(json));
  rmSync(join(model, 'manifest.json'));
  expect(await student('swapped', '--teacher', model, '--max-steps', '1')).toMatchObject({ code: 0 });
  expect(weightsAfter('swapped', 1).equals(weightsAfter('in-order', 1))).toBe(false);
  expect(recipeOf('swapped').teacher.sha256).toBe(recipeOf('in-order').teacher.sha256);
});

it('a teacher of other classes, none where settings want one, and the digest of another are refused', async () => {
  const { at, teacher, student } = await setUp();
  const birds = at('birds');
  await writeImages(birds, namesIn('train', { hen: 2, owl: 2 }));
  const other = await fitOnce(birds, at('birds-run'), '--teacher', teacher);
  expect(other.code).toBe(2);
  expect(linesOf(other).at(-1)).toMatch(
    /--teacher .*: knows other classes \(cat, dog\) than the 2 of the data \(hen, owl\): train it on these first: sk-train fit --from/,
  );
  const none = await student('none', '--distill-temperature', '2');
  expect(none.code).toBe(2);
  expect(linesOf(none).at(-1)).toMatch(
    /distillation: there is no teacher to learn from: say with --teacher which/,
  );
  const unknown = await student('unknown', '--teacher', 'sknet29');
  expect(unknown.code).toBe(2);
  expect(linesOf(unknown).at(-1)).toMatch(
    /--teacher sknet29: no trained weights of this network are known by name/,
  );
  const set = await student('set', '--set', 'teacher=x');
  expect(linesOf(set).at(-1)).toMatch(/--set teacher=x: give teacher as --teacher/);

  const recipe = at('mine.json');
  writeFileSync(
    recipe,
    JSON.stringify({ model: 'sknet_slim', teacher: { source: teacher, sha256: '0'.repeat(64) } }),
  );
  const print = ['fit', '--recipe', recipe, '--print-recipe', '--backend', 'wasm', '--threads', '1'];
  const changed = await runInProcess(...print);
  expect(changed.code).toBe(3);
  expect(linesOf(changed).at(-1)).toMatch(/and the recipe wants those with 0{64} \(teacher\)/);
  const { stdout } = await runInProcess(...print, '--teacher', teacher, '--distill-temperature', '2');
  expect(JSON.parse(stdout)).toMatchObject({
    teacher: { source: teacher },
    distillation: { alpha: 0.9, temperature: 2 },
  });
});

it('what is made for a teacher of another size and order of classes is freed, and the teacher stays', async () => {
  await tf.setBackend('cpu');
  const make = (side: number, classNames: readonly string[]) => {
    const options = {
      numClasses: 2,
      inputShape: [side, side, 3] as const,
      widthMultiplier: 1 / 4,
      seed: side,
    };
    return withMetadata(createModel('resnext_slim', options), { classNames });
  };
  const [large, student] = [make(16, ['dog', 'cat']), make(8, ['cat', 'dog'])];
  const { numTensors } = tf.memory();
  const base = {
    model: large,
    origin: { source: 'large', sha256: '' },
    preprocessing: {} as never,
    dispose() {},
  };
  const notes: string[] = [];
  const fitted = fitTeacher(base, {
    ...{ model: student, classNames: ['cat', 'dog'] },
    note: (text) => void notes.push(text),
  });
  expect(notes).toEqual(['teacher: reads 16 x 16, and here the 8 x 8 of its student']);
  const [swapped, own] = tf.tidy(() => {
    const answer = (model: LayersModel, side: number) => [
      ...(model.apply(tf.ones([1, side, side, 3])) as tf.Tensor).dataSync(),
    ];
    return [answer(fitted.model, 8), answer(large, 8)];
  });
  expect(swapped).toEqual(own.toReversed());
  fitted.dispose();
  expect(tf.memory().numTensors).toBe(numTensors);
  large.dispose();
  student.dispose();
});
