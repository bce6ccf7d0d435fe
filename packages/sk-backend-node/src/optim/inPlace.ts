/** Steps of large weights in place: TensorFlow's own optimiser changes a variable of its own, which holds one weight after another. */
import type { Variable } from '@tensorflow/tfjs-core';
import type { MomentumStep, WeightStep } from 'sk-core';
import type { EagerOps } from '../tensorflow/eagerOps.js';
import type { NodeBackend, TensorId } from '../tensorflow/nodeBackend.js';

/** The name of resources that go with their last handle. */
const anonymous = 'cd2c89b7-88b7-44c8-ad83-06c2a9158347';

/** Data that a step has made: nobody else knows its memory, as JavaScript knows that of a tensor which it has filled. */
const ownData = new WeakSet<object>();

/** Notes that a step has made the data of a variable. */
export function noteOwn({ dataId }: Variable): void {
  ownData.add(dataId);
}

/** Tells whether a variable may change in place. */
export const isOwn = ({ dataId }: Variable, backend: NodeBackend): boolean =>
  ownData.has(dataId) && backend.tensorMap.get(dataId).refCount === 1;

/** Changes the weights and velocities in place: v = momentum * (v + decay / momentum * w) + g. */
export function descendInPlace(
  ops: EagerOps,
  steps: readonly WeightStep[],
  { momentum, nesterov }: MomentumStep,
  learningRate: TensorId,
  backend: NodeBackend,
): void {
  if (steps.length === 0) return;
  const [ofWeight, ofVelocity] = [resource(ops), resource(ops)];
  const dtype = [ops.float32('dtype')];
  const attributes = [ops.float32(), ops.bool('use_locking', false)];
  const rate = ops.filled(momentum);
  for (const { weight, velocity, gradient, decay } of steps) {
    const [w, v] = [weight, velocity].map(({ dataId }) => backend.tensorMap.get(dataId));
    if (w === undefined || v === undefined) continue;
    ops.none('AssignVariableOp', dtype, [ofWeight, w.id]);
    ops.none('AssignVariableOp', dtype, [ofVelocity, v.id]);
    // TensorFlow copies memory that a second tensor holds before it changes it: the variable must be the only holder.
    const give = (data: { id: TensorId }): void => backend.binding.deleteTensor(data.id);
    const take = (data: { id: TensorId }, from: TensorId): void => {
      data.id = ops.kept(ops.one('ReadVariableOp', dtype, [from]));
    };
    give(v);
    try {
      if (decay !== 0) {
        const inputs = [ofVelocity, ops.filled(-decay / momentum), w.id];
        ops.none('ResourceApplyGradientDescent', attributes, inputs);
      }
      give(w);
      try {
        const inputs = [ofWeight, ofVelocity, learningRate, ops.input(gradient), rate];
        ops.none('ResourceApplyMomentum', [...attributes, ops.bool('use_nesterov', nesterov)], inputs);
      } finally {
        take(w, ofWeight);
      }
    } finally {
      take(v, ofVelocity);
    }
  }
}

function resource(ops: EagerOps): TensorId {
  return ops.one(
    'VarHandleOp',
    [
      ops.string('container', ''),
      ops.string('shared_name', anonymous),
      ops.float32('dtype'),
      ops.shape('shape', []),
    ],
    [],
  );
}
