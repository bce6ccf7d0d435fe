/** Weights from files, folders, URLs and hubs: what arrives is checked, kept, and asked for once. */
import '@tensorflow/tfjs-backend-cpu';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ModelFileError } from 'sk-io';
import { createModel, type FetchOptions, fetchWeights, saveModel, saveWeights } from 'sk-io/node';
import { ModelError, modelMetadata } from 'sk-models';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FileServer, files, startFileServer } from './fileServer.js';

const root = mkdtempSync(join(tmpdir(), 'sk-pretrained-'));
const name = 'sknet_digits';
const shape = { inputShape: [16, 16, 1] } as const;
let server: FileServer;
let cacheFolder: string;
let count = 0;
/** Of seed 1. */
let weights: Uint8Array;
let wanted: unknown;
let sha256: string;

const values = (model: LayersModel): unknown => {
  const list = model.weights.map((weight) => [weight.originalName, weight.read().arraySync()]);
  model.dispose();
  return list;
};

beforeAll(async () => {
  await tf.setBackend('cpu');
  server = await startFileServer();
  const model = createModel(name, { ...shape, seed: 1 });
  await saveWeights(model, join(root, 'whole', 'digits.safetensors'));
  await saveModel(model, join(root, 'tfjs'));
  weights = readFileSync(join(root, 'whole', 'digits.safetensors'));
  sha256 = createHash('sha256').update(weights).digest('hex');
  wanted = values(model);
});
afterAll(async () => {
  await server.close();
  rmSync(root, { recursive: true });
});
beforeEach(() => {
  count += 1;
  cacheFolder = join(root, `cache${count}`);
  server.requests.length = 0;
});

const pretrained = async (from: string, options: FetchOptions = {}): Promise<unknown> =>
  values(await createModel(name, { ...shape, seed: 2, pretrained: { from, cacheFolder, ...options } }));

/** The one line of a failure. Nothing is left of what was downloaded, and no tensor. */
async function complaint(from: string, options: FetchOptions = {}): Promise<string> {
  const tensors = tf.memory().numTensors;
  const error = await pretrained(from, options).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(ModelFileError);
  expect((error as Error).message).not.toContain('\n');
  expect(tf.memory().numTensors).toBe(tensors);
  const left = existsSync(cacheFolder)
    ? readdirSync(cacheFolder, { recursive: true, withFileTypes: true })
    : [];
  expect(left.filter((entry) => entry.isFile())).toEqual([]);
  return (error as Error).message;
}

describe('createModel of sk-models/node', () => {
  it('is that of sk-models without pretrained', () => {
    const model: LayersModel = createModel(name, { ...shape, seed: 1 });
    expect(values(model)).toEqual(wanted);
    expect(() => createModel('sknet5')).toThrow(ModelError);
  });

  it.each([
    ['a file', 'whole/digits.safetensors'],
    ['a folder with one file of weights', 'whole'],
    ['a folder of tensorflow.js', 'tfjs'],
    ['a model.json', 'tfjs/model.json'],
  ])('takes the weights of %s', async (_, path) => {
    expect(await pretrained(join(root, path))).toEqual(wanted);
  });

  it('checks the sum of a file that is here already', async () => {
    const [file, wrong] = [join(root, 'whole', 'digits.safetensors'), '0'.repeat(64)];
    expect(await pretrained(file, { sha256: sha256.toUpperCase() })).toEqual(wanted);
    expect(await complaint(file, { sha256: wrong })).toBe(
      `${file}: is not the file that is wanted: its sha256 is ${sha256}, wants ${wrong}`,
    );
    expect(await complaint(join(root, 'whole'), { sha256: { 'digits.safetensors': wrong } })).toMatch(
      /its sha256 is/,
    );
    expect(await complaint(join(root, 'whole'), { sha256: { 'x.safetensors': wrong } })).toMatch(
      /cannot be read/,
    );
    await expect(pretrained(join(root, 'whole'), { sha256 })).rejects.toThrow('the sum of each file by name');
  });

  it('refuses what is nowhere, and models that nobody has trained', async () => {
    expect(await complaint(join(root, 'nowhere'))).toBe(
      `${join(root, 'nowhere')}: there is no such file or folder, and it is neither a URL nor owner/name on a hub`,
    );
    expect(await complaint('models/own.safetensors', { endpoint: 'http://127.0.0.1:9' })).toBe(
      'models/own.safetensors: there is no such file or folder, and it is neither a URL nor owner/name on a hub',
    );
    await expect(createModel(name, { pretrained: true })).rejects.toThrow(
      'sknet_digits: no weights are known by name (they are of skresnet18, skresnet34, skresnext50_32x4d,',
    );
    await expect(createModel('sknet5', { pretrained: true })).rejects.toBeInstanceOf(ModelError);
  });

  it('refuses a file of another model before it has changed anything', async () => {
    const tensors = tf.memory().numTensors;
    await expect(
      createModel('sknet_slim', { pretrained: join(root, 'whole'), numClasses: 10, seed: 1 }),
    ).rejects.toThrow(/digits\.safetensors: does not fit the model: \d+ missing: /);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('can train a classifier of other classes anew', async () => {
    const options = { ...shape, seed: 2, numClasses: 3 };
    await expect(createModel(name, { ...options, pretrained: join(root, 'whole') })).rejects.toThrow(
      /tells 10 classes apart and the model 3: make it with numClasses: 10, or load with newClassifier: true/,
    );
    const model = await createModel(name, {
      ...options,
      pretrained: { from: join(root, 'whole'), newClassifier: true },
    });
    const fresh = createModel(name, options);
    const head = (m: LayersModel): unknown => m.getLayer('classifier').getWeights()[0]?.arraySync();
    expect(head(model)).toEqual(head(fresh));
    model.dispose();
    fresh.dispose();
  });
});

describe('a URL', () => {
  const path = '/some/digits.safetensors';

  it('is downloaded once, with its progress, and then taken from the cache, offline too', async () => {
    server.serve(files({ [path]: weights }));
    const seen: number[] = [];
    const onProgress: FetchOptions['onProgress'] = ({ url, bytes, total }) => {
      expect(url).toBe(server.url + path);
      expect(total).toBe(weights.length);
      seen.push(bytes);
    };
    expect(await pretrained(server.url + path, { sha256, onProgress })).toEqual(wanted);
    expect(seen.at(-1)).toBe(weights.length);
    expect(await pretrained(server.url + path, { sha256 })).toEqual(wanted);
    expect(await pretrained(server.url + path, { offline: true })).toEqual(wanted);
    expect(server.requests).toEqual([path]);
    const kept = join(cacheFolder, server.url.slice(7).replace(':', '_'), 'some', 'digits.safetensors');
    expect(readFileSync(kept).equals(weights)).toBe(true);
  });

  it('whose cached copy has another sum is downloaded again', async () => {
    server.serve(files({ [path]: weights }));
    const kept = await fetchWeights(server.url + path, { cacheFolder });
    writeFileSync(kept, 'damaged');
    expect(await pretrained(server.url + path, { sha256 })).toEqual(wanted);
    expect(server.requests).toEqual([path, path]);
  });

  it('keeps a query to itself', async () => {
    server.serve(files({ [`${path}?key=secret`]: weights }));
    const kept = await fetchWeights(`${server.url}${path}?key=secret`, { cacheFolder });
    expect(kept).not.toContain('secret');
    server.serve(files({}));
    await expect(fetchWeights(`${server.url}${path}?key=other`, { cacheFolder })).rejects.toThrow(
      /safetensors: cannot/,
    );
  });

  it('may redirect', async () => {
    const moved: RequestListener = (request, response) => {
      if (request.url === path) response.writeHead(302, { location: '../final.safetensors' }).end();
      else files({ '/final.safetensors': weights })(request, response);
    };
    server.serve(moved);
    expect(await pretrained(server.url + path)).toEqual(wanted);
    expect(server.requests).toEqual([path, '/final.safetensors']);
  });

  const redirect =
    (location: string): RequestListener =>
    (_, response) =>
      response.writeHead(302, { location }).end();
  const digits: RequestListener = (request, response) => files({ [path]: weights })(request, response);
  const cut: RequestListener = (_, response) => {
    response.writeHead(200, { 'content-length': weights.length });
    response.write(weights.subarray(0, 1000), () => response.destroy());
  };
  const endless: RequestListener = (_, response) => {
    response.writeHead(200);
    const more = (): void => {
      if (!response.destroyed) response.write(new Uint8Array(65536), more);
    };
    more();
  };

  it.each<readonly [title: string, answer: RequestListener, options: FetchOptions, message: RegExp]>([
    ['that is not there', files({}), {}, /: cannot be downloaded: the server answers 404 Not Found$/],
    [
      'of a server in trouble',
      (_, r) => r.writeHead(503).end(),
      {},
      /the server answers 503 Service Unavailable$/,
    ],
    [
      'of another sum',
      digits,
      { sha256: '0'.repeat(64) },
      /: is not the file that is wanted: its sha256 is [0-9a-f]{64}, wants 0{64}$/,
    ],
    ['that is too large', digits, { maxBytes: 1000 }, /: has \d+ bytes, wants at most 1000 \(maxBytes\)$/],
    [
      'that does not say that it is too large',
      endless,
      { maxBytes: 1e6 },
      /: has more than 1000000 bytes, wants at most 1000000 \(maxBytes\)$/,
    ],
    ['that redirects in a circle', redirect(path), {}, /: redirects more than 10 times$/],
    ['that redirects to a file', redirect('file:///etc/passwd'), {}, /: redirects to file: addresses$/],
    ['that redirects to nowhere', redirect('http://'), {}, /: redirects to no URL$/],
    [
      'that redirects with a password',
      redirect('http://a:b@c/'),
      {},
      /: redirects to an address with a password in it$/,
    ],
    [
      'that is cut off',
      cut,
      {},
      /: breaks off \(.+\): put the file at .+digits\.safetensors, or give the path of a copy of yours instead$/,
    ],
    [
      'that is a page',
      files({ [path]: '<html>Log in</html>' }),
      {},
      /: is a page \(HTML\), not a file of weights: download the file itself/,
    ],
  ])('%s gets one line, and leaves nothing behind', async (_, answer, options, message) => {
    server.serve(answer);
    const text = await complaint(server.url + path, options);
    expect(text).toMatch(message);
  });

  it('that nobody serves says where a copy may be put', async () => {
    const gone = await startFileServer();
    await gone.close();
    const text = await complaint(`${gone.url}/x.safetensors`);
    expect(text).toMatch(
      /: cannot be reached \(ECONNREFUSED\): put the file at .+x\.safetensors, or give the path of a/,
    );
    expect(await complaint(`${gone.url}/x.safetensors`, { offline: true })).toMatch(
      /: is not in the cache, and offline is set: put the file at .+x\.safetensors, or give/,
    );
    const place = /put the file at (\S+),/.exec(text)?.[1] as string;
    mkdirSync(join(place, '..'), { recursive: true });
    writeFileSync(place, weights);
    expect(await pretrained(`${gone.url}/x.safetensors`)).toEqual(wanted);
  });

  it('can be given up', async () => {
    server.serve(endless);
    const stop = new AbortController();
    const onProgress = (): void => stop.abort(new Error('enough'));
    await expect(pretrained(server.url + path, { signal: stop.signal, onProgress })).rejects.toThrow(
      'enough',
    );
  });

  it('wants a sum that is one, and a name of a file', async () => {
    await expect(pretrained(server.url + path, { sha256: 'abc' })).rejects.toBeInstanceOf(ModelError);
    expect(await complaint(`${server.url}/folder/`)).toMatch(/: ends in no name of a file$/);
    expect(await complaint('http://')).toBe('http://: is no URL');
    expect(await complaint('http://me:secret@127.0.0.1/x.safetensors')).toBe(
      'http://127.0.0.1/x.safetensors: has a user or a password in it, and none is sent',
    );
  });

  it('of a model.json brings the files that it names along', async () => {
    const read = (file: string): Uint8Array => readFileSync(join(root, 'tfjs', file));
    server.serve(files({ '/m/model.json': read('model.json'), '/m/weights.bin': read('weights.bin') }));
    expect(await pretrained(`${server.url}/m/model.json`)).toEqual(wanted);
    const sums = { 'weights.bin': '0'.repeat(64) };
    await expect(
      pretrained(`${server.url}/m/model.json`, { cacheFolder: `${cacheFolder}b`, sha256: sums }),
    ).rejects.toThrow(/weights\.bin: is not the file that is wanted/);
    const largest = { cacheFolder: `${cacheFolder}c`, maxBytes: read('weights.bin').length };
    await expect(pretrained(`${server.url}/m/model.json`, largest)).rejects.toThrow(
      /weights\.bin: has \d+ bytes/,
    );
  });
});

describe('a hub', () => {
  const at = (file: string, revision = 'main'): string => `/people/digits.v1/resolve/${revision}/${file}`;

  it('has weights by owner and name, and by revision', async () => {
    server.serve(files({ [at('model.safetensors')]: weights, [at('model.safetensors', 'v2')]: weights }));
    expect(await pretrained('people/digits.v1', { endpoint: server.url })).toEqual(wanted);
    expect(await pretrained('people/digits.v1@v2', { endpoint: `${server.url}/` })).toEqual(wanted);
    expect(await pretrained('people/digits.v1', { endpoint: server.url, offline: true })).toEqual(wanted);
    // A config.json is asked for once, beside weights that come.
    expect(server.requests).toEqual(
      ['main', 'v2'].flatMap((revision) => [at('model.safetensors', revision), at('config.json', revision)]),
    );
  });

  it("tells with timm's config.json how images become the model's input, and what classes are called", async () => {
    const names = Array.from({ length: 10 }, (_, i) => `number ${i}`);
    const config = {
      ...{ architecture: 'sknet_digits', num_classes: 10, label_names: names },
      pretrained_cfg: {
        mean: [0.25],
        std: [0.5],
        crop_pct: 0.9,
        interpolation: 'bicubic',
        crop_mode: 'center',
      },
    };
    server.serve(files({ [at('model.safetensors')]: weights, [at('config.json')]: JSON.stringify(config) }));
    const from = { from: 'people/digits.v1', cacheFolder, endpoint: server.url };
    for (const offline of [false, true]) {
      const model = await createModel(name, { ...shape, pretrained: { ...from, offline } });
      expect(modelMetadata(model)).toEqual({
        skModel: name,
        classNames: names,
        preprocessing: {
          ...{ size: [16, 16], channels: 1, mean: [0.25], std: [0.5] },
          ...{ cropFraction: 0.9, interpolation: 'bicubic' },
        },
      });
      model.dispose();
    }
  });

  it('is the one that HF_ENDPOINT names', async () => {
    server.serve(files({ [at('model.safetensors')]: weights }));
    process.env['HF_ENDPOINT'] = server.url;
    try {
      expect(await pretrained('people/digits.v1')).toEqual(wanted);
    } finally {
      delete process.env['HF_ENDPOINT'];
    }
  });

  it('may have them in shards', async () => {
    const index = JSON.stringify({
      weight_map: Object.fromEntries(
        (wanted as [string][]).map(([tensor]) => [tensor, 'model-1.safetensors']),
      ),
    });
    server.serve(
      files({ [at('model.safetensors.index.json')]: index, [at('model-1.safetensors')]: weights }),
    );
    const options = { endpoint: server.url };
    expect(await pretrained('people/digits.v1', options)).toEqual(wanted);
    expect(await pretrained('people/digits.v1', { ...options, offline: true })).toEqual(wanted);
    expect(server.requests.map((path) => path.split('/').at(-1))).toEqual([
      ...['model.safetensors', 'model.safetensors.index.json', 'model-1.safetensors', 'config.json'],
    ]);
  });

  it('that does not know the name says so', async () => {
    server.serve(files({}));
    expect(await complaint('people/digits.v1', { endpoint: server.url })).toMatch(
      /index\.json: cannot be downloaded: the server answers 404/,
    );
    await expect(pretrained('people/digits.v1', { endpoint: 'nowhere' })).rejects.toThrow(
      "the hub's endpoint wants a URL, got nowhere",
    );
  });
});
