/** Images as numbers, from their bytes, by one dispatch. */
import * as tf from '@tensorflow/tfjs-core';
import type { ByteTensors, ImagesShape } from 'sk-core';
import { floatImagesGroupSize, floatImagesShader } from '../shaders/floatImages.js';
import { currentBackend } from '../tfjs/tfjsBackend.js';
import { ceilDiv, line } from '../wgsl/grid.js';
import { compute } from './compute.js';
import { work } from './workspace.js';

/** Does what {@link BackendPlugin} says of `floatImages`. */
export function floatImages({ words, table, placements }: ByteTensors, shape: ImagesShape): tf.Tensor {
  const [, height, width, channels] = shape;
  const count = tf.util.sizeFromShape([...shape]);
  const info = work('floatImages', currentBackend(), (space) => {
    const y = space.output([...shape]);
    // A workspace would make numbers of the words.
    compute(
      space.backend,
      'floatImages',
      floatImagesShader,
      {},
      {
        inputs: [words, table, placements],
        outputs: [y],
        uniforms: { count, height, width, channels },
        workgroups: line(ceilDiv(count, floatImagesGroupSize)),
      },
    );
    return y;
  });
  return tf.engine().makeTensorFromTensorInfo(info);
}
