/** Starts for mixed precision on Dawn's null device, which shows subgroup matrices where unsafe features are on. */
import * as tf from '@tensorflow/tfjs-core';
import { adapterReport, plugin } from 'sk-backend-webgpu';
import { start } from 'sk-backend-webgpu/node';
import { expect, it } from 'vitest';
import { withFeatures } from '../../src/node/dawn.js';

const feature = 'chromium-experimental-subgroup-matrix';
const nullDevice = { dawn: ['backend=null'], allowSoftware: true } as const;

it('features of Dawn join those that were given', () => {
  expect(withFeatures('enable', [], ['a', 'b'])).toEqual(['enable-dawn-features=a,b']);
  const given = ['enable-dawn-features=b,c', 'backend=null', 'disable-dawn-features=d'];
  expect(withFeatures('enable', given, ['a', 'b'])).toEqual([
    ...['backend=null', 'disable-dawn-features=d'],
    'enable-dawn-features=b,c,a',
  ]);
  expect(withFeatures('disable', given, ['e'])).toEqual([
    ...['enable-dawn-features=b,c', 'backend=null'],
    'disable-dawn-features=d,e',
  ]);
});

it('a device has matrices where mixed precision asks for them, and no other', async () => {
  await start({ ...nullDevice, precision: 'mixed' });
  expect(adapterReport().features).toContain(feature);
  expect(plugin.products()).toBe(
    'float32 everywhere: the device has subgroups of 4 to 128 threads, and a tile wants to know how many',
  );
  tf.removeBackend('webgpu');
  for (const precision of ['float32', 'rounded'] as const) {
    await start({ ...nullDevice, precision });
    expect(adapterReport().features).not.toContain(feature);
    tf.removeBackend('webgpu');
  }
});

it('a running device without matrices stays, and says why it is float32', async () => {
  await start(nullDevice);
  expect(plugin.products()).toBe('float32 everywhere');
  await start({ ...nullDevice, precision: 'mixed' });
  expect(plugin.products()).toBe(`float32 everywhere: the device has no ${feature}`);
  expect(adapterReport().products).toBe(plugin.products());
});
