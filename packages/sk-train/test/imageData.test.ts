/** Datasets of image files, decoded in the main thread and in (built) worker threads. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readImage } from 'sk-io/node';
import { type Batch, imageToInput, type Preprocessing } from 'sk-models';
import { type Augmentation, DataError, type PixelAugmentation } from 'sk-train';
import {
  type DecodeJob,
  DecodePool,
  findTrainingData,
  type OpenOptions,
  type OpenTrainingOptions,
  openTestData,
  openTrainingData,
} from 'sk-train/node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DecodePoolError } from '#internal';
import { temporaryFolder, writeImage, writeImageFolder } from './imageFiles.js';

const small: Preprocessing = {
  size: [8, 8],
  channels: 3,
  mean: [0.5, 0.4, 0.3],
  std: [0.2, 0.25, 0.3],
  cropFraction: 1,
  interpolation: 'bilinear',
};
const large: Preprocessing = { ...small, size: [72, 80], cropFraction: 0.875 };
const resizedCrop: Augmentation = {
  kind: 'resized-crop',
  minArea: 0.2,
  maxArea: 1,
  minAspect: 3 / 4,
  maxAspect: 4 / 3,
  flip: true,
};

function open(workers: number, preprocessing: Preprocessing, change: Partial<OpenOptions> = {}): OpenOptions {
  const pool = new DecodePool(workers);
  onTestFinished(() => pool.close());
  return { preprocessing, pool, maxUnreadable: 0, onUnreadable: () => {}, ...change };
}

async function batchesOf(
  dataset: Awaited<ReturnType<typeof openTestData>>,
  batchSize: number,
  epoch = 0,
  skip = 0,
): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of dataset?.batches({ batchSize, epoch, skip }) ?? []) batches.push(batch);
  return batches;
}

const pixels: PixelAugmentation = {
  rotation: { degrees: 20, interpolation: 'bilinear' },
  autoAugment: { kind: 'randaugment', ops: 2, magnitude: 12, interpolation: 'nearest' },
  colorJitter: { brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1 },
  erasing: {
    ...{ probability: 1, minArea: 0.02, maxArea: 1 / 3, minAspect: 0.3, maxAspect: 10 / 3 },
    fill: 'noise',
  },
};

describe('small images', () => {
  it('are changed anew in each epoch, and resized by one interpolation alone', async () => {
    const folder = await writeImageFolder(await temporaryFolder(), { train: 3, test: 1 });
    const data = await findTrainingData(folder);
    const train = await openTrainingData(data, { kind: 'none' }, 5, { ...open(0, small), pixels });
    const [first, second] = [await batchesOf(train, 9, 0), await batchesOf(train, 9, 1)];
    const images = (batches: Batch[]) => new Set(batches.flatMap((batch) => [...batch.images]));
    expect(images(first)).not.toEqual(images(second));
    expect(await batchesOf(train, 9, 0)).toEqual(first);
    const refused = openTrainingData(data, { kind: 'crop-flip', padding: 1, flip: true }, 5, {
      ...open(0, small),
      trainInterpolation: 'random',
    });
    await expect(refused).rejects.toThrow(
      'trainInterpolation random: crop-flip augmentation resizes no image in training: take resized-crop, or leave it out',
    );
  });

  it('hold what imageToInput gives, whichever thread decodes them', async () => {
    const data = await findTrainingData(
      await writeImageFolder(await temporaryFolder(), { train: 3, test: 2 }),
    );
    if (data.kind !== 'images') throw new Error('wants a folder of images');
    for (const workers of [0, 2]) {
      const test = await openTestData(data, open(workers, small));
      const [batch] = await batchesOf(test, 6);
      expect(Array.from(batch?.labels ?? [])).toEqual([0, 0, 1, 1, 2, 2]);
      for (const [row, path] of data.test?.paths.entries() ?? []) {
        const wanted = imageToInput(await readImage(path), small);
        const got = batch?.images.subarray(row * 192, (row + 1) * 192) ?? [];
        wanted.forEach((value, i) => {
          expect(got[i]).toBeCloseTo(value, 5);
        });
      }
    }
  });

  it('are brought to the size of the model and, for one channel, to grey', async () => {
    const folder = await writeImageFolder(
      await temporaryFolder(),
      { train: 1, test: 1 },
      { width: 31, height: 20 },
    );
    const data = await findTrainingData(folder);
    if (data.kind !== 'images') throw new Error('wants a folder of images');
    const grey: Preprocessing = { ...small, channels: 1, mean: [0.5], std: [0.2] };
    const [batch] = await batchesOf(await openTestData(data, open(0, grey)), 3);
    expect(batch?.shape).toEqual([3, 8, 8, 1]);
    const wanted = imageToInput(await readImage(data.test?.paths[0] as string), grey);
    // Kept as whole bytes: half a byte over the std.
    wanted.forEach((value, i) => {
      expect(Math.abs(value - (batch?.images[i] as number))).toBeLessThan(0.51 / 255 / 0.2);
    });
  });

  it('leave out and name files that cannot be read, up to a limit', async () => {
    const folder = await writeImageFolder(await temporaryFolder(), { train: 4, test: 1 });
    await writeFile(join(folder, 'train', 'green', '001.png'), 'no image');
    await writeFile(join(folder, 'train', 'red', '000.png'), '');
    const data = await findTrainingData(folder);
    const named: string[] = [];
    const onUnreadable = (path: string) => void named.push(path);
    const tolerant = open(0, small, { maxUnreadable: 0.2, onUnreadable });
    const train = await openTrainingData(data, { kind: 'none' }, 1, tolerant);
    expect(train.size).toBe(10);
    expect(named.sort()).toEqual([
      join(folder, 'train', 'green', '001.png'),
      join(folder, 'train', 'red', '000.png'),
    ]);
    const labels = (await batchesOf(train, 10)).flatMap((batch) => Array.from(batch.labels));
    expect(labels.sort()).toEqual([0, 0, 0, 0, 1, 1, 1, 2, 2, 2]);
    const strict = openTrainingData(data, { kind: 'none' }, 1, open(0, small, { maxUnreadable: 0.05 }));
    await expect(strict).rejects.toThrow(DataError);
    await expect(strict).rejects.toThrow('2 of 12 files cannot be read');
  });
});

describe('photographs', () => {
  it('give batch k of epoch e the same way from any batch on, in any thread', async () => {
    const folder = await writeImageFolder(
      await temporaryFolder(),
      { train: 7, test: 2 },
      { width: 120, height: 90, extension: 'jpg' },
    );
    const data = await findTrainingData(folder);
    const train = await openTrainingData(data, resizedCrop, 5, open(2, large));
    const whole = await batchesOf(train, 10, 3);
    expect(whole.map(({ shape }) => shape)).toEqual([
      [7, 72, 80, 3],
      [7, 72, 80, 3],
      [7, 72, 80, 3],
    ]);
    expect(await batchesOf(train, 10, 3, 1)).toEqual(whole.slice(1));
    expect(await batchesOf(await openTrainingData(data, resizedCrop, 5, open(0, large)), 10, 3, 2)).toEqual(
      whole.slice(2),
    );
    expect((await batchesOf(train, 10, 4))[0]).not.toEqual(whole[0]);
    expect(
      (await batchesOf(await openTrainingData(data, resizedCrop, 6, open(0, large)), 10, 3))[0],
    ).not.toEqual(whole[0]);
  });

  it('are changed the same way in any thread, whatever batch they are asked for from', async () => {
    const size = { width: 120, height: 90, extension: 'jpg' };
    const folder = await writeImageFolder(await temporaryFolder(), { train: 4, test: 1 }, size);
    const data = await findTrainingData(folder);
    const opened = async (workers: number, change: Partial<OpenTrainingOptions>) =>
      await openTrainingData(data, resizedCrop, 5, { ...open(workers, large), ...change });
    const changes = { pixels, trainInterpolation: 'random' } as const;
    const whole = await batchesOf(await opened(0, changes), 4, 3);
    const threaded = await opened(2, changes);
    expect(await batchesOf(threaded, 4, 3)).toEqual(whole);
    expect(await batchesOf(threaded, 4, 3, 2)).toEqual(whole.slice(2));
    const plain = await batchesOf(await opened(0, {}), 4, 3);
    whole.forEach((batch, k) => {
      expect(batch.labels).toEqual(plain[k]?.labels);
      expect(batch.images).not.toEqual(plain[k]?.images);
    });
  });

  it('are resized by the interpolation that is asked for, or by either of two at random', async () => {
    const size = { width: 120, height: 90, extension: 'jpg' };
    const folder = await writeImageFolder(await temporaryFolder(), { train: 4, test: 1 }, size);
    const data = await findTrainingData(folder);
    const pictures = async (trainInterpolation?: 'nearest' | 'bilinear' | 'bicubic' | 'random') => {
      const train = await openTrainingData(data, resizedCrop, 5, { ...open(0, large), trainInterpolation });
      const [batch] = await batchesOf(train, 12);
      const count = 72 * 80 * 3;
      return Array.from(
        { length: 12 },
        (_, row) => `${batch?.images.subarray(row * count, (row + 1) * count)}`,
      );
    };
    const [own, nearest, bilinear, bicubic, random] = [
      await pictures(),
      await pictures('nearest'),
      await pictures('bilinear'),
      await pictures('bicubic'),
      await pictures('random'),
    ];
    expect(bilinear).toEqual(own);
    expect(nearest.filter((picture, i) => picture === bilinear[i] || picture === bicubic[i])).toEqual([]);
    const kinds = random.map((picture, i) =>
      picture === bilinear[i] ? 'bilinear' : picture === bicubic[i] ? 'bicubic' : 'neither',
    );
    expect(new Set(kinds)).toEqual(new Set(['bilinear', 'bicubic']));
  });

  it('are tested by their central crop, in order', async () => {
    const folder = await writeImageFolder(
      await temporaryFolder(),
      { train: 1, test: 1 },
      { width: 100, height: 150 },
    );
    const data = await findTrainingData(folder);
    if (data.kind !== 'images') throw new Error('wants a folder of images');
    const [batch] = await batchesOf(await openTestData(data, open(1, large)), 3);
    const wanted = imageToInput(await readImage(data.test?.paths[2] as string), large);
    const got = batch?.images.subarray(2 * wanted.length) ?? [];
    let worst = 0;
    wanted.forEach((value, i) => {
      worst = Math.max(worst, Math.abs(value - (got[i] as number)));
    });
    expect(worst).toBeLessThan(0.51 / 255 / 0.2);
  });

  it('leave out an unreadable one from its batch alone, and stop when there are too many', async () => {
    const folder = await writeImageFolder(
      await temporaryFolder(),
      { train: 4, test: 1 },
      { width: 90, height: 90 },
    );
    const data = await findTrainingData(folder);
    const whole = await batchesOf(await openTrainingData(data, resizedCrop, 5, open(0, large)), 4);
    await writeFile(join(folder, 'train', 'blue', '002.png'), 'gone');
    const named: string[] = [];
    const opening = open(0, large, { maxUnreadable: 0.1, onUnreadable: (path) => void named.push(path) });
    const damaged = await batchesOf(await openTrainingData(data, resizedCrop, 5, opening), 4);
    expect(damaged.map(({ shape }) => shape[0]).sort()).toEqual([3, 4, 4]);
    expect(
      damaged.filter((batch, k) => batch.shape[0] === 4 && batch.images.length === whole[k]?.images.length),
    ).toEqual(whole.filter((_, k) => damaged[k]?.shape[0] === 4));
    expect(named).toEqual([join(folder, 'train', 'blue', '002.png')]);
    const strict = await openTrainingData(data, resizedCrop, 5, open(0, large));
    await expect(batchesOf(strict, 4)).rejects.toThrow('1 of 12 files cannot be read');
  });

  it('are tested without a batch that holds nothing but unreadable ones, and not trained without it', async () => {
    const size = { width: 90, height: 90 };
    const folder = await writeImageFolder(await temporaryFolder(), { train: 1, test: 1 }, size);
    await writeFile(join(folder, 'test', 'green', '000.png'), 'gone');
    await writeImage(join(folder, 'train', 'green', '001.png'), size);
    await writeFile(join(folder, 'train', 'green', '000.png'), 'gone');
    const data = await findTrainingData(folder);
    const opening = open(0, large, { maxUnreadable: 0.5 });
    const tested = await batchesOf(await openTestData(data, opening), 1);
    expect(tested.map(({ labels }) => Array.from(labels))).toEqual([[0], [2]]);
    const train = await openTrainingData(data, resizedCrop, 5, opening);
    await expect(batchesOf(train, 1)).rejects.toThrow('none of the 1 images of a batch can be read');
  });

  it.each([small, large])(
    'are not trained without a class of which none can be read',
    async (preprocessing) => {
      const size = { width: 90, height: 90 };
      const folder = await writeImageFolder(await temporaryFolder(), { train: 2, test: 1 }, size);
      for (const name of ['000.png', '001.png'])
        await writeFile(join(folder, 'train', 'green', name), 'gone');
      const data = await findTrainingData(folder);
      const opening = open(0, preprocessing, { maxUnreadable: 1 });
      const training = openTrainingData(data, { kind: 'none' }, 5, opening).then((train) =>
        batchesOf(train, 3),
      );
      await expect(training).rejects.toThrow(
        /^no image of class "green" can be read, the last one .*green.*png: /,
      );
    },
  );

  it('want another augmentation than small images, and say which', async () => {
    const data = await findTrainingData(
      await writeImageFolder(await temporaryFolder(), { train: 1, test: 1 }),
    );
    const augmentation: Augmentation = { kind: 'crop-flip', padding: 4, flip: true };
    await expect(openTrainingData(data, augmentation, 1, open(0, large))).rejects.toThrow(
      'take resized-crop',
    );
  });
});

describe('DecodePool', () => {
  const job: DecodeJob = {
    files: [{ path: 'a.png', index: 0 }],
    target: { size: [8, 8], channels: 3, interpolation: 'bilinear' },
    crop: { kind: 'central', fraction: 1 },
  };

  it('makes a worker that ends before its time an error of everybody who waits', async () => {
    const script = join(await temporaryFolder(), 'worker.mjs');
    await writeFile(
      script,
      "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => process.exit(7));",
    );
    const pool = new DecodePool(1, pathToFileURL(script));
    const jobs = [pool.decode(job), pool.decode(job)];
    for (const result of await Promise.allSettled(jobs)) {
      expect(result).toMatchObject({
        status: 'rejected',
        reason: { message: 'a decode worker ended: exit code 7' },
      });
    }
    await expect(pool.decode(job)).rejects.toThrow(DecodePoolError);
    await pool.close();
  });

  async function poolOf(answer: string, patience?: number): Promise<DecodePool> {
    const script = join(await temporaryFolder(), 'worker.mjs');
    const listen = `parentPort.on('message', () => ${answer});`;
    await writeFile(script, `import { parentPort } from 'node:worker_threads'; ${listen}`);
    return new DecodePool(1, pathToFileURL(script), patience);
  }

  it.each([
    ['what is no answer', 'parentPort.postMessage(null)'],
    ['pixels of another kind', 'parentPort.postMessage({ id: 0, pixels: [], failures: [] })'],
  ])('makes a worker that answers %s an error', async (_, answer) => {
    const pool = await poolOf(answer);
    await expect(pool.decode(job)).rejects.toThrow('it answered what is no answer');
    await expect(pool.decode(job)).rejects.toThrow(DecodePoolError);
    await pool.close();
  });

  it('makes a worker that falls silent an error', async () => {
    const pool = await poolOf('undefined', 100);
    await expect(pool.decode(job)).rejects.toThrow('it has said nothing for 0.2 s');
    await pool.close();
  });

  it('answers nobody after it is closed', async () => {
    const pool = new DecodePool(2);
    const waiting = pool.decode(job);
    await Promise.all([expect(waiting).rejects.toThrow(DecodePoolError), pool.close()]);
    await expect(pool.decode(job)).rejects.toThrow('closed');
  });

  it('says which files of a job cannot be read, and why', async () => {
    const pool = new DecodePool(1);
    const { failures, pixels } = await pool.decode(job);
    expect(failures).toEqual([{ position: 0, reason: 'there is no such file' }]);
    expect(pixels).toEqual(new Uint8Array(192));
    await pool.close();
  });
});
