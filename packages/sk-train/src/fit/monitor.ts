/** The monitored figure of a run decides the best epoch, the end of the run, and a lower learning rate. */
import { DataError } from 'sk-io';
import type { EpochRecord, MonitoredState, PlateauState, TrainingState, WaitingState } from 'sk-models';
import type { Monitored } from '../recipe/monitored.js';
import type { Recipe } from '../recipe/recipe.js';
import { RecipeError } from '../recipe/recipeError.js';

type MonitorSettings = Pick<Recipe, 'monitor' | 'ema' | 'earlyStopping' | 'schedule'>;

/** Returns the figure that a run goes by: where it names none the test accuracy, of the average where it has one. */
export const monitorOf = ({ monitor, ema }: Pick<Recipe, 'monitor' | 'ema'>): Monitored =>
  monitor ?? (ema === undefined ? 'testAccuracy' : 'testAccuracyEma');

/** Tells whether a run goes by a figure of the average of its weights. */
export const isAverageMonitored = (recipe: Pick<Recipe, 'monitor' | 'ema'>): boolean =>
  monitorOf(recipe).endsWith('Ema');

/**
 * @throws RecipeError for a figure of the average of weights in a run without one; DataError where the run waits for a figure
 * of test images and there are none.
 */
export function checkMonitor(recipe: Recipe, hasTest: boolean, restoreBest = false): void {
  const { earlyStopping, schedule, ema } = recipe;
  const monitor = monitorOf(recipe);
  if (isAverageMonitored(recipe) && ema === undefined) {
    throw new RecipeError(
      `recipe: monitor: ${monitor} is of the average of the weights, and the recipe has no ema: set ema.decay, or monitor another figure`,
    );
  }
  const waits =
    schedule.kind === 'plateau'
      ? 'the plateau schedule'
      : ((earlyStopping && 'early stopping') ?? (restoreBest ? 'restoreBest' : undefined));
  if (hasTest || waits === undefined || !monitor.startsWith('test')) return;
  throw new DataError(
    `${waits} waits for ${monitor}, and there are no test images: keep some, or set monitor to trainLoss or trainAccuracy`,
  );
}

/** Returns what the state of a run remembers. States of older runs have an accuracy alone. */
export function monitoredIn({ monitored, bestAccuracy }: TrainingState): MonitoredState {
  return monitored ?? { ...(bestAccuracy > 0 && { best: bestAccuracy }) };
}

export interface Monitoring {
  readonly state: MonitoredState;
  /** Whether the epoch is better than all before it. */
  readonly isBest: boolean;
}

/** Looks at an epoch that has ended. A figure that is absent, since it is not finite, is worse than any. */
export function monitorEpoch(
  settings: MonitorSettings,
  before: MonitoredState,
  record: EpochRecord,
): Monitoring {
  const { earlyStopping, schedule } = settings;
  const monitor = monitorOf(settings);
  const value = record[monitor];
  const sign = /Loss(Ema)?$/.test(monitor) ? -1 : 1;
  const isBetter = (best: number | undefined, margin = 0): boolean =>
    value !== undefined && (best === undefined || sign * (value - best) > margin);
  const isBest = isBetter(before.best);
  const wait = ({ best, waited }: WaitingState, margin: (best: number) => number): WaitingState =>
    isBetter(best, best === undefined ? 0 : margin(best))
      ? { best: value, waited: 0 }
      : { best, waited: waited + 1 };
  const stopping = before.earlyStopping ?? { waited: 0 };
  return {
    isBest,
    state: {
      best: isBest ? value : before.best,
      ...(earlyStopping && {
        earlyStopping:
          record.epoch <= earlyStopping.startEpoch ? stopping : wait(stopping, () => earlyStopping.minDelta),
      }),
      ...(schedule.kind === 'plateau' && {
        plateau: onPlateau(schedule, before.plateau, (state) =>
          wait(state, (best) => schedule.threshold * Math.abs(best)),
        ),
      }),
    },
  };
}

/** Counts as PyTorch's ReduceLROnPlateau with a relative threshold does. */
function onPlateau(
  { patience, cooldown: rest }: { readonly patience: number; readonly cooldown: number },
  before: PlateauState = { waited: 0, cooldown: 0, reductions: 0 },
  wait: (state: WaitingState) => WaitingState,
): PlateauState {
  const { best, waited: counted } = wait(before);
  const waited = before.cooldown > 0 ? 0 : counted;
  const cooldown = Math.max(0, before.cooldown - 1);
  return waited > patience
    ? { best, waited: 0, cooldown: rest, reductions: before.reductions + 1 }
    : { best, waited, cooldown, reductions: before.reductions };
}

/** Tells whether early stopping ends the run. */
export function isStoppedEarly({ earlyStopping }: MonitorSettings, { monitored }: TrainingState): boolean {
  const { waited } = monitored?.earlyStopping ?? { waited: 0 };
  return earlyStopping !== undefined && waited > 0 && waited >= earlyStopping.patience;
}
