/**
 * Checkpoints: model folders that also hold the optimiser and the run's position. One is written beside its place, put
 * on the disk, and renamed, so that every folder called step-... is complete; its manifest proves it.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { loadModel, saveModel } from 'sk-models/node';
import { z } from 'zod';
import type { Checkpoint } from '../../fit.js';
import type { TrainingState } from '../../trainingState.js';
import { replaceDurably, syncFolder, writeDurably } from './durableFiles.js';
import { parseJson, RunError, runPaths } from './runFolder.js';

/** What a run must still be when it goes on. */
export interface RunIdentity {
  readonly recipeHash: string;
  readonly classNames: readonly string[];
  /** Images in the training set. */
  readonly trainImages: number;
  readonly backend: string;
}

export interface SavedState extends RunIdentity {
  readonly state: TrainingState;
}

const stateFile = z.object({
  version: z.literal(1),
  recipeHash: z.string(),
  classNames: z.array(z.string()),
  trainImages: z.number(),
  backend: z.string(),
  state: z.object({
    step: z.int().min(0),
    epoch: z.int().min(0),
    batch: z.int().min(0),
    lossSum: z.number(),
    correct: z.number(),
    images: z.number(),
    seconds: z.number(),
    bestAccuracy: z.number(),
  }),
});

const manifestFile = z.object({
  files: z.record(z.string(), z.object({ sha256: z.string(), size: z.int().min(0) })),
});

const contents = ['model.json', 'weights.bin', 'optimizer.bin', 'state.json'] as const;
const nameOf = (step: number): string => `step-${String(step).padStart(8, '0')}`;
const namePattern = /^step-(\d{8,})$/;

export interface WriteOptions {
  readonly identity: RunIdentity;
  /** Checkpoints to keep besides the best one. */
  readonly keep: number;
}

/** Saves a checkpoint and removes those that are no longer wanted. Answers its folder. */
export async function writeCheckpoint(
  run: string,
  model: LayersModel,
  { state, velocities, best }: Checkpoint,
  { identity, keep }: WriteOptions,
): Promise<string> {
  const parent = runPaths.checkpoints(run);
  await mkdir(parent, { recursive: true });
  const folder = join(parent, nameOf(state.step));
  const temporary = join(parent, `.${nameOf(state.step)}.${process.pid}.tmp`);
  try {
    await saveModel(model, temporary);
    const values = await Promise.all(velocities.map((velocity) => velocity.data()));
    await writeDurably(join(temporary, 'optimizer.bin'), joinFloats(values as Float32Array[]));
    const saved = { version: 1, ...identity, state };
    await writeDurably(join(temporary, 'state.json'), `${JSON.stringify(saved, null, 2)}\n`);
    const files = Object.fromEntries(
      await Promise.all(contents.map(async (name) => [name, await digest(join(temporary, name))] as const)),
    );
    await writeDurably(join(temporary, 'manifest.json'), `${JSON.stringify({ files }, null, 2)}\n`);
    await syncFolder(temporary);
    // Only a damaged one can be in the way: the run has come back to its step.
    await rm(folder, { recursive: true, force: true });
    await rename(temporary, folder);
    await syncFolder(parent);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
  if (best) {
    const line = { checkpoint: basename(folder), accuracy: state.bestAccuracy };
    await replaceDurably(runPaths.best(run), `${JSON.stringify(line)}\n`);
  }
  await prune(run, keep);
  return folder;
}

/** Names of the checkpoints of a run, the newest first. */
async function checkpointNames(run: string): Promise<string[]> {
  const parent = runPaths.checkpoints(run);
  if (!existsSync(parent)) return [];
  const names = (await readdir(parent)).filter((name) => namePattern.test(name));
  return names.sort((a, b) => Number(namePattern.exec(b)?.[1]) - Number(namePattern.exec(a)?.[1]));
}

async function prune(run: string, keep: number): Promise<void> {
  const best = await bestCheckpoint(run);
  const names = await checkpointNames(run);
  const parent = runPaths.checkpoints(run);
  for (const name of names.slice(keep)) {
    if (best !== undefined && basename(best) === name) continue;
    // Renamed first: a folder that is half removed must not look like a checkpoint.
    const doomed = join(parent, `.${name}.${process.pid}.old`);
    await rename(join(parent, name), doomed);
    await rm(doomed, { recursive: true, force: true });
  }
}

/** Removes what an interrupted save left behind. The caller holds the run's lock. */
export async function removeLeftovers(run: string): Promise<void> {
  const parent = runPaths.checkpoints(run);
  if (!existsSync(parent)) return;
  const leftovers = (await readdir(parent)).filter((name) => name.startsWith('.'));
  for (const name of leftovers) await rm(join(parent, name), { recursive: true, force: true });
}

/** The checkpoint with the highest test accuracy, where the run has one. */
export async function bestCheckpoint(run: string): Promise<string | undefined> {
  const path = runPaths.best(run);
  if (!existsSync(path)) return undefined;
  const parsed = z
    .object({ checkpoint: z.string().regex(namePattern) })
    .safeParse(parseJson(await readFile(path, 'utf8'), path));
  if (!parsed.success) throw new RunError(`${path}: names no checkpoint`);
  return join(runPaths.checkpoints(run), parsed.data.checkpoint);
}

/** The newest complete checkpoint; damaged ones are passed over, and `onDamaged` is told why. */
export async function newestWhole(
  run: string,
  onDamaged: (folder: string, reason: string) => void,
): Promise<string | undefined> {
  for (const name of await checkpointNames(run)) {
    const folder = join(runPaths.checkpoints(run), name);
    const reason = await damage(folder);
    if (reason === undefined) return folder;
    onDamaged(folder, reason);
  }
  return undefined;
}

/** What is wrong with a checkpoint; nothing where each file is as it was written. */
export async function damage(folder: string): Promise<string | undefined> {
  const path = join(folder, 'manifest.json');
  if (!existsSync(path)) return 'manifest.json is missing';
  try {
    const parsed = manifestFile.safeParse(parseJson(await readFile(path, 'utf8'), path));
    if (!parsed.success) return 'manifest.json is no manifest';
    for (const name of contents) {
      const expected = parsed.data.files[name];
      if (expected === undefined) return `manifest.json does not list ${name}`;
      if (!existsSync(join(folder, name))) return `${name} is missing`;
      const { size } = await stat(join(folder, name));
      if (size !== expected.size) return `${name} has ${size} bytes instead of ${expected.size}`;
      const { sha256 } = await digest(join(folder, name));
      if (sha256 !== expected.sha256) return `${name} is not what was written`;
    }
  } catch (error) {
    return (error as Error).message;
  }
  return undefined;
}

async function digest(path: string): Promise<{ sha256: string; size: number }> {
  const bytes = await readFile(path);
  return { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length };
}

/** @throws RunError where the state is not one that this version writes */
export async function readState(folder: string): Promise<SavedState> {
  const path = join(folder, 'state.json');
  const parsed = stateFile.safeParse(parseJson(await readFile(path, 'utf8'), path));
  if (!parsed.success) throw new RunError(`${path}: not a state that this version of sk-train can read`);
  return parsed.data;
}

/**
 * Puts a checkpoint's weights into a model of the same structure.
 * @returns the velocities, in the order of the trainable weights
 * @throws RunError where a weight differs in name or shape
 */
export async function restoreWeights(folder: string, model: LayersModel): Promise<Float32Array[]> {
  const saved = await loadModel(folder);
  try {
    const differs = model.weights.findIndex((weight, i) => !isSameWeight(weight, saved.weights[i]));
    if (differs >= 0 || saved.weights.length !== model.weights.length) {
      const name = model.weights[differs]?.originalName ?? 'the number of weights';
      throw new RunError(`${folder}: not a checkpoint of "${model.name}": ${name} differs`);
    }
    model.setWeights(saved.getWeights());
  } finally {
    saved.dispose();
  }
  const shapes = model.trainableWeights.map(({ shape }) => shape as number[]);
  return splitFloats(await readFile(join(folder, 'optimizer.bin')), shapes, folder);
}

type Weight = LayersModel['weights'][number];

/** Layers without a name of their own are numbered anew in each process, so only the weight's own name counts. */
function isSameWeight(a: Weight, b: Weight | undefined): boolean {
  const ownName = ({ originalName }: Weight): string => originalName.slice(originalName.lastIndexOf('/'));
  return b !== undefined && ownName(a) === ownName(b) && a.shape.join() === b.shape.join();
}

function joinFloats(parts: readonly Float32Array[]): Uint8Array {
  const joined = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const part of parts) {
    joined.set(part, start);
    start += part.length;
  }
  return new Uint8Array(joined.buffer);
}

function splitFloats(bytes: Buffer, shapes: readonly number[][], folder: string): Float32Array[] {
  const sizes = shapes.map((shape) => shape.reduce((product, size) => product * size, 1));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (bytes.length !== 4 * total) {
    throw new RunError(`${folder}: optimizer.bin has ${bytes.length} bytes, the model wants ${4 * total}`);
  }
  const values = new Float32Array(new Uint8Array(bytes).buffer);
  let start = 0;
  return sizes.map((size) => {
    start += size;
    return values.subarray(start - size, start);
  });
}
