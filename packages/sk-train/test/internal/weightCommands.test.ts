/** inspect, import and export: what they print, what they write, and one line with an exit code for what goes wrong. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { readSafetensors } from 'sk-io';
import { loadModel, saveModel, saveWeights, writeSafetensors } from 'sk-io/node';
import { createModel, modelMetadata, withMetadata } from 'sk-models';
import { describe, expect, it } from 'vitest';
import { runInProcess as run } from './support/runInProcess.js';
import { testFolder } from './support/testFolder.js';

const name = 'sknet_digits';

const values = (model: LayersModel): unknown => {
  const list = model.weights.map((weight) => [weight.originalName, weight.read().arraySync()]);
  model.dispose();
  return list;
};

describe('sk-train', () => {
  const at = testFolder();
  const original = (): LayersModel => createModel(name, { seed: 1, numClasses: 4 });
  async function saved(file: string, options?: Parameters<typeof saveWeights>[2]): Promise<string> {
    const model = original();
    await saveWeights(model, at(file), options);
    model.dispose();
    return at(file);
  }

  it('inspect lists tensors, totals, metadata and the networks that fit', async () => {
    const path = await saved('x.safetensors', { names: 'timm', dtype: 'F16' });
    const { code, stdout, stderr } = await run('inspect', path);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^tensor +dtype +shape +values$/);
    expect(lines).toContainEqual(expect.stringMatching(/^conv1\.weight +F16 +\[16, 1, 3, 3\] +144$/));
    const model = original();
    const count = model.countParams().toLocaleString('en-US');
    expect(stdout).toContain(
      `tensors: ${model.weights.length} (${model.weights.length} F16), ${count} values\n`,
    );
    expect(stdout).toContain('metadata: format: pt; skModel: sknet_digits\n');
    expect(stdout.trimEnd().endsWith('fits: sknet_digits (timm names, 4 classes)')).toBe(true);
    const short = await run('inspect', path, '--summary');
    expect(short.stdout).toBe(lines.slice(lines.indexOf('') + 1).join('\n'));
    const json = JSON.parse((await run('inspect', path, '--json')).stdout);
    expect(json.tensors).toHaveLength(model.weights.length);
    expect(json.models).toEqual([
      { name, names: 'timm', numClasses: 4, channels: 1, prefixes: [], averaged: false },
    ]);
    model.dispose();
  });

  it('--limit raises and lowers what a file may ask for, under the names in messages', async () => {
    const path = await saved('x.safetensors');
    const few = await run('inspect', path, '--limit', 'entries=3');
    expect(few.code).toBe(3);
    expect(few.stderr).toContain('has more than 3 entries (limits.entries raises it)');
    expect(await run('inspect', path, '--limit', 'limits.entries=300', '--summary')).toMatchObject({
      code: 0,
    });
    const imported = await run('import', path, '--out', at('imported'), '--limit', 'entries=3');
    expect(imported).toMatchObject({ code: 3, stderr: few.stderr });
    for (const [limit, message] of [
      ['entries', '--limit entries: wants <name>=<count>'],
      ['entrys=3', "limits has no 'entrys' (did you mean 'entries'?)"],
    ] as const) {
      const { code, stderr } = await run('inspect', path, '--limit', limit);
      expect({ code, lines: stderr.trim().split('\n').length }).toEqual({ code: 2, lines: 1 });
      expect(stderr).toContain(message);
    }
  });

  it('inspect says that nothing fits', async () => {
    await writeSafetensors(at('x.safetensors'), [{ name: 'a', shape: [2], read: () => new Float32Array(2) }]);
    const { stdout } = await run('inspect', at('x.safetensors'), '--summary');
    expect(stdout).toBe(
      `file: ${at('x.safetensors')}\ntensors: 1 (1 F32), 2 values\nfits: no network of the registry\n`,
    );
  });

  it.each(['sk', 'timm'] as const)(
    'import recognises the network by its tensors, under names of %s',
    async (names) => {
      const { code, stdout } = await run(
        'import',
        await saved('x.safetensors', { names }),
        '--out',
        at('model'),
      );
      expect(code).toBe(0);
      expect(stdout).toBe(`${at('model')}: sknet_digits, 152 weights of ${at('x.safetensors')}\n`);
      const model = await loadModel(at('model'));
      expect(modelMetadata(model).skModel).toBe(name);
      expect(values(model)).toEqual(values(original()));
    },
  );

  it('import makes a new classifier if asked, and takes a folder', async () => {
    await saved('model.safetensors');
    const args = ['import', at('.'), '--out', at('model'), '--model', name, '--classes', '7'];
    const refused = await run(...args);
    expect(refused).toMatchObject({ code: 3, stdout: '' });
    expect(refused.stderr).toMatch(
      /^sk-train: .+: tells 4 classes apart, got --classes 7: .+--new-classifier.+\n$/,
    );
    expect(existsSync(at('model'))).toBe(false);
    const { code, stdout } = await run(...args, '--new-classifier');
    expect(code).toBe(0);
    expect(stdout).toMatch(/, its classifier NOT TRAINED\n$/);
    const model = await loadModel(at('model'));
    expect(model.outputs[0]?.shape).toEqual([null, 7]);
    model.dispose();
  });

  it('import takes a folder as its model says: its classes, its preprocessing, the size of its input', async () => {
    const model = createModel(name, { numClasses: 4, inputShape: [32, 32, 1], seed: 1 });
    withMetadata(model, { classNames: ['north', 'east', 'south', 'west'] });
    await saveModel(model, at('own'));
    const { code, stdout, stderr } = await run('import', at('own'), '--out', at('model'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(`${at('model')}: sknet_digits, 152 weights of ${at('own')}\n`);
    const imported = await loadModel(at('model'));
    expect(modelMetadata(imported)).toEqual(modelMetadata(model));
    expect(imported.inputs[0]?.shape).toEqual([null, 32, 32, 1]);
    expect((await run('import', at('own'), '--model', name, '--out', at('network'))).code).toBe(0);
    const network = await loadModel(at('network'));
    expect(network.inputs[0]?.shape).toEqual([null, 64, 64, 1]);
    for (const each of [imported, network]) expect(values(each)).toEqual(values(original()));
    model.dispose();
  });

  it('export writes safetensors, and import brings them back', async () => {
    const model = original();
    await saveModel(model, at('model'));
    model.dispose();
    const out = at('out/x.safetensors');
    const { code, stdout, stderr } = await run(
      'export',
      at('model'),
      '--format',
      'safetensors',
      '--out',
      out,
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(`${out}: sknet_digits, 152 weights of ${at('model')}\n`);
    expect((await run('import', out, '--out', at('again'))).code).toBe(0);
    expect(values(await loadModel(at('again')))).toEqual(values(original()));
    await run(
      'export',
      at('model'),
      '--format',
      'safetensors',
      '--names',
      'timm',
      '--dtype',
      'BF16',
      '--out',
      out,
    );
    const half = readSafetensors(readFileSync(out));
    expect(half.tensors.get('layer1.0.conv2.paths.1.conv.weight')).toMatchObject({
      dtype: 'BF16',
      shape: [16, 4, 3, 3],
    });
  });

  it('export writes folders and ONNX', async () => {
    expect((await run('export', name, '--format', 'tfjs', '--out', at('m'))).code).toBe(0);
    (await loadModel(at('m'))).dispose();
    expect((await run('export', at('m'), '--format', 'onnx', '--out', at('m.onnx'))).code).toBe(0);
    expect(readFileSync(at('m.onnx')).length).toBeGreaterThan(100_000);
  });

  const damaged = (): string => {
    writeFileSync(at('bad.safetensors'), Buffer.alloc(20));
    return at('bad.safetensors');
  };

  it.each<readonly [args: () => string[], code: number, message: RegExp]>([
    [() => ['inspect'], 2, /missing required argument 'weights'/],
    [() => ['inspect', at('none')], 3, /none: there is no such file or folder, and it is neither a URL nor/],
    [
      () => ['inspect', damaged()],
      3,
      /bad\.safetensors: is no safetensors file: its header says that it has 0 bytes/,
    ],
    [
      () => ['inspect', 'a/b', '--offline', '--cache', at('.')],
      3,
      /is not in the cache, and offline is set: put the file at/,
    ],
    [() => ['inspect', 'a/b', '--sha256', 'x'], 2, /--sha256 <digits>.*wants 64 hexadecimal digits/],
    [() => ['import', damaged()], 2, /--out <folder>/],
    [() => ['import', damaged(), '--out', at('o')], 3, /is no safetensors file/],
    [() => ['export', name, '--out', at('o')], 2, /--format <name>/],
    [
      () => ['export', name, '--format', 'pth', '--out', at('o')],
      2,
      /Allowed choices are safetensors, tfjs, onnx/,
    ],
    [
      () => ['export', name, '--format', 'tfjs', '--dtype', 'F16', '--out', at('o')],
      2,
      /--dtype and --names are of --format safetensors, not of tfjs/,
    ],
    [() => ['import', damaged(), '--out', ''], 2, /--out <folder>.*wants a path/],
    [() => ['export', name, '--format', 'onnx', '--out', ''], 2, /--out <path>.*wants a path/],
    [
      () => ['export', name, '--format', 'safetensors', '--out', at('.')],
      2,
      /is a folder; a file is to be written there/,
    ],
    [() => ['export', name, '--format', 'onnx', '--out', at('.')], 2, /is a folder; a file is to be/],
    [
      () => ['export', at('none'), '--format', 'tfjs', '--out', at('o')],
      3,
      /^sk-train: \S+none: no such folder/,
    ],
    [() => ['export', 'sknet5000', '--format', 'tfjs', '--out', at('o')], 2, /Did you mean 'sknet50'/],
  ])('answers %o with exit code %i and one line', async (args, code, message) => {
    const said = await run(...args());
    expect(said).toMatchObject({ code, stdout: '' });
    expect(said.stderr).toMatch(/^sk-train: [^\n]+\n$/);
    expect(said.stderr).toMatch(message);
    expect(existsSync(at('o'))).toBe(false);
  });

  it('import of what fits no network, or several, wants a name', async () => {
    await writeSafetensors(at('x.safetensors'), [{ name: 'a', shape: [2], read: () => new Float32Array(2) }]);
    const none = await run('import', at('x.safetensors'), '--out', at('o'));
    expect(none).toMatchObject({ code: 2 });
    expect(none.stderr).toContain(
      'fits no network as it is: say which it is of with --model, and what differs is listed',
    );
    const named = await run('import', at('x.safetensors'), '--model', name, '--out', at('o'));
    expect(named.code).toBe(3);
    expect(named.stderr).toMatch(/does not fit the model: 152 missing: .+ and 142 more; 1 unexpected: "a"/);
  });

  it('import takes a model of TensorFlow.js that is no network of ours as it is, and export writes it', async () => {
    const model = sequential({ layers: [layers.dense({ units: 2, inputShape: [3], name: 'own' })] });
    await saveModel(model, at('foreign'));
    const { code } = await run('import', at('foreign'), '--out', at('model'));
    expect(code).toBe(0);
    for (const format of ['onnx', 'safetensors', 'tfjs']) {
      const said = await run('export', at('model'), '--format', format, '--out', at(`own.${format}`));
      expect(said).toMatchObject({ code: 0, stderr: '' });
    }
    expect(values(await loadModel(at('model')))).toEqual(values(model));
  });

  it('inspect wants the sum that it is told', async () => {
    const path = await saved('x.safetensors');
    const sum = createHash('sha256').update(readFileSync(path)).digest('hex');
    expect((await run('inspect', path, '--sha256', sum, '--summary')).code).toBe(0);
    const said = await run('inspect', path, '--sha256', '0'.repeat(64));
    expect(said.code).toBe(3);
    expect(said.stderr).toContain(`its sha256 is ${sum}, wants 000`);
  });
});
