/** What WebGPU runs on, before anything is measured on it. */
import { AdapterError, adapterReport } from 'sk-backend-webgpu';
import { adapters, type NodeAdapter } from 'sk-backend-webgpu/node';
import { describeAdapter } from './describeAdapter.js';
import { startWebgpu } from './webgpuKernels.js';

export async function showAdapter({ allowSoftware }: { readonly allowSoftware: boolean }): Promise<boolean> {
  const list = (await adapters()).map(({ backend, name }: NodeAdapter) => `${name} (${backend})`);
  console.log(`adapters: ${list.join(', ') || 'none'}`);
  try {
    await startWebgpu(allowSoftware);
  } catch (error) {
    if (!(error instanceof AdapterError)) throw error;
    console.error(error.message);
    return false;
  }
  const report = adapterReport();
  const { name, software } = describeAdapter(report);
  console.log(`taken: ${name}${software ? ', a software adapter' : ''}`);
  console.log(`features: ${report.features.join(', ') || 'none'}`);
  for (const [limit, value] of Object.entries(report.limits)) console.log(`  ${limit} ${value}`);
  return true;
}
