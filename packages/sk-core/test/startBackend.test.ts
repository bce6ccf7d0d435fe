import { type BackendCandidate, BackendError, startBackend } from 'sk-core';
import { expect, it } from 'vitest';

const candidate = (name: string, failure?: string): BackendCandidate => ({
  name,
  package: `sk-backend-${name}`,
  start: async () => {
    if (failure !== undefined) throw new Error(`${failure}\nand a stack`);
  },
});

it('auto takes the first that starts and says what the others lacked', async () => {
  const started = await startBackend('auto', [
    candidate('webgpu', 'no adapter'),
    candidate('wasm'),
    candidate('cpu'),
  ]);
  expect(started).toEqual({ name: 'wasm', reason: 'wasm, the fastest that starts here; webgpu: no adapter' });
});

it('names a backend once where its error begins with its name', async () => {
  const { reason } = await startBackend('auto', [
    candidate('webgpu', 'webgpu: no adapter'),
    candidate('wasm'),
  ]);
  expect(reason).toBe('wasm, the fastest that starts here; webgpu: no adapter');
});

it('a named backend is started or refused, never replaced', async () => {
  expect((await startBackend('cpu', [candidate('wasm'), candidate('cpu')])).name).toBe('cpu');
  await expect(startBackend('wasm', [candidate('wasm', 'no SIMD'), candidate('cpu')])).rejects.toThrow(
    'no backend starts: wasm: no SIMD',
  );
  await expect(startBackend('cuda', [candidate('wasm')])).rejects.toThrow(BackendError);
});
