/** Ops that move bytes, as programs of tfjs: forward, or the gradient alone. */
import type * as tf from '@tensorflow/tfjs-core';
import {
  batchNormTraining,
  batchNormTrainingBackprop,
  channelShuffle,
  fuse,
  fuseBackprop,
  pluginOf,
  select,
  selectBackpropAttention,
  selectBackpropBranch,
} from 'sk-core';
import { CannotError } from '../work/cannotError.js';
import { imageShape } from '../work/shapes.js';
import type { MovingWork } from '../work/work.js';
import { noise, type Program, program } from './program.js';

const shuffleGroups = 4;

export function moving(work: MovingWork): Program {
  const shape = imageShape(work);
  const [n, , , c] = shape;
  const tensors = (count: number): tf.Tensor4D[] => Array.from({ length: count }, () => noise(shape));
  const backward = work.pass === 'backward';
  switch (work.op) {
    case 'copy': {
      const copy = pluginOf()?.copy;
      if (copy === undefined) throw new CannotError('has no kernel that copies');
      const held = tensors(1);
      return program(held, () => copy(held[0] as tf.Tensor));
    }
    case 'bufferCopy':
      throw new CannotError('has no command that copies');
    case 'select': {
      const [branches, attention, dy] = [tensors(2), noise<tf.Rank.R3>([n, 2, c]), noise<tf.Rank.R4>(shape)];
      return program([...branches, attention, dy], () =>
        backward
          ? [
              ...branches.map((_, branch) => selectBackpropBranch({ dy, attention }, { branch })),
              selectBackpropAttention({ branches, dy }),
            ]
          : select({ branches, attention }),
      );
    }
    case 'fuse': {
      const [branches, dy] = [tensors(2), noise<tf.Rank.R2>([n, c])];
      return program([...branches, dy], () =>
        backward ? fuseBackprop({ dy }, { shape }) : fuse({ branches }),
      );
    }
    case 'batchNorm': {
      const [x, dy] = tensors(2) as [tf.Tensor, tf.Tensor];
      const [gamma, beta, mean, variance, dmean, dvariance] = Array.from({ length: 6 }, () =>
        noise<tf.Rank.R1>([c]),
      ) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      const attrs = { epsilon: 1e-5, relu: false };
      const inputs = { x, gamma, beta };
      const gradient = { ...inputs, mean, variance, dy, dmean, dvariance };
      return program(Object.values(gradient), () =>
        Object.values(
          backward ? batchNormTrainingBackprop(gradient, attrs) : batchNormTraining(inputs, attrs),
        ),
      );
    }
    case 'channelShuffle': {
      const [x] = tensors(1) as [tf.Tensor];
      return program([x], () =>
        channelShuffle({ x }, { groups: backward ? c / shuffleGroups : shuffleGroups }),
      );
    }
  }
}
