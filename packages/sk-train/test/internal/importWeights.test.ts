/** `sk-train import` of weights as others leave them, and what `inspect` says of them. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { readSafetensors } from 'sk-io';
import { loadModel, saveWeights, type TensorToWrite, writeSafetensors } from 'sk-io/node';
import { type CreateOptions, createModel, modelMetadata } from 'sk-models';
import { describe, expect, it } from 'vitest';
import { runInProcess as run, type Said } from './support/runInProcess.js';
import { testFolder } from './support/testFolder.js';

const name = 'sknet_digits';
const options = { numClasses: 4 } as const;

const at = testFolder();

/** The tensors of a network, by timm's names behind a prefix. */
async function tensors(
  seed: number,
  prefix: string,
  create: CreateOptions = options,
): Promise<TensorToWrite[]> {
  const model = createModel(name, { ...create, seed });
  await saveWeights(model, at('plain.safetensors'), { names: 'timm' });
  model.dispose();
  const source = readSafetensors(readFileSync(at('plain.safetensors')));
  return await Promise.all(
    [...source.tensors.values()].map(async ({ name: tensor, shape }) => {
      const values = await source.read(tensor);
      return { name: prefix + tensor, shape, read: () => values };
    }),
  );
}

async function write(...parts: readonly (readonly TensorToWrite[])[]): Promise<string> {
  // Called after the network, so that this one is tried first.
  await writeSafetensors(at('sknet_digits.safetensors'), parts.flat());
  return at('sknet_digits.safetensors');
}

const values = (model: LayersModel): unknown => {
  const list = model.weights.map((weight) => [weight.originalName, weight.read().arraySync()]);
  model.dispose();
  return list;
};
const original = (seed: number): unknown => values(createModel(name, { ...options, seed }));
const imported = async (): Promise<unknown> => values(await loadModel(at('model')));

const runImport = (path: string, ...more: string[]): Promise<Said> =>
  run('import', path, '--out', at('model'), ...more);

describe('sk-train import', () => {
  it.each(['module.', 'model.', '_orig_mod.', 'backbone.', 'net.', 'module._orig_mod.model.'])(
    'takes weights whose names begin with %s, and says so in one line',
    async (prefix) => {
      const path = await write(await tensors(1, prefix));
      const { code, stderr } = await runImport(path);
      expect({ code, stderr }).toEqual({ code: 0, stderr: `${path}: took tensors under '${prefix}': 152\n` });
      expect(await imported()).toEqual(original(1));
    },
  );

  it('recognises them under any name of the file, as inspect does', async () => {
    const colours = { ...options, inputShape: [64, 64, 3] } as const;
    await writeSafetensors(at('x.safetensors'), await tensors(1, 'module.', colours));
    expect((await runImport(at('x.safetensors'))).code).toBe(0);
    const { stdout } = await run('inspect', at('x.safetensors'), '--summary');
    expect(stdout).toMatch(/fits: sknet_digits \(timm names, 4 classes, 3 channels, under module\.\)\n$/);
  });

  it('takes the weights beside their average, and the average with --ema', async () => {
    const path = await write(await tensors(1, 'model.'), await tensors(2, 'ema.module.'));
    const first = await runImport(path);
    expect(first.code).toBe(0);
    expect(first.stderr).toMatch(
      /^\S+: took tensors under 'model\.': 152, and not ema\.module\.\S+, .+ and 149 more \(an average: --ema, ema: true, takes that\)\n$/,
    );
    expect(await imported()).toEqual(original(1));
    const second = await runImport(path, '--ema');
    expect(second.code).toBe(0);
    expect(second.stderr).toMatch(
      /: took the average of the weights \(EMA\) under 'ema\.module\.': 152, and not model\./,
    );
    expect(await imported()).toEqual(original(2));
    const { stdout } = await run('inspect', path, '--summary', '--ema');
    expect(stdout).toContain('fits: sknet_digits (timm names, 4 classes, under ema.module., an average)');
  });

  it('takes what --prefix says', async () => {
    const path = await write(await tensors(1, 'student.'), await tensors(2, 'teacher.'));
    expect((await runImport(path)).code).toBe(2);
    expect((await runImport(path, '--prefix', 'teacher')).code).toBe(0);
    expect(await imported()).toEqual(original(2));
    const none = await runImport(path, '--prefix', 'pupil.');
    expect(none).toMatchObject({ code: 3, stdout: '' });
    expect(none.stderr).toMatch(/no tensor's name begins with pupil\.; the names are student\./);
    const both = await runImport(path, '--prefix', 'teacher', '--ema');
    expect(both).toMatchObject({ code: 2, stdout: '' });
    expect(both.stderr).toContain('give one of the two');
    const averages = await runImport(path, '--ema');
    expect(averages).toMatchObject({ code: 3 });
    expect(averages.stderr).toContain('has no average of its weights (EMA)');
  });

  it('names the nearest network and the first differences where a file fits none', async () => {
    const all = await tensors(1, 'module.');
    const changed = all.filter(({ name: tensor }) => !/conv1\.weight$|fc\.bias$/.test(tensor));
    const extra = ['a', 'b', 'c', 'd', 'e'].map((tensor) => ({
      ...(all[0] ?? expect.fail()),
      name: `module.${tensor}`,
    }));
    const path = await write(changed, extra);
    const { code, stdout, stderr } = await runImport(path);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(
      /^sk-train: \S+sknet_digits\.safetensors: fits no network; the nearest is sknet_digits \(timm names under module\.\): \d+ missing: [^;]+; 5 unexpected: "a", "b", "c" and 2 more\n$/,
    );
    expect(stderr.length).toBeLessThan(400);
    const inspected = await run('inspect', path, '--summary');
    expect(inspected.stdout).toMatch(
      /fits: no network of the registry; the nearest is sknet_digits: \d+ missing: /,
    );
    expect(existsSync(at('model'))).toBe(false);
  });

  it("makes the model of the weights' channels, and of others with --channels", async () => {
    const colours = { ...options, inputShape: [64, 64, 3] } as const;
    const path = await write(await tensors(1, '', colours));
    expect((await runImport(path)).code).toBe(0);
    const own = await loadModel(at('model'));
    expect(own.inputs[0]?.shape).toEqual([null, 64, 64, 3]);
    expect(modelMetadata(own).preprocessing).toMatchObject({ channels: 3, mean: [0.044, 0.044, 0.044] });
    own.dispose();
    const grey = await runImport(path, '--channels', '1');
    expect(grey).toMatchObject({ code: 0 });
    expect(grey.stderr).toBe(
      "the first convolution reads 1 channels in place of the weights' 3, adapted as timm does\n",
    );
    const one = await loadModel(at('model'));
    expect(one.inputs[0]?.shape).toEqual([null, 64, 64, 1]);
    one.dispose();
    const four = await runImport(path, '--channels', '4');
    expect(four).toMatchObject({ code: 0 });
    expect(four.stderr).toContain(
      'images have 1 or 3 channels, and the model reads 4: it is for arrays of your own\n',
    );
    const arrays = await loadModel(at('model'));
    expect(modelMetadata(arrays).preprocessing).toBeUndefined();
    arrays.dispose();
    const back = await runImport(await write(await tensors(1, '')), '--channels', '3');
    expect(back).toMatchObject({ code: 3 });
    expect(back.stderr).toContain(
      'its first convolution reads 1 channels, and only one that reads 3 can be adapted to 3',
    );
  });

  describe("with timm's config.json beside the weights", () => {
    const names = ['cat', 'dog', 'hen', 'ox'];
    const config = (change: object = {}): void => {
      const pretrained = {
        ...{ input_size: [1, 40, 48], mean: [0.25], std: [0.5], crop_pct: 0.9, crop_mode: 'center' },
        ...{ interpolation: 'bicubic', ...change },
      };
      const all = { architecture: name, num_classes: 4, label_names: names, pretrained_cfg: pretrained };
      writeFileSync(at('config.json'), JSON.stringify(all));
    };

    it('takes size, mean, std, crop, interpolation and the names of the classes from it', async () => {
      const path = await write(await tensors(1, ''));
      config();
      const { code, stderr } = await runImport(path);
      expect(code).toBe(0);
      expect(stderr).toBe(`${at('config.json')}: took preprocessing and classNames from it\n`);
      const model = await loadModel(at('model'));
      expect(modelMetadata(model)).toEqual({
        skModel: name,
        classNames: names,
        preprocessing: {
          ...{ size: [40, 48], channels: 1, mean: [0.25], std: [0.5] },
          ...{ cropFraction: 0.9, interpolation: 'bicubic' },
        },
      });
      expect(model.inputs[0]?.shape).toEqual([null, 40, 48, 1]);
      model.dispose();
    });

    it('refuses a way to crop that is not known here, unless the user says how', async () => {
      const path = await write(await tensors(1, ''));
      config({ crop_mode: 'border' });
      const refused = await runImport(path);
      expect(refused).toMatchObject({ code: 3, stdout: '' });
      expect(refused.stderr).toMatch(
        /config\.json: crop_mode wants 'center', got "border": say how .+--preprocessing/,
      );
      expect((await runImport(path, '--preprocessing', 'unit')).code).toBe(0);
      const model = await loadModel(at('model'));
      expect(modelMetadata(model)).toMatchObject({
        classNames: names,
        preprocessing: { mean: [0], std: [1] },
      });
      model.dispose();
    });

    it('refuses one of other weights', async () => {
      const path = await write(await tensors(1, ''));
      const other = { architecture: name, num_classes: 7, pretrained_cfg: {} };
      writeFileSync(at('config.json'), JSON.stringify(other));
      const { code, stderr } = await runImport(path);
      expect(code).toBe(3);
      expect(stderr).toContain(
        'says that there are 7 classes, and the weights tell 4 apart: it is of other weights',
      );
    });
  });

  it('takes --preprocessing and --labels', async () => {
    const path = await write(await tensors(1, ''));
    writeFileSync(at('labels.txt'), 'cat\ndog\nhen\nox\n');
    writeFileSync(at('own.json'), JSON.stringify({ mean: [0.1], std: [0.2], cropFraction: 0.5 }));
    expect(
      (await runImport(path, '--preprocessing', at('own.json'), '--labels', at('labels.txt'))).code,
    ).toBe(0);
    const model = await loadModel(at('model'));
    expect(modelMetadata(model)).toEqual({
      skModel: name,
      classNames: ['cat', 'dog', 'hen', 'ox'],
      preprocessing: {
        ...{ size: [64, 64], channels: 1, mean: [0.1], std: [0.2] },
        ...{ cropFraction: 0.5, interpolation: 'bilinear' },
      },
    });
    model.dispose();
    writeFileSync(at('labels.txt'), 'cat\ndog\n');
    const few = await runImport(path, '--labels', at('labels.txt'));
    expect(few).toMatchObject({ code: 3, stdout: '' });
    expect(few.stderr).toContain('labels.txt: names 2 classes, and the model tells 4 apart');
    const wrong = await runImport(path, '--preprocessing', 'torch');
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).toContain('wants imagenet|tf|unit|none|file.json');
  });

  it.each([
    [
      'x.safetensors',
      'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n',
      'is a pointer of Git LFS',
    ],
    ['x.safetensors', '<html>Log in</html>', 'is a page (HTML)'],
    ['x.pth', 'PK\u0003\u0004', 'make safetensors of it with two lines of Python: import torch; '],
    ['x.ckpt', 'PK\u0003\u0004', 'save_file({k: v.clone().contiguous() for k, v in d.get("state_dict"'],
  ])('says in one line what %s is (%#)', async (file, content, message) => {
    mkdirSync(at('in'));
    writeFileSync(at(`in/${file}`), content);
    for (const command of [['inspect'], ['import', '--out', at('model')]]) {
      const said = await run(...command, at(`in/${file}`));
      expect(said).toMatchObject({ code: 3, stdout: '' });
      expect(said.stderr).toMatch(/^sk-train: [^\n]+\n$/);
      expect(said.stderr).toContain(message);
    }
  });

  it('refuses a weight that is not finite by its name, unless --allow-non-finite is there', async () => {
    const all = await tensors(1, 'module.');
    const broken = all.map((tensor) =>
      tensor.name === 'module.bn1.bias'
        ? { ...tensor, read: () => new Float32Array(16).fill(Infinity) }
        : tensor,
    );
    const path = await write(broken);
    const refused = await runImport(path);
    expect(refused).toMatchObject({ code: 3, stdout: '' });
    expect(refused.stderr).toMatch(/^sk-train: \S+: bn1\.bias holds Infinity, .+--allow-non-finite.+\n$/);
    expect(existsSync(at('model'))).toBe(false);
    expect((await runImport(path, '--allow-non-finite')).code).toBe(0);
  });
});
