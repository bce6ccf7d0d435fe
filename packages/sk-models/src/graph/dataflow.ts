/** A model as steps and the values between them: who makes a value, and who reads it. Nested models are unrolled. */
import type { LayersModel, Shape } from '@tensorflow/tfjs-layers';
import { foldModel, type Layer, type LayerUse } from './modelGraph.js';

export interface Value {
  /** With the batch. */
  readonly shape: Shape;
  /** None makes an input of the model. */
  readonly maker?: Step;
  /** One for each time that the value is read. */
  readonly readers: readonly Step[];
  readonly isOutput: boolean;
}

/** One use of a layer. */
export interface Step {
  readonly use: LayerUse;
  readonly reads: readonly Value[];
  readonly makes: readonly Value[];
}

export interface Dataflow {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** Each after those that it reads from. */
  readonly steps: readonly Step[];
  /** How many steps use a layer. */
  readonly uses: ReadonlyMap<Layer, number>;
}

interface OpenValue extends Value {
  maker?: Step;
  readonly readers: Step[];
  isOutput: boolean;
}

export function dataflow(model: LayersModel): Dataflow {
  const steps: Step[] = [];
  const uses = new Map<Layer, number>();
  const open = ({ shape }: { readonly shape: Shape }): OpenValue => ({ shape, readers: [], isOutput: false });
  const inputs = model.inputs.map(open);
  const outputs = foldModel<OpenValue>(model, inputs, (use, reads) => {
    const makes = use.outputs.map(open);
    const step = { use, reads, makes };
    for (const value of reads) value.readers.push(step);
    for (const value of makes) value.maker = step;
    uses.set(use.layer, (uses.get(use.layer) ?? 0) + 1);
    steps.push(step);
    return makes;
  });
  for (const value of outputs) value.isOutput = true;
  return { inputs, outputs, steps, uses };
}
