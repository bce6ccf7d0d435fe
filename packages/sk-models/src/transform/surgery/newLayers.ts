/** Makes the layers that stand where a convolution stood: the SK convolution, and what the old layer did behind its kernel. */
import { layers } from '@tensorflow/tfjs-layers';
import type { Layer } from '../../graph/modelGraph.js';
import type { NewLayer } from '../../graph/modelRebuild.js';
import type { Replacement } from './findReplacements.js';
import type { SurgeryStart } from './options.js';
import { startWeights } from './startWeights.js';

type Conv2DArgs = Parameters<typeof layers.conv2d>[0];
type ActivationArgs = Parameters<typeof layers.activation>[0];

/** Returns the layers, one behind the other. */
export function newLayers(replacement: Replacement, start: SurgeryStart): readonly NewLayer[] {
  const { conv, norm, sk } = replacement;
  const activation = norm?.settings.relu === true ? 'relu' : conv.activation;
  return [
    { create: () => sk, finish: () => sk.setWeights(startWeights(replacement, start)) },
    ...(conv.isSeparable ? [pointwise(conv.layer, sk.name)] : []),
    ...(activation === 'linear' ? [] : [activationLayer(sk.name, activation)]),
  ];
}

/** Makes the second half of a separable convolution, with its bias and activation. */
function pointwise(separable: Layer, name: string): NewLayer {
  const { pointwiseRegularizer, pointwiseConstraint, ...config } = separable.getConfig();
  const { filters, useBias, activation, biasRegularizer, biasConstraint, activityRegularizer } = config;
  const args = {
    ...{ name: `${name}/pointwise`, filters, kernelSize: 1, useBias, activation, kernelInitializer: 'zeros' },
    ...{ kernelRegularizer: pointwiseRegularizer, kernelConstraint: pointwiseConstraint },
    ...{ biasRegularizer, biasConstraint, activityRegularizer, trainable: separable.trainable },
  };
  return {
    create: () => layers.conv2d(args as object as Conv2DArgs),
    finish: (conv) => conv.setWeights(separable.getWeights().slice(1)),
  };
}

function activationLayer(name: string, activation: string): NewLayer {
  const args = { name: `${name}/${activation}`, activation } as ActivationArgs;
  return { create: () => layers.activation(args) };
}
