/**
 * SKNet-50 with other kernels: the rows of Tables 6 and 7 that are no other variant. D = 2 of Table 6 is `sknet50`, and so are
 * K3 and K5 with SK of Table 7.
 */
import { backbones } from './backbones.js';
import { K3, K5, K7, type SKNetConfig, typical } from './sknetConfig.js';

const sknet50 = { dataset: 'imagenet', backbone: backbones.layers50, ...typical } as const;

export const sknetAblations: Readonly<Record<string, SKNetConfig>> = {
  sknet50_d1: {
    description: 'SKNet-50 with two 3x3 kernels, neither dilated',
    paper: { source: 'Table 6', parameters: '27.5M', gflops: '4.47' },
    ...sknet50,
    branches: [K3, K3],
  },
  sknet50_d3: {
    description: 'SKNet-50, the second kernel dilated by 3',
    paper: { source: 'Table 6', parameters: '27.5M', gflops: '4.47' },
    ...sknet50,
    branches: [K3, K7],
  },
  sknet50_5x5_g64: {
    description: 'SKNet-50, the second kernel a 5x5 in 64 groups',
    paper: { source: 'Table 6', parameters: '28.1M', gflops: '4.56' },
    ...sknet50,
    branches: [K3, { kernelSize: 5, groups: 64 }],
  },
  sknet50_7x7_g128: {
    description: 'SKNet-50, the second kernel a 7x7 in 128 groups',
    paper: { source: 'Table 6', parameters: '28.1M', gflops: '4.55' },
    ...sknet50,
    branches: [K3, { kernelSize: 7, groups: 128 }],
  },
  sknet50_k3: {
    description: 'SKNet-50 with K3 alone: ResNeXt-50',
    paper: { source: 'Table 7', parameters: '25.0M', gflops: '4.24' },
    ...sknet50,
    branches: [K3],
    attention: false,
  },
  sknet50_k5: {
    description: 'SKNet-50 with K5 alone: ResNeXt-50, dilated by 2',
    paper: { source: 'Table 7', parameters: '25.0M', gflops: '4.24' },
    ...sknet50,
    branches: [K5],
    attention: false,
  },
  sknet50_k7: {
    description: 'SKNet-50 with K7 alone: ResNeXt-50, dilated by 3',
    paper: { source: 'Table 7', parameters: '25.0M', gflops: '4.24' },
    ...sknet50,
    branches: [K7],
    attention: false,
  },
  sknet50_k3_k5_sum: {
    description: 'SKNet-50 that sums K3 and K5',
    paper: { source: 'Table 7', parameters: '26.5M', gflops: '4.46' },
    ...sknet50,
    branches: [K3, K5],
    attention: false,
  },
  sknet50_k3_k7_sum: {
    description: 'SKNet-50 that sums K3 and K7',
    paper: { source: 'Table 7', parameters: '26.5M', gflops: '4.46' },
    ...sknet50,
    branches: [K3, K7],
    attention: false,
  },
  sknet50_k3_k7: {
    description: 'SKNet-50 selecting between K3 and K7',
    paper: { source: 'Table 7', parameters: '27.5M', gflops: '4.47' },
    ...sknet50,
    branches: [K3, K7],
  },
  sknet50_k5_k7_sum: {
    description: 'SKNet-50 that sums K5 and K7',
    paper: { source: 'Table 7', parameters: '26.5M', gflops: '4.46' },
    ...sknet50,
    branches: [K5, K7],
    attention: false,
  },
  sknet50_k5_k7: {
    description: 'SKNet-50 selecting between K5 and K7',
    paper: { source: 'Table 7', parameters: '27.5M', gflops: '4.47' },
    ...sknet50,
    branches: [K5, K7],
  },
  sknet50_k3_k5_k7_sum: {
    description: 'SKNet-50 that sums K3, K5 and K7',
    paper: { source: 'Table 7', parameters: '28.0M', gflops: '4.69' },
    ...sknet50,
    branches: [K3, K5, K7],
    attention: false,
  },
  sknet50_k3_k5_k7: {
    description: 'SKNet-50 selecting among K3, K5 and K7',
    paper: { source: 'Table 7', parameters: '29.3M', gflops: '4.70' },
    ...sknet50,
    branches: [K3, K5, K7],
  },
};
