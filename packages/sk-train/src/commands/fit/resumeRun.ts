/** Takes up a run where its newest complete checkpoint left it. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  className,
  goBackTo,
  latestValidCheckpoint,
  RunError,
  type RunIdentity,
  readEma,
  readState,
  removeLeftovers,
  restoreWeights,
} from 'sk-io/node';
import type { TrainingState } from 'sk-models';

/** Returns the folder of the newest complete checkpoint; undefined where there is none and the run begins. */
export async function newestCheckpoint(
  run: string,
  note: (text: string) => void,
): Promise<string | undefined> {
  await removeLeftovers(run);
  return await latestValidCheckpoint(run, (damaged, reason) =>
    note(`passed over a damaged checkpoint: ${damaged}: ${reason}`),
  );
}

export interface Resuming {
  readonly identity: RunIdentity;
  /** Epochs of the recipe. */
  readonly epochs: number;
  readonly note: (text: string) => void;
}

/**
 * Reads the state of a checkpoint into the model, and makes it the newest of the run; nothing where there is none.
 *
 * @throws RunError where the run cannot go on as it is asked to.
 */
export async function resumeRun(
  run: string,
  folder: string | undefined,
  model: LayersModel,
  { identity, epochs, note }: Resuming,
): Promise<{ state: TrainingState; velocities: Float32Array[]; ema?: Float32Array[] } | undefined> {
  if (folder === undefined) {
    await goBackTo(run, undefined, undefined);
    return undefined;
  }
  const saved = await readState(folder);
  if (saved.recipeHash !== identity.recipeHash) {
    throw new RunError(
      `${run}: cannot resume, its recipe.json is not the recipe that ${folder} was trained with`,
    );
  }
  if (saved.classNames.map(className).join('\n') !== identity.classNames.map(className).join('\n')) {
    throw new RunError(`${run}: cannot resume, the classes of the data have changed`);
  }
  if (saved.trainImages !== identity.trainImages) {
    throw new RunError(
      `${run}: cannot resume, the run began with ${saved.trainImages} training images, now there are ${identity.trainImages}`,
    );
  }
  const { epoch, batch } = saved.state;
  if (epochs < epoch + (batch > 0 ? 1 : 0)) {
    const begun = batch > 0 ? `, and has begun epoch ${epoch + 1}` : '';
    throw new RunError(
      `${run}: --epochs ${epochs} is less than the run has done: ${epoch}${begun}: ask for as many or more, or begin another run with --out`,
    );
  }
  if (saved.backend !== identity.backend) {
    note(`the run was on ${saved.backend} and goes on on ${identity.backend}: not the same to the last bit`);
  }
  const [synced, sync] = [saved.syncBatchNorm, identity.syncBatchNorm];
  if (synced !== undefined && sync !== undefined && synced !== sync) {
    const [was, is] = synced ? ['with', 'without'] : ['without', 'with'];
    note(
      `the run was trained ${was} --sync-batch-norm and goes on ${is} it: its batch norms see another batch`,
    );
  }
  const velocities = await restoreWeights(folder, model);
  const ema = await readEma(folder, model);
  await goBackTo(run, folder, saved);
  note(`resuming ${folder}: step ${saved.state.step}, epoch ${saved.state.epoch + 1}`);
  return { state: saved.state, velocities, ...(ema && { ema }) };
}
