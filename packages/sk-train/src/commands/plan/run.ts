/** `sk-train plan`: from options to a table of steps. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Ranks } from 'sk-core';
import {
  countedWork,
  exitCodes,
  listenForStop,
  openProgress,
  printJson,
  printResult,
  startChosenBackend,
  UsageError,
} from 'sk-io/command';
import { checkModelName } from 'sk-io/node';
import { checkTrainingMemory } from '../../fit/memoryEstimate.js';
import { joinRanks } from '../../node/ranks/joinRanks.js';
import { messageLengths } from '../../ranks/gradientExchange.js';
import { WatchedRanks } from '../../ranks/watchedRanks.js';
import { timedBatchSize, timedModel } from '../bench/timing/timedModel.js';
import { defaultSteps } from '../bench/timing/timedOptions.js';
import { imageShape } from '../bench/timing/timedWork.js';
import { endTogether } from '../fit/ranks/endTogether.js';
import { rankSettings } from '../fit/ranks/rankSettings.js';
import { silentProgress } from '../fit/ranks/silentProgress.js';
import { startRanks } from '../fit/ranks/startRanks.js';
import { type Link, linkOf, type Sample } from './allreduceTime.js';
import { describePlan, type Plan, planJson } from './describePlan.js';
import type { PlanCommandOptions } from './options.js';
import { predictStep } from './predictSteps.js';
import { timeAllreduce, timeStep } from './timeRanks.js';

/** The network that one process alone assumes: 100 Gbit/s Ethernet or InfiniBand, by what MPI reaches on it. */
const assumed: Link = { latency: 20e-6, bandwidth: 10e9 };

/** Times what is to be timed, prints the table and returns the exit code. */
export async function runPlan(options: PlanCommandOptions): Promise<number> {
  checkModelName(options.model);
  const broken = options.ranks.find((ranks) => !Number.isInteger(ranks));
  if (broken !== undefined) throw new UsageError(`--ranks ${broken}: wants whole numbers, such as 2,8,64`);
  refuseGiven(options, options.processes);
  const started = await startRanks(options);
  if (started !== undefined) return started;
  const joined = await joinRanks();
  if (joined === undefined) return await plan(options, undefined);
  const ranks = new WatchedRanks(joined, {});
  return await endTogether(ranks, () => plan(rankSettings(options, ranks), ranks));
}

async function plan(options: PlanCommandOptions, ranks: Ranks | undefined): Promise<number> {
  refuseGiven(options, ranks?.size);
  refuseSteps(options, ranks?.size);
  const isFirst = ranks === undefined || ranks.rank === 0;
  const progress = isFirst ? openProgress() : silentProgress;
  const stop = listenForStop((name) => progress.note(`${name}: stopping after this step`));
  try {
    await startChosenBackend(options, (text) => progress.note(text));
    const model = timedModel(options);
    const batchSize = timedBatchSize(model, options);
    if (options.stepMs === undefined) checkTrainingMemory(model, { batchSize, accumulate: 1 });
    const { steps = defaultSteps } = options;
    const messages = messageBytes(model);
    const samples = ranks && (await timeAllreduce(ranks, Math.max(...messages) / 4, steps));
    const measuring = countedWork({ doing: 'measuring', did: 'measured', things: 'steps' });
    const step =
      options.stepMs === undefined
        ? await timeStep(model, {
            ...{ batchSize, steps, ranks, signal: stop.signal },
            onStep: (done, total) => progress.show(measuring(done, total)),
          })
        : options.stepMs / 1000;
    progress.close();
    if (step === undefined) return stop.exitCode() ?? exitCodes.failure;
    if (isFirst) print(planOf(options, model, { batchSize, step, messages, samples, ranks }), options.json);
    return exitCodes.ok;
  } finally {
    progress.close();
    stop.dispose();
  }
}

/** @throws UsageError for a number of steps to time, where one process is given the time of a step */
function refuseSteps({ steps, stepMs }: PlanCommandOptions, ranks = 1): void {
  if (ranks > 1 || steps === undefined || stepMs === undefined) return;
  throw new UsageError(
    '--steps counts steps to time, and with --step-ms one process times nothing: leave one of the two out',
  );
}

/** @throws UsageError for times of messages, where ranks take these themselves */
function refuseGiven({ latency, bandwidth }: PlanCommandOptions, ranks = 1): void {
  if (ranks === 1 || (latency === undefined && bandwidth === undefined)) return;
  throw new UsageError(
    `--latency and --bandwidth are in place of timing messages, and ${ranks} ranks time them: leave the options out, or start one process`,
  );
}

/** Returns the bytes of each allreduce of a step. */
function messageBytes({ trainableWeights, nonTrainableWeights }: LayersModel): readonly number[] {
  const sizes = [...trainableWeights, ...nonTrainableWeights].map(({ shape }) =>
    tf.util.sizeFromShape(shape as number[]),
  );
  return messageLengths(sizes).map((length) => 4 * length);
}

interface Found {
  readonly batchSize: number;
  readonly step: number;
  readonly messages: readonly number[];
  readonly samples: readonly Sample[] | undefined;
  readonly ranks: Ranks | undefined;
}

function planOf(
  { ranks: wanted, stepMs, latency, bandwidth }: PlanCommandOptions,
  model: LayersModel,
  { batchSize, step, messages, samples, ranks }: Found,
): Plan {
  const timed = ranks && samples && { ranks: ranks.size, samples };
  const given = {
    latency: latency === undefined ? assumed.latency : latency / 1e6,
    bandwidth: bandwidth === undefined ? assumed.bandwidth : bandwidth * 1e9,
  };
  const link = timed === undefined ? given : linkOf(timed.samples, timed.ranks);
  const numbers = [...new Set([1, ...(timed === undefined ? [] : [timed.ranks]), ...wanted])];
  const inputs = { step, batchSize, messages, link, ...(timed !== undefined && { timed }) };
  return {
    model: model.name,
    image: imageShape(model),
    isStepGiven: stepMs !== undefined,
    engine: ranks?.engine,
    ...inputs,
    steps: numbers.toSorted((a, b) => a - b).map((number) => predictStep(inputs, number)),
  };
}

function print(found: Plan, json = false): void {
  if (json) printJson(planJson(found));
  else printResult(describePlan(found));
}
