import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { createModel, describeModel, type Preprocessing, type TrainingRecord } from 'sk-models';
import { type ReportData, reportHtml } from 'sk-viz';
import type { OpenedModel } from 'sk-viz/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownRuns } from '../../src/measure/tradeoff/tradeoffData.js';
import { runReport } from '../../src/node/runReport.js';
import { syntheticData } from '../fixtures.js';

const classNames = 'airplane,automobile,bird,cat,deer,dog,frog,horse,ship,truck'.split(',');
const accuracy = [
  { scale: 1, accuracy: 0.8, images: 10_000 },
  { scale: 1.5, accuracy: 0.7, images: 10_000 },
  { scale: 2, accuracy: 0.6, images: 10_000 },
];
const attention = syntheticData(undefined, undefined, { accuracy });
let opened: OpenedModel;

beforeAll(async () => {
  await tf.setBackend('cpu');
  const model = createModel('sknet_slim', { inputShape: [32, 32, 3], seed: 2 });
  const { parameters, macs: multiplyAdds } = describeModel(model);
  const preprocessing: Preprocessing = {
    size: [32, 32],
    channels: 3,
    mean: [0, 0, 0],
    std: [1, 1, 1],
    cropFraction: 1,
    interpolation: 'bilinear',
  };
  opened = {
    model,
    name: 'sknet_slim',
    parameters,
    multiplyAdds,
    preprocessing,
    classNames,
    log: [],
    notes: [],
  };
});
afterAll(() => opened.model.dispose());

const reportOf = (changes: Partial<OpenedModel> = {}, measured = attention): ReportData =>
  runReport(
    { ...opened, ...changes },
    { measurement: { attention: measured, notes: [] }, sampleImages: [], pictures: [], notes: [] },
    { backend: 'cpu' },
  );
const ownPoint = ({ tradeoff }: ReportData) => tradeoff?.points.find(({ family }) => family === ownRuns);
const epoch = (at: number, testAccuracy: number): TrainingRecord => ({
  kind: 'epoch',
  step: at,
  epoch: at,
  trainLoss: 1,
  trainAccuracy: 0.5,
  testLoss: 1,
  testAccuracy,
  learningRate: 0.1,
  imagesPerSecond: 10,
  seconds: 1,
});

describe('the trade-off of a report', () => {
  it('stands on the best test of a run', async () => {
    const data = reportOf({ log: [epoch(1, 0.9), epoch(2, 0.85)] });
    expect(data.tradeoff?.dataset).toBe('cifar-10');
    expect(ownPoint(data)?.error).toBeCloseTo(10, 10);
    expect(await reportHtml(data)).toContain('sknet_slim: its best test.');
  });

  it('stands on the answers to the images where the run was never tested, and says on how many', async () => {
    const data = reportOf();
    expect(ownPoint(data)?.error).toBeCloseTo(20, 10);
    expect(await reportHtml(data)).toContain('sknet_slim: its answers to 10,000 images.');
  });

  it('is left out without a test, and on data that the paper does not report on', () => {
    expect(reportOf({}, syntheticData()).tradeoff).toBeUndefined();
    expect(reportOf({ classNames: ['cat', 'dog'] }).tradeoff).toBeUndefined();
  });
});
