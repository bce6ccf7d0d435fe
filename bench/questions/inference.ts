/** What does a prediction cost, and how much more of it does SKNet-50 take than ResNeXt-50? */
import type { Question } from '../harness/questions/question.js';
import type { NetworkWork } from '../harness/work/work.js';

const resnext: NetworkWork = { kind: 'inference', network: 'resnext50', batch: 1 };
const sknet: NetworkWork = { ...resnext, network: 'sknet50' };

export const question: Question = {
  runtimes: [
    'ours',
    'ours-2',
    'folded',
    'stock',
    'ort-web',
    'ort-node',
    'ort-node-2',
    'torch',
    'torch-2',
    'timm',
    'timm-2',
  ],
  tasks: [{ works: [sknet, resnext], base: resnext }],
};
