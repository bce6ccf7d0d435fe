/** The gate of a step: nothing changes once a loss is not finite. */
import { engine, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import { work } from '../gpu/workspace.js';
import { gateShader } from '../shaders/optim/gate.js';
import { currentBackend, forgetValues } from '../tfjs/tfjsBackend.js';
import { unshare } from './unshare.js';

/** Does what {@link BackendPlugin} says of `gate`. */
export function gate(loss: Tensor, failures: Variable): Tensor {
  const backend = currentBackend();
  unshare(backend, failures);
  const info = work('gate', backend, (space) => {
    const y = space.output([1]);
    space.run(
      gateShader,
      {},
      { inputs: [loss], outputs: [failures, y], uniforms: {}, workgroups: [1, 1, 1] },
    );
    return y;
  });
  forgetValues(backend, failures.dataId);
  return engine().makeTensorFromTensorInfo(info);
}
