/**
 * The rows of Tables 6 and 7 with `sknet_slim` in the place of SKNet-50: an eighth of the groups, and images of 32 pixels. D = 2 of
 * Table 6 and K3 and K5 with SK of Table 7 are `sknet_slim` itself; K3 alone is `resnext_slim`.
 */
import { backbones } from './backbones.js';
import { slimK3 as K3, slimK5 as K5, slimK7 as K7, type SKNetConfig, slim } from './sknetConfig.js';

const sknetSlim = { dataset: 'cifar', backbone: backbones.slim, ...slim } as const;

export const slimAblations: Readonly<Record<string, SKNetConfig>> = {
  sknet_slim_d1: {
    description: 'sknet_slim with two 3x3 kernels, neither dilated',
    ...sknetSlim,
    branches: [K3, K3],
  },
  sknet_slim_d3: {
    description: 'sknet_slim selecting between K3 and K7: the second kernel dilated by 3',
    ...sknetSlim,
    branches: [K3, K7],
  },
  sknet_slim_5x5_g8: {
    description: 'sknet_slim, the second kernel a 5x5 in 8 groups',
    ...sknetSlim,
    branches: [K3, { kernelSize: 5, groups: 8 }],
  },
  sknet_slim_7x7_g16: {
    description: 'sknet_slim, the second kernel a 7x7 in 16 groups',
    ...sknetSlim,
    branches: [K3, { kernelSize: 7, groups: 16 }],
  },
  sknet_slim_k5: {
    description: 'sknet_slim with K5 alone',
    ...sknetSlim,
    branches: [K5],
    attention: false,
  },
  sknet_slim_k7: {
    description: 'sknet_slim with K7 alone',
    ...sknetSlim,
    branches: [K7],
    attention: false,
  },
  sknet_slim_k3_k5_sum: {
    description: 'sknet_slim that sums K3 and K5',
    ...sknetSlim,
    branches: [K3, K5],
    attention: false,
  },
  sknet_slim_k3_k7_sum: {
    description: 'sknet_slim that sums K3 and K7',
    ...sknetSlim,
    branches: [K3, K7],
    attention: false,
  },
  sknet_slim_k5_k7_sum: {
    description: 'sknet_slim that sums K5 and K7',
    ...sknetSlim,
    branches: [K5, K7],
    attention: false,
  },
  sknet_slim_k5_k7: {
    description: 'sknet_slim selecting between K5 and K7',
    ...sknetSlim,
    branches: [K5, K7],
  },
  sknet_slim_k3_k5_k7_sum: {
    description: 'sknet_slim that sums K3, K5 and K7',
    ...sknetSlim,
    branches: [K3, K5, K7],
    attention: false,
  },
  sknet_slim_k3_k5_k7: {
    description: 'sknet_slim selecting among K3, K5 and K7',
    ...sknetSlim,
    branches: [K3, K5, K7],
  },
};
