import { readFileSync } from 'node:fs';
import '@tensorflow/tfjs-backend-cpu';
import { createModel, leastBytes as leastOfModel } from 'sk-models';
import { describe, expect, it } from 'vitest';
import { leastBytes, leastMs, leastSteps, movedBytes } from '../work/least.js';
import { macsOf } from '../work/macs.js';
import type { MovingWork, NetworkWork, Work } from '../work/work.js';

const moving = (op: MovingWork['op'], pass: MovingWork['pass']): MovingWork => ({
  ...{ kind: 'moving', op, pass },
  ...{ batch: 2, size: 3, channels: 4 },
});
const image = 2 * 3 * 3 * 4;

describe('the least of a work', () => {
  it('a network in a batch moves what sk-models says', () => {
    const step: NetworkWork = { kind: 'trainStep', network: 'sknet50', batch: 8 };
    const model = createModel('sknet50', { seed: 1 });
    const { forward, backward, update } = leastOfModel(model, 8);
    model.dispose();
    expect(leastBytes({ ...step, kind: 'inference' })).toBe(forward);
    // But for the classifier's bias.
    expect(Math.abs(leastBytes(step) / (forward + backward + update) - 1)).toBeLessThan(1e-5);
  });

  it('the traffic of SKNet-50 is written down beside its least', () => {
    const model = createModel('sknet50', { seed: 1 });
    const [one, many] = [leastOfModel(model, 1), leastOfModel(model, 32)];
    model.dispose();
    const file = new URL('../../results/traffic.webgpu.count.node20-tfjs4.22.csv', import.meta.url);
    const lines = readFileSync(file, 'utf8').split('\n');
    const least = (pass: string, batch: number, bytes: number) =>
      expect(lines).toContain(`"SKNet-50, 224x224, ${pass}",${batch},least,all,all,,${bytes},,,1`);
    least('inference', 1, one.forward);
    least('training forward', 32, many.forward);
    least('training step', 32, many.forward + many.backward);
    least('momentum', 32, (3 * many.update) / 5);
  });

  it.each<Work>([
    { kind: 'trainStep', network: 'resnext50', batch: 4 },
    { kind: 'skUnit', batch: 2, size: 8, channels: 64 },
    {
      ...{ kind: 'groupedConv', pass: 'training', batch: 2, size: 8, channels: 8 },
      ...{ groups: 2, kernel: 3, dilation: 1, stride: 2 },
    },
  ])('the passes of $kind multiply what the work does', (work) => {
    const total = leastSteps(work).reduce((sum, step) => sum + step.macs, 0);
    expect(total).toBe(macsOf(work));
  });

  it('a pass takes as long as the slower of moving and multiplying', () => {
    const product: Work = {
      ...{ kind: 'matMul', m: 10, k: 10, n: 10 },
      ...{ transposeA: false, transposeB: false },
    };
    expect(leastMs(product, { bytesPerMs: 1200, macsPerMs: 1e9 })).toBe(1);
    expect(leastMs(product, { bytesPerMs: 1e9, macsPerMs: 500 })).toBe(2);
  });

  it.each([
    [moving('copy', 'forward'), 2 * image],
    [moving('select', 'forward'), 3 * image + 2 * 2 * 4],
    [moving('select', 'backward'), 5 * image + 2 * 2 * 2 * 4],
    [moving('fuse', 'backward'), image + 2 * 4],
    [moving('batchNorm', 'forward'), 3 * image + 4 * 4],
    [moving('batchNorm', 'backward'), 5 * image + 8 * 4],
  ])('$op $pass moves its values, a batch norm what it needs twice', (work, values) => {
    expect(movedBytes(work)).toBe(4 * values);
  });
});
