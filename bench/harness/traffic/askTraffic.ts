/** The question `traffic`: counts a network and writes what it has counted. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createModel } from 'sk-models';
import { platform } from '../report/platform.js';
import { networkTraffic } from './networkTraffic.js';
import { startCounting } from './nullDevice.js';
import { describeTraffic, trafficCsv } from './trafficReport.js';

export interface TrafficOptions {
  /** Where the results lie. */
  readonly results: string;
  readonly batch: number;
}

const network = { name: 'sknet50', title: 'SKNet-50, 224x224' } as const;

export async function askTraffic({ results, batch }: TrafficOptions): Promise<boolean> {
  await startCounting();
  const model = createModel(network.name, { seed: 1 });
  const passes = await networkTraffic(model, { inference: 1, training: batch }, (pass, kernels) =>
    console.log(`counting ${pass}, ${kernels === 'plugin' ? 'ours' : 'stock tfjs'}`),
  );
  model.dispose();
  console.log(`\n${describeTraffic(network.title, passes)}`);
  mkdirSync(results, { recursive: true });
  const file = join(results, `traffic.webgpu.count.${platform()}.csv`);
  writeFileSync(file, trafficCsv(network.title, passes));
  console.log(`\nWritten to ${file}`);
  return true;
}
