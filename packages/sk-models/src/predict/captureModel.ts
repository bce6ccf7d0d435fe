/** A model that answers again and again, recorded once where the backend can. */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  type ByteImages,
  type ByteInput,
  type ByteTensors,
  byteInputs,
  type Capture,
  type CaptureInput,
  capture,
  checkOptions,
  floatImages,
  type ImagesShape,
  type OptionNames,
} from 'sk-core';
import { ModelError } from '../modelError.js';
import { foldBatchNorm } from '../transform/fold/foldBatchNorm.js';

export interface CaptureModelOptions {
  /** Fold batch norms into convolutions, on a copy of the weights as they are now; true. */
  readonly fold?: boolean;
}

const optionNames: OptionNames<CaptureModelOptions> = { fold: true };

/** A model whose forward pass is recorded for inputs of each shape, and replayed from the third call on. */
export class CapturedModel {
  /** The given model. It stays the caller's. */
  readonly model: LayersModel;
  readonly #folded: LayersModel | undefined;
  readonly #capture: Capture<'x' | ByteInput, 'y'>;

  constructor(model: LayersModel, options: CaptureModelOptions = {}) {
    checkOptions('captureModel: options', options, optionNames);
    const { fold = true } = options;
    const counts = [model.inputs.length, model.outputs.length];
    if (counts.some((count) => count !== 1)) {
      throw new ModelError(
        `captureModel: '${model.name}' wants one input and one output, got ${counts.join(' and ')}`,
      );
    }
    this.model = model;
    this.#folded = fold ? foldBatchNorm(model) : undefined;
    const runs = this.#folded ?? model;
    this.#capture = capture<'x' | ByteInput, 'y'>(({ x, ...bytes }) => {
      const input = x ?? floatImages(bytes as ByteTensors);
      return { y: runs.apply(input, { training: false }) as Tensor };
    });
  }

  /** Number of calls that were replays. */
  get replays(): number {
    return this.#capture.replays;
  }

  /** Why the model is run each time; undefined where nothing speaks against a replay. */
  get refusal(): string | undefined {
    return this.#capture.refusal;
  }

  /** Returns the values of the output. Calls need not wait for the results of those before. @param input With the batch. */
  async predict(input: CaptureInput): Promise<Float32Array> {
    return await this.#call({ x: input });
  }

  /**
   * Returns the values of the output for images of bytes, which go to the device as they are and become numbers there.
   *
   * @throws ShapeError where the images do not fit their shape.
   */
  async predictBytes(images: ByteImages, shape: ImagesShape): Promise<Float32Array> {
    return await this.#call(byteInputs(images, shape));
  }

  /** Frees what was recorded and the folded copy. */
  dispose(): void {
    this.#capture.dispose();
    this.#folded?.dispose();
  }

  async #call(inputs: Readonly<Partial<Record<'x' | ByteInput, CaptureInput>>>): Promise<Float32Array> {
    const { y } = await this.#capture.call(inputs as Record<'x' | ByteInput, CaptureInput>);
    return y as Float32Array;
  }
}

/**
 * Prepares a model for many predictions on the current backend. On WebGPU a call is one submission, on other backends the
 * model is run each time, without its batch norms where they can be folded.
 *
 * @throws ModelError for a model of several inputs or outputs; OptionError for options that do not exist.
 */
export function captureModel(model: LayersModel, options: CaptureModelOptions = {}): CapturedModel {
  return new CapturedModel(model, options);
}
