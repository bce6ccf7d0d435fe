/** What does a training step cost, and how much more of it does SKNet-50 take than ResNeXt-50? */
import type { Question } from '../harness/questions/question.js';
import type { NetworkWork } from '../harness/work/work.js';

const resnext: NetworkWork = { kind: 'trainStep', network: 'resnext50', batch: 4 };
const sknet: NetworkWork = { ...resnext, network: 'sknet50' };

export const question: Question = {
  runtimes: ['ours', 'ours-2', 'stock', 'torch', 'torch-2', 'timm', 'timm-2'],
  tasks: [{ works: [sknet, resnext], base: resnext }],
};
