/** Ranks that train together: several in one thread, whose calls take turns. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { elementAt } from 'sk-core';
import type { Batch, BatchOptions, Checkpoint, Dataset, TrainingRecord } from 'sk-models';
import {
  evaluate,
  type FitOptions,
  type FitResult,
  fit,
  RankError,
  type RecipeInput,
  ThreadRanks,
  threadMemory,
} from 'sk-train';
import { beforeAll, describe, expect, it } from 'vitest';
import { tinyClasses, tinyData, tinyNetwork, weightsOf } from './tinyNetwork.js';

const recipe = { epochs: 2, batchSize: 6, learningRate: 0.1, momentum: 0.9, labelSmoothing: 0.05, seed: 1 };
const base: FitOptions = { train: tinyData(18), test: tinyData(7, 2), recipe, logEvery: 1 };

/** Returns the ranks of a group. */
function group(size: number): readonly ThreadRanks[] {
  const memory = threadMemory(size);
  return Array.from(
    { length: size },
    (_, rank) =>
      new ThreadRanks({ memory, rank, size }, (code) => {
        throw new Error(`rank ${rank} aborts with ${code}`);
      }),
  );
}

interface Trained {
  readonly losses: readonly number[];
  readonly weights: readonly Float32Array[];
  readonly result: FitResult;
}

/** Trains a model and disposes of it. */
async function train(model: LayersModel, options: FitOptions): Promise<Trained> {
  const losses: number[] = [];
  const onRecord = (record: TrainingRecord) => void (record.kind === 'step' && losses.push(record.loss));
  try {
    const result = await fit(model, { ...options, onRecord });
    return { losses, weights: weightsOf(model), result };
  } finally {
    model.dispose();
  }
}

/** Trains a network on several ranks. @param change Returns what is different on a rank. */
async function trainTogether(
  size: number,
  change: (rank: number) => Partial<FitOptions> = () => ({}),
  network: () => LayersModel = tinyNetwork,
): Promise<readonly Trained[]> {
  return await Promise.all(
    group(size).map((ranks) => train(network(), { ...base, ranks, ...change(ranks.rank) })),
  );
}

const close = (values: readonly Float32Array[], others: readonly Float32Array[], tolerance: number): void => {
  expect(values.length).toBe(others.length);
  for (const [i, list] of values.entries()) {
    for (const [k, value] of list.entries()) {
      expect(Math.abs(value - (others[i]?.[k] ?? Number.NaN))).toBeLessThan(tolerance);
    }
  }
};

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('threads', () => {
  it('sum more than their memory holds at a time, broadcast from any rank, and meet', async () => {
    const ranks = group(3);
    const seen = await Promise.all(
      ranks.map(async (own) => {
        const values = Float32Array.from({ length: 600_001 }, (_, i) => (own.rank + 1) * (i % 5));
        const bytes = new Uint8Array(1_500_000).fill(own.rank);
        await Promise.all([own.allreduce(values), own.broadcast(bytes, 2), own.barrier()]);
        await own.close();
        return { wrong: values.findIndex((value, i) => value !== 6 * (i % 5)), bytes: new Set(bytes) };
      }),
    );
    expect(seen).toEqual(ranks.map(() => ({ wrong: -1, bytes: new Set([2]) })));
  });
});

describe('fit over ranks', () => {
  it.each([2, 3])(
    '%i ranks have the losses of one process that cuts its batches into as many parts',
    async (size) => {
      const before = tf.memory().numTensors;
      // Dropout draws by the part.
      const network = () => tinyNetwork({ dropout: 0.3 });
      const alone = await train(network(), { ...base, recipe: { ...recipe, accumulate: size } });
      const together = await trainTogether(size, undefined, network);
      expect(alone.losses.length).toBe(6);
      for (const { losses, weights, result } of together) {
        for (const [step, loss] of losses.entries())
          expect(loss).toBeCloseTo(elementAt(alone.losses, step), 5);
        expect(weights).toEqual(together[0]?.weights);
        expect(result.state).toMatchObject({ step: 6, epoch: 2 });
      }
      const model = network();
      const learned = model.weights.flatMap(({ trainable }, i) => (trainable ? [i] : []));
      model.dispose();
      const pick = ({ weights }: Trained) => learned.map((i) => elementAt(weights, i));
      close(pick(elementAt(together, 0)), pick(alone), 1e-5);
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  it('have the same statistics where a batch cannot be cut evenly', async () => {
    const [first, second] = await trainTogether(2, () => ({ train: tinyData(17) }));
    expect(second?.weights).toEqual(first?.weights);
  });

  it('see together the images of each batch that one process sees, whether a dataset gives parts or not', async () => {
    const seen = new Map<number, number[][]>();
    /** Images are told apart by their first value. */
    const watched = (whole: Dataset, rank: number, givesParts: boolean): Dataset => ({
      ...{ classNames: whole.classNames, size: whole.size, givesParts },
      async *batches(options: BatchOptions): AsyncGenerator<Batch> {
        for await (const batch of whole.batches(options)) {
          const list = Array.from(batch.labels, (_, i) => elementAt(batch.images, 108 * i));
          seen.set(rank, [...(seen.get(rank) ?? []), list]);
          yield batch;
        }
      },
    });
    const plain = tinyData(16);
    const options = { ...base, train: plain, recipe: { ...recipe, epochs: 1 } };
    await train(tinyNetwork({ sk: false }), { ...options, train: watched(plain, -1, false) });
    const whole = seen.get(-1) as number[][];
    expect(whole.map((batch) => batch.length)).toEqual([5, 5, 6]);
    await trainTogether(2, (rank) => ({ ...options, train: watched(plain, rank, true) }));
    const parts = whole.map((_, k) => [...(seen.get(0)?.[k] ?? []), ...(seen.get(1)?.[k] ?? [])]);
    expect(parts).toEqual(whole);
    const given = await trainTogether(2, () => options);
    const cut = await trainTogether(2, (rank) => ({ ...options, train: watched(plain, rank, false) }));
    expect(cut[0]?.weights).toEqual(given[0]?.weights);
  });

  it('have the mean of the statistics of batch norms', async () => {
    const data = tinyData(6);
    const options = { ...base, train: data, maxSteps: 1, recipe: { ...recipe, learningRate: 1e-9 } };
    const half = (index: number): Dataset => ({
      ...{ classNames: tinyClasses, size: 3 },
      batches: ({ epoch }) => data.batches({ batchSize: 6, epoch, part: { index, count: 2 } }),
    });
    const [first, second, both] = [
      await train(tinyNetwork(), { ...options, train: half(0) }),
      await train(tinyNetwork(), { ...options, train: half(1) }),
      await trainTogether(2, () => options),
    ];
    const means = first.weights.map((values, i) =>
      values.map((value, k) => (value + elementAt(elementAt(second.weights, i), k)) / 2),
    );
    expect(first.weights).not.toEqual(second.weights);
    close(both[0]?.weights ?? [], means, 1e-6);
    expect(both[1]?.weights).toEqual(both[0]?.weights);
  });

  it('share out the evaluation', async () => {
    const models = [tinyNetwork(), tinyNetwork()];
    const results = await Promise.all(
      group(2).map((ranks, i) => fit(elementAt(models, i), { ...base, ranks })),
    );
    const alone = await evaluate(elementAt(models, 0), tinyData(7, 2), { batchSize: 7 });
    for (const { lastEpoch } of results) {
      expect(lastEpoch?.testAccuracy).toBe(alone.accuracy);
      expect(lastEpoch?.testLoss).toBeCloseTo(alone.loss, 5);
    }
    for (const model of models) model.dispose();
  });

  it('stop after the same step where one is asked to, and go on to the bit, or on another number of ranks', async () => {
    const whole = await trainTogether(2);
    const stop = new AbortController();
    let saved: { checkpoint: Checkpoint; weights: Float32Array[]; velocities: Float32Array[] } | undefined;
    const models = [tinyNetwork(), tinyNetwork()];
    const results = await Promise.all(
      group(2).map((ranks, rank) =>
        fit(elementAt(models, rank), {
          ...{ ...base, ranks },
          // Rank 1 is told, and rank 0 saves.
          ...(rank === 1 && {
            signal: stop.signal,
            onStep: ({ record }) => void (record.step === 2 && stop.abort()),
          }),
          ...(rank === 0 && {
            onCheckpoint: async (checkpoint) => {
              const velocities = checkpoint.velocities.map((slot) => slot.dataSync().slice() as Float32Array);
              saved = { checkpoint, weights: weightsOf(elementAt(models, 0)), velocities };
            },
          }),
        }),
      ),
    );
    for (const model of models) model.dispose();
    expect(results.map(({ state, stopped }) => [state.step, stopped])).toEqual([
      [3, true],
      [3, true],
    ]);
    const { checkpoint, weights, velocities } = saved as NonNullable<typeof saved>;
    expect(checkpoint.state.step).toBe(3);
    const resumed = async (size: number): Promise<readonly Trained[]> =>
      await Promise.all(
        group(size).map((ranks) => {
          const model = tinyNetwork();
          if (ranks.rank > 0) return train(model, { ...base, ranks });
          for (const [i, weight] of model.weights.entries()) {
            weight.write(tf.tensor(elementAt(weights, i), weight.shape as number[]));
          }
          return train(model, { ...base, ranks, resume: { state: checkpoint.state, velocities } });
        }),
      );
    const again = await resumed(2);
    for (const rank of [0, 1]) expect(again[rank]?.weights).toEqual(whole[0]?.weights);
    const three = await resumed(3);
    expect(three[2]?.result.state).toMatchObject({ step: 6, epoch: 2 });
    expect(three[2]?.weights).toEqual(three[0]?.weights);
  });
});

describe('ranks that do not fit together', () => {
  const endsWith = async (
    change: (rank: number) => Partial<FitOptions>,
    network?: () => LayersModel,
  ): Promise<readonly string[]> => {
    const ends = await Promise.allSettled(
      group(2).map((ranks) => train((network ?? tinyNetwork)(), { ...base, ranks, ...change(ranks.rank) })),
    );
    return ends.map((end) => (end.status === 'rejected' ? (end.reason as Error).message : 'trained'));
  };

  it.each<[string, (rank: number) => Partial<FitOptions>, RegExp]>([
    [
      'another seed',
      (seed) => ({ recipe: { ...recipe, seed } }),
      /^rank 1 has .*: recipe\.seed \(1, not 0\): start all/,
    ],
    ['other images', (rank) => ({ train: tinyData(18 + rank) }), /training images \(19, not 18\); labels/],
    ['another digest', (rank) => ({ rankFacts: { files: `${rank}` } }), /: files \(1, not 0\): start/],
  ])('%s on one is refused on both', async (_, change, message) => {
    const ends = await endsWith(change);
    expect(ends[0]).toMatch(message);
    expect(ends[1]).toBe(ends[0]);
  });

  it('refuses a batch that cannot be cut, and one with fewer images than parts', async () => {
    const change = (changes: RecipeInput) => () => ({ recipe: { ...recipe, ...changes } });
    const [uneven] = await endsWith(change({ batchSize: 7 }));
    expect(uneven).toBe('batchSize 7 cannot be cut evenly between 2 ranks: take --batch-size 6 or 8');
    const [few] = await endsWith(() => ({ train: tinyData(3), recipe: { ...recipe, batchSize: 2 } }));
    expect(few).toMatch(/^the smallest batch of 3 images has 1, which 2 ranks cannot cut/);
  });

  it('end where one does not answer for too long after the first step', async () => {
    const hanging = (rank: number): Dataset => ({
      ...{ classNames: tinyClasses, size: 18, givesParts: true },
      async *batches(options: BatchOptions): AsyncGenerator<Batch> {
        for await (const batch of tinyData(18).batches(options)) {
          yield batch;
          if (rank === 1) await new Promise(() => undefined);
        }
      },
    });
    const [first, second] = group(2).map((ranks) =>
      train(tinyNetwork(), { ...base, ranks, train: hanging(ranks.rank), rankTimeout: 0.05 }),
    );
    // On a busy machine it finds the first one too slow before it hangs.
    second?.catch(() => undefined);
    await expect(first).rejects.toThrow(RankError);
    await expect(first).rejects.toThrow(/^another rank has not answered rank 0 of 2 for 0\.1 s/);
  });

  it('leave no weight changed where the loss of one is not finite', async () => {
    const broken = (rank: number): Dataset => ({
      ...{ classNames: tinyClasses, size: 18, givesParts: true },
      async *batches(options: BatchOptions): AsyncGenerator<Batch> {
        for await (const batch of tinyData(18).batches(options)) {
          if (rank === 1) batch.images[0] = Number.NaN;
          yield batch;
        }
      },
    });
    const ends = await endsWith((rank) => ({ train: broken(rank) }));
    expect(ends[0]).toMatch(/^the loss is NaN at step 1 /);
    expect(ends[1]).toMatch(/^the loss is NaN at step 1 .*image/);
  });
});
