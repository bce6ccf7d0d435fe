/** A run as a point of the trade-off. */
import type { EpochRecord } from 'sk-models';
import type { ScaleAccuracy } from '../measure/attention/attentionData.js';
import { ownRuns, type TradeoffDataset, type TradeoffPoint } from '../measure/tradeoff/tradeoffData.js';
import type { OpenedModel } from './openModel.js';

/** The best test accuracy of a run decides; nothing where it was never tested. */
export function runPoint(
  { name, parameters, log }: Pick<OpenedModel, 'name' | 'parameters' | 'log'>,
  source: string,
): TradeoffPoint | undefined {
  const tested = log
    .filter((record): record is EpochRecord => record.kind === 'epoch')
    .flatMap(({ testAccuracy }) => (testAccuracy === undefined ? [] : [testAccuracy]));
  if (tested.length === 0) return undefined;
  return { model: name, family: ownRuns, parameters, error: 100 * (1 - Math.max(...tested)), source };
}

/** The network's answers to a folder of images as they are. */
export function measuredPoint(
  { name, parameters }: Pick<OpenedModel, 'name' | 'parameters'>,
  { accuracy, images }: ScaleAccuracy,
): TradeoffPoint {
  const source = `its answers to ${images.toLocaleString('en-US')} images`;
  return { model: name, family: ownRuns, parameters, error: 100 * (1 - accuracy), source };
}

const cifar10 = 'airplane,automobile,bird,cat,deer,dog,frog,horse,ship,truck';

/** Data that the paper reports on, as far as the classes tell: CIFAR-10, and CIFAR-100 by their number. */
export function datasetOf(classNames: readonly string[] | undefined): TradeoffDataset {
  if (classNames?.join() === cifar10) return 'cifar-10';
  return classNames?.length === 100 && classNames[0] === 'apple' ? 'cifar-100' : 'other';
}
