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
  readonly #capture: Capture<'x' | ByteInput, string>;

  constructor(model: LayersModel, options: CaptureModelOptions = {}) {
    checkOptions('captureModel: options', options, optionNames);
    const { fold = true } = options;
    const { length: inputs } = model.inputs;
    if (inputs !== 1) {
      throw new ModelError(`captureModel: '${model.name}' wants one input, got ${inputs}`);
    }
    this.model = model;
    this.#folded = fold ? foldBatchNorm(model) : undefined;
    const runs = this.#folded ?? model;
    this.#capture = capture<'x' | ByteInput, string>(({ x, ...bytes }) => {
      const input = x ?? floatImages(bytes as ByteTensors);
      const outputs = [runs.apply(input, { training: false }) as Tensor | Tensor[]].flat();
      return Object.fromEntries(outputs.map((output, i) => [outputName(i), output]));
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

  /**
   * Returns the values of the output. Calls need not wait for the results of those before.
   *
   * @param input With the batch.
   * @throws ModelError for a model of several outputs, which {@link predictAll} answers for.
   */
  async predict(input: CaptureInput): Promise<Float32Array> {
    return this.#only(await this.#call({ x: input }));
  }

  /**
   * Returns the values of the output for images of bytes, which go to the device as they are and become numbers there.
   *
   * @throws ShapeError where the images do not fit their shape; ModelError for a model of several outputs.
   */
  async predictBytes(images: ByteImages, shape: ImagesShape): Promise<Float32Array> {
    return this.#only(await this.#call(byteInputs(images, shape)));
  }

  /** Returns the values of each output, in the order of the model's. @param input With the batch. */
  async predictAll(input: CaptureInput): Promise<readonly Float32Array[]> {
    return await this.#call({ x: input });
  }

  /** Frees what was recorded and the folded copy. */
  dispose(): void {
    this.#capture.dispose();
    this.#folded?.dispose();
  }

  async #call(
    inputs: Readonly<Partial<Record<'x' | ByteInput, CaptureInput>>>,
  ): Promise<readonly Float32Array[]> {
    const values = await this.#capture.call(inputs as Record<'x' | ByteInput, CaptureInput>);
    return this.model.outputs.map((_, i) => values[outputName(i)] as Float32Array);
  }

  #only(outputs: readonly Float32Array[]): Float32Array {
    const [output, ...others] = outputs;
    if (output !== undefined && others.length === 0) return output;
    throw new ModelError(
      `predict: '${this.model.name}' wants one output, got ${outputs.length}: predictAll returns each`,
    );
  }
}

const outputName = (index: number): string => `output ${index}`;

/**
 * Prepares a model for many predictions on the current backend. On WebGPU a call is one submission, on other backends the
 * model is run each time, without its batch norms where they can be folded.
 *
 * @throws ModelError for a model of several inputs; OptionError for options that do not exist.
 */
export function captureModel(model: LayersModel, options: CaptureModelOptions = {}): CapturedModel {
  return new CapturedModel(model, options);
}
