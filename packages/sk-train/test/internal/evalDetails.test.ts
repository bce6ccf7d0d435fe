/** `sk-train eval` says what each class is taken for, in words, as JSON and in tables. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { describeEvaluation } from '../../src/commands/eval/describeEvaluation.js';
import { DetailsCollector } from '../../src/fit/evaluationDetails.js';
import { temporaryFolder } from '../imageFiles.js';
import { colours, writeColourModel, writeColours } from './support/colourModel.js';
import { runInProcess } from './support/runInProcess.js';

const { red, green, blue } = colours;

let at: (name: string) => string;
beforeEach(async () => {
  await tf.setBackend('cpu');
  const folder = await temporaryFolder();
  at = (name) => join(folder, name);
  await writeColourModel(at('model'), 8);
  await writeColours(at('data'), {
    'red/0.png': red,
    'red/1.png': red,
    'red/2.png': green,
    'green/0.png': red,
    'blue/0.png': blue,
  });
});

const evaluated = (...more: string[]) =>
  runInProcess(
    ...['eval', '--run', at('model'), '--data', at('data'), '--backend', 'cpu', '--workers', '0', ...more],
  );

/** The probability of the likeliest class: a colour has the logits 1, 0 and 0. */
const sure = Math.E / (Math.E + 2);

describe('sk-train eval', () => {
  it('prints a row for each class', async () => {
    const { code, stdout } = await evaluated();
    expect(code).toBe(0);
    const loss = (-3 * Math.log(sure) - 2 * Math.log((1 - sure) / 2)) / 5;
    expect(stdout.split('\n')).toEqual([
      `top-1 60.0 %, loss ${loss.toFixed(4)} over 5 images`,
      expect.stringMatching(
        /^95 % interval of top-1 23\.1 % to 88\.2 %, calibration error 2\.4 %, Brier score 0\.5609$/,
      ),
      '',
      'class                  images  precision   recall       F1',
      'red                         3     66.7 %   66.7 %   66.7 %',
      'green                       1      0.0 %    0.0 %    0.0 %',
      'blue                        1    100.0 %  100.0 %  100.0 %',
      '(mean of the classes)             55.6 %   55.6 %   55.6 %',
      '(mean of the images)              60.0 %   60.0 %   60.0 %',
      '',
    ]);
  });

  it('prints all of it as JSON, and writes tables', async () => {
    const { code, stdout } = await evaluated(
      ...['--json', '--csv', at('out/classes.csv'), '--confusion', at('out/confusion.csv')],
    );
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    const found = JSON.parse(stdout) as Record<string, unknown>;
    expect(found).toMatchObject({
      ...{ top1: 0.6, top5: 1, images: 5 },
      confusion: [
        [2, 1, 0],
        [1, 0, 0],
        [0, 0, 1],
      ],
      classes: [
        { className: 'red', support: 3, predicted: 3, precision: 2 / 3, recall: 2 / 3, f1: 2 / 3 },
        { className: 'green', support: 1, predicted: 1, precision: 0, recall: 0, f1: 0 },
        { className: 'blue', support: 1, predicted: 1, precision: 1, recall: 1, f1: 1 },
      ],
      weighted: { precision: 0.6, recall: 0.6, f1: 0.6 },
    });
    expect(Object.keys(found)).toEqual([
      ...['top1', 'top5', 'loss', 'images', 'classes', 'macro', 'weighted', 'confusion', 'interval'],
      ...['calibrationError', 'calibration', 'brier'],
    ]);
    expect(found['calibrationError']).toBeCloseTo(0.6 - sure, 6);
    expect(readFileSync(at('out/classes.csv'), 'utf8')).toBe(
      'class,images,predicted,precision,recall,f1\nred,3,3,0.666667,0.666667,0.666667\ngreen,1,1,0,0,0\nblue,1,1,1,1,1\n',
    );
    expect(readFileSync(at('out/confusion.csv'), 'utf8')).toBe(
      'class,red,green,blue\nred,2,1,0\ngreen,1,0,0\nblue,0,0,1\n',
    );
  });

  it.each([
    [['--csv', 'data'], /--csv .*data is a folder; a file is to be written there/],
    [['--confusion', 'data/red/0.png/x'], /--confusion .*0\.png is a file, so nothing can lie below it/],
    [['--csv', 'x.csv', '--confusion', 'x.csv'], /both name .*x\.csv: give each a file of its own/],
  ])('refuses %j before it computes', async (args, message) => {
    const paths = args.map((arg) => (arg.startsWith('--') ? arg : at(arg)));
    const { code, stdout, stderr } = await evaluated(...paths);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(existsSync(at('x.csv'))).toBe(false);
  });
});

describe('of many classes', () => {
  const names = Array.from({ length: 12 }, (_, i) => `c${i}`);
  const logits = (predicted: number): Float32Array =>
    Float32Array.from(names, (_, i) => (i === predicted ? 9 : 0));

  it('the worst are listed, with what they are taken for', () => {
    const collector = new DetailsCollector(names);
    // Class 0 has no image; 3 is taken for 4 twice, 11 for 1; all else is right.
    const seen = [...names.keys()].slice(1).map((label) => [label, label === 11 ? 1 : label] as const);
    for (const [label, predicted] of [...seen, [3, 4], [3, 4]] as const) {
      collector.add(logits(predicted), Int32Array.of(label));
    }
    const lines = describeEvaluation({
      ...{ accuracy: 10 / 13, top5: 1, loss: 1, images: 13 },
      details: collector.details(),
    }).split('\n');
    expect(lines[0]).toBe('top-1 76.9 %, top-5 100.0 %, loss 1.0000 over 13 images');
    expect(lines[3]).toBe('the 10 of 11 tested classes with the lowest F1:');
    expect(lines.slice(5, 9).map((line) => line.split(/\s+/)[0])).toEqual(['c11', 'c3', 'c4', 'c1']);
    expect(lines.slice(-3)).toEqual([
      'class  taken for  images  of the class',
      'c3     c4              2        66.7 %',
      'c11    c1              1       100.0 %',
    ]);
    expect(lines.at(-4)).toBe('taken for each other most often:');
  });

  it('nothing is taken for another where all is right', () => {
    const collector = new DetailsCollector(names);
    for (const label of names.keys()) collector.add(logits(label), Int32Array.of(label));
    const text = describeEvaluation({
      ...{ accuracy: 1, top5: 1, loss: 0, images: 12 },
      details: collector.details(),
    });
    expect(text).not.toContain('taken for');
  });
});
