/** Gradients that a backend's plug-in records and replays, for steps of which the host does the rest. */
import { clone, scalar, type Tensor, type Tensor1D, type Tensor4D } from '@tensorflow/tfjs-core';
import { elementAt } from 'sk-core';
import { type BatchGradients, disposeAverages, type StepInputs } from './batchGradients.js';
import type { DevicePlugin } from './deviceStep.js';
import { RenewedCapture } from './renewedCapture.js';
import type { WaitingAverages } from './runningAverages.js';

export interface CapturedGradientsParts {
  /** Returns the gradients of a batch's loss times a share, which is a scalar. */
  readonly gradients: (inputs: StepInputs, share: Tensor) => BatchGradients;
  /** Changes where a recording would no longer do what the function does: where something was frozen or freed. */
  readonly signature: () => string;
}

type Inputs = Readonly<Record<'images' | 'labels' | 'step' | 'lossShare', Tensor>> &
  Readonly<Partial<Record<'mixedLabels' | 'mixedShare', Tensor>>>;

export class CapturedGradients {
  readonly #parts: CapturedGradientsParts;
  /** The averages of a batch of so many images, whose values are outputs of the recording. */
  readonly #averages = new Map<number, readonly WaitingAverages[]>();
  readonly #capture: RenewedCapture<keyof Inputs, string>;

  constructor(plugin: Pick<DevicePlugin, 'capture'>, parts: CapturedGradientsParts) {
    this.#parts = parts;
    this.#capture = new RenewedCapture(
      () => plugin.capture((inputs) => this.#recorded(inputs)),
      parts.signature,
    );
  }

  /** The number of calls that were replays. */
  get replays(): number {
    return this.#capture.replays;
  }

  /** Why the gradients are computed each time, where they are. */
  get refusal(): string | undefined {
    return this.#capture.refusal;
  }

  /** Returns the gradients of a batch's loss times a share. */
  of({ mixing, ...inputs }: StepInputs, share: number): BatchGradients {
    const lossShare = scalar(share);
    const ofMixing = mixing && { mixedLabels: mixing.labels, mixedShare: mixing.share };
    try {
      const given: Inputs = { ...inputs, ...ofMixing, lossShare };
      const outputs = this.#capture.current().run(given as Required<Inputs>);
      return this.#sorted(Object.values(outputs), inputs.labels.size);
    } finally {
      lossShare.dispose();
    }
  }

  dispose(): void {
    this.#capture.dispose();
  }

  /** Returns the figures, the values of the averages and the gradients, in this order. */
  #recorded(inputs: Inputs): Readonly<Record<string, Tensor>> {
    const { gradients, figures, averages } = this.#parts.gradients(stepInputsOf(inputs), inputs.lossShare);
    try {
      this.#averages.set(inputs.labels.size, averages);
      const values = averages.flat().map(({ value }) => clone(value));
      return Object.fromEntries([figures, ...values, ...gradients].map((value, i) => [`output ${i}`, value]));
    } finally {
      disposeAverages(averages);
    }
  }

  /** Gives the outputs of a recording their meaning. */
  #sorted(outputs: readonly Tensor[], images: number): BatchGradients {
    let next = 1;
    const averages = (this.#averages.get(images) ?? []).map((part) =>
      part.map((average) => ({ ...average, value: elementAt(outputs, next++) })),
    );
    return { figures: elementAt(outputs, 0) as Tensor1D, averages, gradients: outputs.slice(next) };
  }
}

function stepInputsOf({ images, labels, step, mixedLabels, mixedShare }: Inputs): StepInputs {
  const mixing = mixedLabels &&
    mixedShare && { labels: mixedLabels as Tensor1D, share: mixedShare as Tensor1D };
  return {
    images: images as Tensor4D,
    labels: labels as Tensor1D,
    step: step as Tensor1D,
    ...(mixing && { mixing }),
  };
}
