/** Objects with the methods of Keras's callbacks, called as `LayersModel.fit` of TensorFlow.js calls them. */
import type { CustomCallbackArgs, LayersModel, Logs } from '@tensorflow/tfjs-layers';
import type { EpochRecord } from 'sk-models';

/** The further methods of callbacks that `tf.callbacks` makes: they want to know the model. */
interface WithModel {
  readonly setParams?: (params: Readonly<Record<string, unknown>>) => void;
  readonly setModel?: (model: LayersModel) => void;
}

export type FitCallback = CustomCallbackArgs;

type Method = Exclude<keyof CustomCallbackArgs, 'onYield' | 'nowFunc' | 'nextFrameFunc'>;

export class Callbacks {
  readonly #model: LayersModel;
  readonly #callbacks: readonly FitCallback[];

  constructor(
    model: LayersModel,
    callbacks: readonly FitCallback[],
    params: Readonly<Record<string, unknown>>,
  ) {
    this.#model = model;
    this.#callbacks = callbacks;
    for (const callback of callbacks as readonly (FitCallback & WithModel)[]) {
      callback.setParams?.(params);
      callback.setModel?.(model);
    }
    // The property of a model that is not compiled cannot be set.
    const stopTraining = { value: false, writable: true, configurable: true };
    if (callbacks.length > 0) Object.defineProperty(model, 'stopTraining', stopTraining);
  }

  /** Whether one of them has set `model.stopTraining`. */
  get wantsStop(): boolean {
    return this.#callbacks.length > 0 && this.#model.stopTraining;
  }

  /** Gives the model its own property back. */
  dispose(): void {
    if (this.#callbacks.length > 0) Reflect.deleteProperty(this.#model, 'stopTraining');
  }

  async train(method: 'onTrainBegin' | 'onTrainEnd'): Promise<void> {
    await this.#each(async (callback) => await callback[method]?.());
  }

  /** @param index counts from 0 */
  async call(
    method: Exclude<Method, 'onTrainBegin' | 'onTrainEnd'>,
    index: number,
    logs: Logs = {},
  ): Promise<void> {
    await this.#each(async (callback) => await callback[method]?.(index, logs));
  }

  async #each(call: (callback: FitCallback) => Promise<unknown>): Promise<void> {
    for (const callback of this.#callbacks) await call(callback);
  }
}

/** Returns the figures of an epoch under Keras's names. */
export function epochLogs(record: EpochRecord): Logs {
  const { trainLoss, trainAccuracy, testLoss, testAccuracy, learningRate } = record;
  const { testLossEma, testAccuracyEma } = record;
  return {
    loss: trainLoss,
    acc: trainAccuracy,
    ...(testLoss !== undefined && { val_loss: testLoss }),
    ...(testAccuracy !== undefined && { val_acc: testAccuracy }),
    ...(testLossEma !== undefined && { val_loss_ema: testLossEma }),
    ...(testAccuracyEma !== undefined && { val_acc_ema: testAccuracyEma }),
    lr: learningRate,
  };
}
