/** The metrics of an evaluation are those of scikit-learn and scipy. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DetailsCollector } from '../../src/fit/evaluationDetails.js';
import { Calibration } from '../../src/metrics/calibration.js';
import { confusedPairs } from '../../src/metrics/confusedPairs.js';
import { spreadOf } from '../../src/metrics/meanInterval.js';
import { argMax, softmax } from '../../src/metrics/probabilities.js';
import { wilsonInterval } from '../../src/metrics/wilsonInterval.js';
import { scoreLogits } from '../../src/step/loss/loss.js';

interface Averages {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

interface Case {
  readonly title: string;
  readonly classes: number;
  readonly labels: number[];
  readonly logits: number[];
  readonly confusion: number[][];
  readonly precision: number[];
  readonly recall: number[];
  readonly f1: number[];
  readonly support: number[];
  readonly macro: Averages;
  readonly weighted: Averages;
  readonly top1: number;
  readonly top5: number;
  readonly loss: number;
  readonly brier: number;
  readonly calibrationError: number;
  readonly binImages: number[];
  readonly binConfidence: number[];
  readonly binAccuracy: number[];
  readonly interval: [number, number];
}

const golden = JSON.parse(readFileSync(new URL('../data/golden/metrics.json', import.meta.url), 'utf8')) as {
  cases: Case[];
  intervals: [hits: number, trials: number, low: number, high: number][];
  spreads: [values: number[], mean: number, deviation: number, low: number, high: number][];
};

/** Equal but for the rounding of sums. */
function expectClose(got: readonly number[], wanted: readonly number[]): void {
  expect(got).toHaveLength(wanted.length);
  got.forEach((value, i) => {
    expect(Math.abs(value - (wanted[i] ?? Number.NaN)), `value ${i}: ${value}`).toBeLessThan(1e-12);
  });
}

const averages = ({ precision, recall, f1 }: Averages): number[] => [precision, recall, f1];

describe.each(golden.cases)('$title', (wanted) => {
  const logits = Float32Array.from(wanted.logits);
  const labels = Int32Array.from(wanted.labels);
  const classNames = Array.from({ length: wanted.classes }, (_, i) => `class ${i}`);
  const collector = new DetailsCollector(classNames);
  // In two batches.
  const cut = 5;
  collector.add(logits.subarray(0, cut * wanted.classes), labels.subarray(0, cut));
  collector.add(logits.subarray(cut * wanted.classes), labels.subarray(cut));
  const details = collector.details();

  it('counts the confusion matrix', () => {
    expect(details.confusion).toEqual(wanted.confusion);
    const columns = wanted.confusion.map((_, i) =>
      wanted.confusion.reduce((sum, row) => sum + (row[i] ?? 0), 0),
    );
    expect(details.classes.map(({ predicted }) => predicted)).toEqual(columns);
    expect(details.classes.map(({ support }) => support)).toEqual(wanted.support);
    expect(details.classes.map(({ className }) => className)).toEqual(classNames);
  });

  it('has precision, recall and F1 of each class and in the mean', () => {
    for (const key of ['precision', 'recall', 'f1'] as const) {
      expectClose(
        details.classes.map((metrics) => metrics[key]),
        wanted[key],
      );
    }
    expectClose(averages(details.macro), averages(wanted.macro));
    expectClose(averages(details.weighted), averages(wanted.weighted));
  });

  it('has loss, top-1, its interval, top-5 and Brier score', () => {
    const { loss, top1, top5 } = scoreLogits(logits, labels);
    const count = labels.length;
    expectClose(
      [loss / count, top1 / count, top5 / count, details.brier],
      [wanted.loss, wanted.top1, wanted.top5, wanted.brier],
    );
    expectClose(details.interval, wanted.interval);
  });

  it('has the expected calibration error and its bins', () => {
    expectClose([details.calibrationError], [wanted.calibrationError]);
    expect(details.calibration.map(({ images }) => images)).toEqual(wanted.binImages);
    const held = details.calibration.filter(({ images }) => images > 0);
    expectClose(
      held.map(({ confidence }) => confidence),
      wanted.binConfidence,
    );
    expectClose(
      held.map(({ accuracy }) => accuracy),
      wanted.binAccuracy,
    );
  });
});

describe('a bin of the calibration', () => {
  it('is closed at its upper end', () => {
    const calibration = new Calibration();
    for (const confidence of [0, 0.2, 0.2 + 1e-12, 0.6, 1]) calibration.add(confidence, true);
    const bins = calibration.bins().flatMap(({ images }, i) => (images > 0 ? [[i, images]] : []));
    expect(bins).toEqual([
      [0, 1],
      [2, 1],
      [3, 1],
      [8, 1],
      [14, 1],
    ]);
    expect(calibration.bins()[3]).toMatchObject({
      from: 0.2,
      to: 4 / 15,
      confidence: 0.2 + 1e-12,
      accuracy: 1,
    });
  });

  it('is empty without images, and a confidence that is no number makes the error no number', () => {
    const calibration = new Calibration();
    expect(calibration.expectedError()).toBe(0);
    expect(calibration.bins()[0]).toMatchObject({ images: 0, confidence: 0, accuracy: 0 });
    calibration.add(Number.NaN, false);
    expect(calibration.expectedError()).toBeNaN();
  });
});

describe('wilsonInterval', () => {
  it.each(golden.intervals)('of %i hits in %i is that of scipy', (hits, trials, low, high) => {
    expectClose(wilsonInterval(hits, trials), [low, high]);
  });

  it('says nothing without trials', () => {
    expect(wilsonInterval(0, 0)).toEqual([0, 1]);
  });
});

describe('argMax and softmax', () => {
  it('take the first of equal values, and large ones without overflow', () => {
    expect(argMax([1, 3, 3])).toBe(1);
    expect([...softmax(Float32Array.of(1000, 1000))]).toEqual([0.5, 0.5]);
  });
});

describe('confusedPairs', () => {
  it('lists the most frequent mistakes first, equal ones in the order of the classes, and no class with itself', () => {
    const counts = [
      [9, 1, 4],
      [0, 9, 1],
      [5, 0, 9],
    ];
    expect(confusedPairs(counts, 3)).toEqual([
      { label: 2, predicted: 0, count: 5 },
      { label: 0, predicted: 2, count: 4 },
      { label: 0, predicted: 1, count: 1 },
    ]);
    expect(confusedPairs(counts, 9)).toHaveLength(4);
  });
});

describe('the spread of runs', () => {
  it.each(golden.spreads)(
    '%j has the deviation and the interval of scipy',
    (values, mean, deviation, low, high) => {
      const got = spreadOf(values);
      expectClose(
        [got.mean, got.deviation ?? Number.NaN, ...(got.interval ?? [])],
        [mean, deviation, low, high],
      );
    },
  );

  it('of one run is nothing', () => {
    expect(spreadOf([0.5])).toEqual({ mean: 0.5 });
  });
});
