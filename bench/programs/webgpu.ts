/**
 * Everything about WebGPU as one program: bench/run.mjs and the packed folder start it, and it starts itself as a child.
 * `program.mjs COMMAND OPTIONS`, the options in JSON; `program.mjs packed` reads a command line.
 */

import { type AskGpuOptions, askGpu } from '../harness/questions/askGpu.js';
import type { GpuQuestion } from '../harness/questions/question.js';
import { askCounts } from '../harness/report/counts.js';
import { askTraffic } from '../harness/traffic/askTraffic.js';
import { askConformance } from '../harness/webgpu/conformance.js';
import { showAdapter } from '../harness/webgpu/showAdapter.js';
import { runChild } from '../harness/webgpu/webgpuChild.js';
import { question as bandwidth } from '../questions/webgpu/bandwidth.js';
import { question as groupedConv } from '../questions/webgpu/groupedConv.js';
import { question as inference } from '../questions/webgpu/inference.js';
import { question as quick } from '../questions/webgpu/quick.js';
import { question as skUnit } from '../questions/webgpu/skUnit.js';
import { question as trainStep } from '../questions/webgpu/trainStep.js';
import { runPacked } from './packed.js';

const questions: Readonly<Record<string, GpuQuestion>> = {
  ...{ bandwidth, groupedConv, skUnit, inference, trainStep, quick },
};

const ask = (options: AskGpuOptions): Promise<boolean> =>
  askGpu(questions[options.name] as GpuQuestion, options);

/** Each answers whether all went well. */
const commands: Readonly<Record<string, (options: never) => Promise<boolean>>> = {
  adapter: showAdapter,
  ask,
  child: runChild,
  conformance: askConformance,
  counts: askCounts,
  traffic: askTraffic,
};

const [, , name = '', ...rest] = process.argv;
const command = commands[name];
if (command === undefined && name !== 'packed') {
  console.error(`There is no command "${name}": ${[...Object.keys(commands), 'packed'].join(', ')}`);
  process.exit(2);
}
const isWell = await (command === undefined
  ? runPacked(rest, Object.keys(questions))
  : command(JSON.parse(rest[0] ?? '{}') as never));
// A started device would keep the process.
process.exit(isWell ? 0 : 1);
