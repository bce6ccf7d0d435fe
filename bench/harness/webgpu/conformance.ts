/** The conformance cases of sk-conformance on this machine's adapter: are the kernels right here? */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { checkCase, checkGolden, convGrid, goldenCases, kernelNames, opCases } from 'sk-conformance/check';
import { kernelOrigin } from 'sk-core';
import { describeAdapter } from './describeAdapter.js';
import { device, startWebgpu } from './webgpuKernels.js';

export interface ConformanceOptions {
  readonly results: string;
  readonly allowSoftware: boolean;
  /** Every how-manieth case runs: 1 for all. */
  readonly step: number;
}

interface Outcome {
  readonly name: string;
  readonly failure?: string;
}

/** Writes conformance.json; answers whether all passed and every kernel was the plug-in's. */
export async function askConformance({ results, allowSoftware, step }: ConformanceOptions): Promise<boolean> {
  const { name: adapter } = describeAdapter(await startWebgpu(allowSoftware));
  tf.env().set('IS_TEST', true);
  const all = [
    ...[...convGrid, ...opCases].map((c) => ({ name: c.name, run: () => checkCase(c) })),
    ...goldenCases.map((c) => ({ name: c.name, run: () => checkGolden(c) })),
  ];
  const cases = all.filter((_, i) => i % step === 0);
  const outcomes: Outcome[] = [];
  for (const [i, { name, run }] of cases.entries()) {
    const failure = await failureOf(run);
    outcomes.push(failure === undefined ? { name } : { name, failure });
    if (failure !== undefined) console.log(`failed: ${name}: ${failure}`);
    if ((i + 1) % 500 === 0) console.log(`${i + 1} of ${cases.length} cases`);
  }
  const origins = Object.fromEntries(kernelNames.map((name) => [name, kernelOrigin(name)]));
  const strangers = kernelNames.filter((name) => origins[name] !== 'plugin');
  const failed = outcomes.filter(({ failure }) => failure !== undefined);
  const passed = outcomes.length - failed.length;
  mkdirSync(results, { recursive: true });
  const file = join(results, 'conformance.json');
  const report = { adapter, of: all.length, passed, failed, kernels: origins };
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  console.log(`conformance: ${passed} of ${cases.length} cases passed (${all.length} in all), on ${adapter}`);
  if (strangers.length > 0) console.log(`not answered by the plug-in: ${strangers.join(', ')}`);
  console.log(`Written to ${file}`);
  return failed.length === 0 && strangers.length === 0;
}

/** What the case says, or the device. */
async function failureOf(run: () => Promise<void>): Promise<string | undefined> {
  device().pushErrorScope('validation');
  const failure = await run().then(
    () => undefined,
    (error: Error) => error.message,
  );
  return (await device().popErrorScope())?.message ?? failure;
}
