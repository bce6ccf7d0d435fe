import type { KernelCall } from 'sk-core';
import { describe, expect, it } from 'vitest';
import { kernelTotals } from '../../src/commands/bench/profile/kernelTotals.js';
import { shapeClass } from '../../src/commands/bench/profile/shapeClass.js';
import { describeSpeed, type SpeedReport, speedJson } from '../../src/commands/bench/speedReport.js';

const convolution = (milliseconds: number, channels = 8): KernelCall => ({
  kernelName: 'SkGroupedConv2D',
  inputs: { x: [1, 9, 9, 8], filter: [3, 3, 2, channels] },
  outputs: [[1, 4, 4, channels]],
  attrs: { groups: 4, strides: [2, 2], dilations: [1, 1], pads: [0, 0, 0, 0] },
  milliseconds,
  macs: 1e6,
  bytes: 4e6,
});

const addition: KernelCall = {
  kernelName: 'Add',
  inputs: { a: [1, 4, 4, 8], b: [1, 4, 4, 8] },
  outputs: [[1, 4, 4, 8]],
  milliseconds: 4,
  macs: 0,
  bytes: 8e6,
};

const view: KernelCall = { ...addition, kernelName: 'Reshape', milliseconds: 1, bytes: 0 };

describe('shapeClass', () => {
  it.each([
    [convolution(1), '1x9x9x8 * 3x3x2x8 -> 1x4x4x8, strides 2, groups 4'],
    [addition, '2 of 1x4x4x8 -> 1x4x4x8'],
    [{ inputs: { x: [2, 4], gamma: [4] }, outputs: [[2, 4], [4]], kernelName: '' }, '2x4 -> 2x4'],
    [{ inputs: { x: [7] }, outputs: [[]], kernelName: '' }, '7 -> scalar'],
    [{ inputs: {}, outputs: [[3, 4]], kernelName: 'Fill', attrs: { strides: [1, 2] } }, '3x4, strides 1x2'],
  ])('%j', (call, text) => {
    expect(shapeClass(call)).toBe(text);
  });
});

describe('kernelTotals', () => {
  const calls = [convolution(2), addition, convolution(5, 16), convolution(2), addition, convolution(5, 16)];

  it('adds up the calls of each kernel and tells those of one step, the slowest first', () => {
    expect(kernelTotals(calls, 2, 'kernel')).toEqual([
      { kernel: 'SkGroupedConv2D', calls: 2, milliseconds: 7, multiplyAdds: 2e6, bytes: 8e6 },
      { kernel: 'Add', calls: 1, milliseconds: 4, multiplyAdds: 0, bytes: 8e6 },
    ]);
  });

  it('tells the shapes of one kernel apart', () => {
    const totals = kernelTotals(calls, 2, 'shape');
    expect(totals.map(({ kernel, calls: count }) => [kernel, count])).toEqual([
      ['SkGroupedConv2D', 1],
      ['Add', 1],
      ['SkGroupedConv2D', 1],
    ]);
    expect(totals[0]?.shape).toBe('1x9x9x8 * 3x3x2x16 -> 1x4x4x16, strides 2, groups 4');
  });
});

describe('describeSpeed', () => {
  const calls = [convolution(2), addition, view];
  const report: SpeedReport = {
    model: 'sknet_slim',
    backend: 'wasm',
    work: 'training step',
    batchSize: 4,
    image: [32, 32, 3],
    steps: 7,
    median: 8,
    least: 7.5,
    imagesPerSecond: 500,
    gmacs: 0.5,
    baseline: { size: 1024, median: 1073.741824, gmacs: 1 },
    ofBaseline: 0.5,
    memory: { heapBytes: 5e8, usedBytes: 1e8, limitBytes: 4e9 },
    profile: { step: 10, outside: 3, kernels: kernelTotals(calls, 1, 'kernel') },
  };

  it('has rates of multiply-adds where a kernel multiplies, and of bytes where it moves them', () => {
    expect(describeSpeed(report)).toBe(
      [
        'sknet_slim on wasm: training step of 4 x 32x32x3',
        '  time      8.00 ms (median of 7; least 7.50 ms)',
        '  speed     500.0 images/s, 0.50 GMAC/s',
        "  baseline  50.0 % of the 1.00 GMAC/s of tfjs's own 1024x1024 matMul (1074 ms)",
        '  heap      0.50 GB of 4.00 GB',
        '',
        'kernel              calls     ms  of step  GMAC/s  GB/s  of baseline',
        'Add                     1   4.00   40.0 %           2.0',
        'SkGroupedConv2D         1   2.00   20.0 %     0.5             50.0 %',
        'Reshape                 1   1.00   10.0 %',
        'outside of kernels          3.00   30.0 %',
        'step                       10.00  100.0 %     0.1             10.0 %',
      ].join('\n'),
    );
  });

  it('has a column of shapes where the rows are shapes', () => {
    const profile = { step: 10, outside: 3, kernels: kernelTotals(calls, 1, 'shape') };
    const table = describeSpeed({ ...report, profile })
      .split('\n')
      .slice(6);
    expect(table[0]).toMatch(/of baseline {2}shapes$/);
    expect(table[2]).toMatch(/50\.0 % {2}1x9x9x8 \* 3x3x2x8 -> 1x4x4x8, strides 2, groups 4$/);
  });

  describe('on a device', () => {
    const onDevice = (call: KernelCall, dispatches: number): KernelCall => ({ ...call, dispatches });
    const launched = [onDevice(convolution(2), 1), onDevice(addition, 1), onDevice(convolution(2), 3)];
    const idle = { ...onDevice(view, 0), milliseconds: 0 };
    const device = { dispatches: 5, bytes: 16e6, leastBytes: 10e6 };
    const memory = { heapBytes: 5e8, usedBytes: 1e8, limitBytes: Infinity };
    const onGpu: SpeedReport = {
      ...report,
      backend: 'webgpu',
      copy: { bytes: 2e9, median: 0.5, gigabytesPerSecond: 4 },
      memory,
      profile: { step: 10, outside: 2, kernels: kernelTotals([...launched, idle], 1, 'kernel'), device },
    };

    it('has dispatches, and both rates beside the baseline and the copy', () => {
      expect(describeSpeed(onGpu).split('\n').slice(4)).toEqual([
        '  copy      4.0 GB/s (2000 MB read and written in 0.50 ms)',
        '  heap      0.50 GB',
        '',
        'kernel           calls  dispatches    ms  of step  GFLOP/s  of baseline  GB/s  of copy',
        'SkGroupedConv2D      2           4  4.00   40.0 %      1.0       50.0 %   2.0   50.0 %',
        'Add                  1           1  4.00   40.0 %                         2.0   50.0 %',
        'all kernels                      5  8.00   80.0 %      0.5       25.0 %   2.0   50.0 %',
        'device waits                        2.00   20.0 %',
        '',
        '16.0 MB in 5 dispatches: 1.60 times the 10.0 MB that the layers read and write at least',
      ]);
    });

    it('has counts alone where the device has no clock, most bytes first', () => {
      const calls = launched.map(({ milliseconds: _, ...call }) => call);
      const { copy: _, ...rest } = onGpu;
      const profile = { step: 10, kernels: kernelTotals(calls, 1, 'kernel'), device };
      expect(
        describeSpeed({ ...rest, profile })
          .split('\n')
          .slice(6),
      ).toEqual([
        'kernel           calls  dispatches',
        'SkGroupedConv2D      2           4',
        'Add                  1           1',
        'all kernels                      5',
        '',
        '16.0 MB in 5 dispatches: 1.60 times the 10.0 MB that the layers read and write at least',
      ]);
    });
  });

  it('keeps the names of the JSON', () => {
    const json = JSON.parse(speedJson(report)) as Record<string, unknown>;
    expect(json).toMatchObject({ roof: report.baseline, ofRoof: 0.5, imagesPerSecond: 500 });
    expect(Object.keys(json)).not.toContain('baseline');
  });

  it('leaves out what is not known', () => {
    const { profile: _, memory: __, ...bare } = report;
    expect(describeSpeed(bare)).not.toMatch(/heap|kernel/);
  });
});
