/** Reads a stranger's file as a service would, by the kind of file. Each reader gives back its memory. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { modelFromFiles } from 'sk-io';
import {
  latestValidCheckpoint,
  listShards,
  loadKeras,
  loadModel,
  openSavedModel,
  openShard,
  openWeights,
  readClassNames,
  readImage,
  readImageList,
  readLog,
  readPreprocessing,
  readRateTable,
  readRecipeFile,
  readRunFiles,
  readState,
  ShardFiles,
  timmConfigBeside,
} from 'sk-io/node';
import { exportOnnx } from 'sk-io/onnx';
import { parseRecipe } from '../../packages/sk-train/dist/internal.js';

async function weights(path) {
  const source = await openWeights(path);
  try {
    for (const { name, unreadable } of source.tensors.values()) {
      if (unreadable === undefined) await source.read(name);
    }
    return `${source.tensors.size} tensors`;
  } finally {
    await source.close();
  }
}

const layersOf = (model) => {
  const { length } = model.layers;
  model.dispose();
  return `${length} layers`;
};

function files(folder) {
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
}

async function onnx(folder) {
  const model = await loadModel(folder);
  try {
    return `${(await exportOnnx(model)).length} bytes`;
  } finally {
    model.dispose();
  }
}

async function run(folder) {
  const notes = [];
  const newest = await latestValidCheckpoint(folder, (_, reason) => notes.push(reason));
  if (newest !== undefined) await readState(newest);
  return layersOf((await openSavedModel(folder)).model);
}

/** Reads every image of a shard; one whose bytes are no longer there is an error of its own. */
async function shard(path) {
  const [place] = await listShards(path);
  const opened = await openShard(place, { cacheFolder: join(dirname(path), 'cache') });
  const { starts, lengths } = await opened.shard.index();
  const files = new ShardFiles();
  try {
    for (const [i, start] of starts.entries()) await files.readImage(place, start, lengths[i]);
  } finally {
    await files.closeIdle();
  }
  return `${starts.length} images`;
}

/** By kind: how a file is read, and the classes of the errors that say what is wrong with it. */
export const readers = {
  weights: { read: weights, errors: ['ModelFileError'] },
  model: { read: async (path) => layersOf(await loadModel(path)), errors: ['ModelFileError'] },
  page: { read: async (path) => layersOf(modelFromFiles(files(path))), errors: ['ModelFileError'] },
  keras: { read: async (path) => layersOf(await loadKeras(path)), errors: ['ModelFileError'] },
  onnx: { read: onnx, errors: ['ModelFileError', 'ModelError'] },
  recipe: {
    read: async (path) => Object.keys(parseRecipe(await readRecipeFile(path))).join(),
    errors: ['ModelFileError', 'RecipeError'],
  },
  run: { read: run, errors: ['ModelFileError', 'DataError'] },
  state: { read: async (path) => `step ${(await readState(path)).state.step}`, errors: ['ModelFileError'] },
  list: {
    read: async (path) => `${(await readRunFiles(path))?.files.length} files`,
    errors: ['ModelFileError'],
  },
  log: { read: async (path) => `${readLog(path)?.length} records`, errors: ['TrainingLogError'] },
  rates: {
    read: async (path) => `${(await readRateTable(path)).points.length} rates`,
    errors: ['ModelFileError', 'DataError'],
  },
  labels: {
    read: async (path) => `${(await readClassNames(path)).length} names`,
    errors: ['ModelFileError'],
  },
  preprocessing: {
    read: async (path) => Object.keys(await readPreprocessing(path)).join(),
    errors: ['ModelFileError'],
  },
  timm: {
    read: async (path) => Object.keys((await timmConfigBeside(path))?.pixelScale() ?? {}).join(),
    errors: ['ModelFileError'],
  },
  shard: { read: shard, errors: ['ModelFileError', 'DataError'] },
  images: {
    read: async (path) => `${(await readImageList(path)).length} images`,
    errors: ['ModelFileError', 'DataError'],
  },
  image: {
    read: async (path) => {
      const { width, height } = await readImage(path);
      return `${width}x${height} pixels`;
    },
    errors: ['ImageError'],
  },
};
