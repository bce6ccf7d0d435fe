/** The built command on WebGPU: SwiftShader on Linux x64, and elsewhere the machine's own adapter. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readLog } from 'sk-io/node';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Finished, runCommand } from '../command.js';
import { temporaryFolder, writeImageFolder } from '../imageFiles.js';
import { writeSmallNetwork } from '../smallNetwork.js';

const onGpu = (args: readonly string[]): Promise<Finished> => runCommand(args, { gpu: true });
const webgpu = ['--backend', 'webgpu', '--allow-software'];

interface DoctorReport {
  readonly backends: readonly {
    readonly name: string;
    readonly reason?: string;
    readonly health?: { readonly isRight: boolean };
    readonly kernels?: Readonly<Record<string, string>>;
    readonly memory?: { readonly heapBytes: number; readonly limitBytes: number | null };
    readonly device?: {
      readonly description: string;
      readonly software: boolean;
      readonly features: readonly string[];
      readonly limits: Readonly<Record<string, number>>;
    };
  }[];
}

/** On a software adapter shaders take a minute: SK_TEST_FULL=1 adds training and profiles. */
const full = process.env['SK_TEST_FULL'] === '1';
/** Compiling the shaders takes most of it on a processor. */
const timeout = 3_600_000;

let words: Finished;
let report: DoctorReport;
let isSoftware: boolean;

beforeAll(async () => {
  words = await onGpu(['doctor']);
  const { stdout } = await onGpu(['doctor', '--json']);
  report = JSON.parse(stdout) as DoctorReport;
  isSoftware = report.backends[0]?.device?.software as boolean;
}, timeout);

describe('doctor', () => {
  it('examines webgpu first, and the others after it', () => {
    expect(words).toMatchObject({ code: 0, stderr: '' });
    expect(report.backends.map(({ name }) => name)).toEqual(['webgpu', 'tensorflow', 'wasm', 'cpu']);
    // The binding of TensorFlow is built in a folder of its own: tools/tensorflow.
    const others = report.backends.filter(({ name }) => name !== 'tensorflow');
    expect(others.map(({ health }) => health?.isRight)).toEqual([true, true, true]);
  });

  it('names adapter, features and limits, and says whether the adapter is software', () => {
    const device = report.backends[0]?.device;
    expect(device?.limits).toMatchObject({ maxStorageBuffersPerShaderStage: expect.any(Number) });
    expect(words.stdout).toContain(device?.description);
    expect(words.stdout).toContain(`features: ${device?.features.join(', ')}`);
    expect(words.stdout).toContain('products: float32 everywhere');
    expect(words.stdout).toMatch(/limits: .*maxBufferSize \d+/);
    expect(words.stdout.includes('a software adapter')).toBe(isSoftware);
  });

  it('tells which operators have kernels of the plug-in, and that memory has no limit', () => {
    expect(report.backends[0]?.kernels).toMatchObject({ SkChannelShuffle: 'plugin' });
    expect(report.backends[0]?.memory).toMatchObject({ heapBytes: expect.any(Number), limitBytes: null });
    expect(words.stdout).toContain('memory: as much as the device gives');
  });
});

describe('the choice of a backend', () => {
  const bench = ['bench', '--image-size', '8', '--batch-size', '1', '--steps', '1', '--inference'];

  it('refuses a software adapter unless it is allowed, in one line', async () => {
    const result = await onGpu([...bench, '--backend', 'webgpu']);
    expect(result.code).toBe(isSoftware ? 2 : 0);
    const refusal = /^sk-train: no backend starts: webgpu: the only adapter is .*--allow-software.*\n$/;
    expect(result.stderr).toMatch(isSoftware ? refusal : /backend: webgpu, as asked/);
  });

  it('auto takes a GPU, never a software adapter, and says why', async () => {
    const { code, stderr } = await onGpu([...bench, '--allow-software']);
    expect(code).toBe(0);
    // On a busy machine lines about its progress follow.
    const passed = /^backend: wasm, the fastest that starts here; webgpu: the only adapter is .*$/m;
    expect(stderr).toMatch(isSoftware ? passed : /^backend: webgpu, the fastest that starts here$/m);
  });

  it('refuses an adapter of another name', async () => {
    const result = await onGpu([...bench, ...webgpu, '--adapter', 'Voodoo']);
    expect(result.code).toBe(2);
    expect(result.stderr).toMatch(/^sk-train: no backend starts: webgpu: .*Voodoo.*\n$/);
  });
});

if (full) {
  describe('fit', () => {
    it('trains a network, and goes on where a run on wasm stopped', { timeout }, async () => {
      const folder = await temporaryFolder();
      const data = await writeImageFolder(join(folder, 'data'), { train: 8, test: 1 }, { extension: 'jpg' });
      const network = await writeSmallNetwork(join(folder, 'network'));
      const run = join(folder, 'run');
      const fit = (steps: number, ...backend: string[]): string[] => [
        ...['fit', '--data', data, '--out', run, '--from', network, '--batch-size', '4', '--epochs', '3'],
        ...['--lr', '0.02', '--log-every', '1', '--workers', '0'],
        ...['--max-steps', `${steps}`, '--backend', ...backend],
      ];
      const first = await runCommand(fit(2, 'wasm'));
      expect(first, first.stderr).toMatchObject({ code: 0 });
      const second = await onGpu([...fit(4, 'webgpu', '--allow-software'), '--resume']);
      expect(second, second.stderr).toMatchObject({ code: 0 });
      expect(second.stderr).toContain('backend: webgpu, as asked');
      expect(second.stderr).toContain('step 2, epoch 1');
      const steps = (readLog(run) ?? []).filter(({ kind }) => kind === 'step');
      expect(steps.map(({ step }) => step)).toEqual([1, 2, 3, 4]);
      expect(existsSync(join(run, 'checkpoints', 'step-00000004', 'weights.bin'))).toBe(true);
    });
  });
}

if (full) {
  describe('bench --profile', () => {
    const small = (model: string): string[] => [
      ...['bench', '--model', model, '--image-size', '8', '--batch-size', '1', '--steps', '1'],
      ...['--inference', ...webgpu, '--profile'],
    ];

    it('prints dispatches, times, rates and shares of the roofs', { timeout }, async () => {
      const { code, stdout, stderr } = await onGpu(small('sknet_slim'));
      expect(code).toBe(0);
      expect(stderr).toContain('backend: webgpu, as asked\n');
      expect(stdout).toMatch(
        /\n {2}copy {6}[\d.]+ GB\/s \(268 MB read and written in [\d.]+ ms\)\n {2}heap {6}[\d.]+ GB\n/,
      );
      expect(stdout).toMatch(
        /\nkernel +calls +dispatches +ms +of step +GFLOP\/s +of baseline +GB\/s +of copy\n/,
      );
      expect(stdout).toMatch(
        /\nSkGroupedConv2D +28 +\d+ +[\d.]+ +[\d.]+ % +[\d.]+ +[\d.]+ % +[\d.]+ +[\d.]+ %\n/,
      );
      expect(stdout).toMatch(
        /\n[\d.]+ MB in \d+ dispatches: [\d.]+ times the [\d.]+ MB that the layers read and write at least\n$/,
      );
    });

    it('has all of it as JSON', { timeout }, async () => {
      const { code, stdout } = await onGpu([...small('sknet_digits'), '--json']);
      expect(code).toBe(0);
      const found = JSON.parse(stdout) as {
        profile: { kernels: { dispatches: number; bytes: number }[]; device: Record<string, number> };
      };
      expect(found).toMatchObject({
        backend: 'webgpu',
        work: 'forward pass',
        memory: { limitBytes: null },
        copy: { bytes: 2 ** 28, gigabytesPerSecond: expect.any(Number) },
      });
      const { kernels, device } = found.profile;
      const sum = (figure: 'dispatches' | 'bytes') =>
        kernels.reduce((total, kernel) => total + kernel[figure], 0);
      expect(device).toMatchObject({ dispatches: sum('dispatches'), bytes: sum('bytes') });
      expect(device['bytes']).toBeGreaterThan(device['leastBytes'] as number);
    });
  });
}
