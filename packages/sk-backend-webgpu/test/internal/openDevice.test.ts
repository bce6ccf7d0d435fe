import { describe, expect, it } from 'vitest';
import { adapterName, isSoftware } from '../../src/device/adapterName.js';
import { AdapterError, chooseAdapter, refuseSoftware } from '../../src/device/openDevice.js';

const info = (fields: Partial<GPUAdapterInfo>): GPUAdapterInfo =>
  ({
    vendor: '',
    architecture: '',
    device: '',
    description: '',
    isFallbackAdapter: false,
    ...fields,
  }) as GPUAdapterInfo;

/** Returns a browser's `navigator.gpu` that has one adapter for each power. */
const gpuOf = (high: GPUAdapterInfo | null, low: GPUAdapterInfo | null = high): GPU =>
  ({
    requestAdapter: async (options: GPURequestAdapterOptions) => {
      const found = options.powerPreference === 'low-power' ? low : high;
      return found && { info: found };
    },
  }) as unknown as GPU;

const nvidia = info({ vendor: 'nvidia', architecture: 'ampere', description: 'NVIDIA A100' });
const intel = info({ vendor: 'intel', architecture: 'gen-12lp' });
const swiftShader = info({ vendor: 'google', architecture: 'swiftshader' });

describe('an adapter', () => {
  it('has the words of its name once', () => {
    expect(adapterName(info({ vendor: 'apple', device: 'apple', description: 'M1' }))).toBe('apple M1');
    expect(adapterName(info({}))).toBe('a nameless adapter');
  });

  it('is software where it says so or is known for it', () => {
    const names = ['llvmpipe (LLVM 15.0.6)', 'Microsoft Basic Render Driver', 'SwiftShader Device'];
    expect(names.map((description) => isSoftware(info({ description })))).toEqual([true, true, true]);
    expect(isSoftware(info({ isFallbackAdapter: true }))).toBe(true);
    expect([nvidia, intel].map(isSoftware)).toEqual([false, false]);
  });

  it('is chosen by power and by a part of any of its names', async () => {
    const gpu = gpuOf(nvidia, intel);
    expect((await chooseAdapter({}, gpu)).info).toBe(nvidia);
    expect((await chooseAdapter({ power: 'low-power' }, gpu)).info).toBe(intel);
    expect((await chooseAdapter({ adapter: 'a100' }, gpu)).info).toBe(nvidia);
    expect((await chooseAdapter({ adapter: 'Ampere' }, gpu)).info).toBe(nvidia);
  });
});

describe('what cannot be had is an AdapterError that says what to do', () => {
  it('where there is no WebGPU', async () => {
    await expect(chooseAdapter({}, undefined)).rejects.toThrow(AdapterError);
    await expect(chooseAdapter({}, undefined)).rejects.toThrow(
      /no navigator\.gpu: .* https .*sk-backend-webgpu\/node/,
    );
  });

  it('where there is no adapter', async () => {
    await expect(chooseAdapter({}, gpuOf(null))).rejects.toThrow(/no adapter: the system knows no GPU/);
  });

  it('where the adapter has another name', async () => {
    await expect(
      chooseAdapter({ adapter: 'nvidia', power: 'low-power' }, gpuOf(nvidia, intel)),
    ).rejects.toThrow(
      "the low-power adapter is intel gen-12lp, and 'nvidia' was asked for: ask for a part of that name, or for power 'high-performance'",
    );
  });

  it('where it computes on the processor and that was not allowed', () => {
    expect(() => refuseSoftware(swiftShader, {})).toThrow(
      /google swiftshader, which computes on the processor: take the wasm/,
    );
    expect(refuseSoftware(swiftShader, { allowSoftware: true })).toBeUndefined();
    expect(refuseSoftware(nvidia, {})).toBeUndefined();
  });
});
