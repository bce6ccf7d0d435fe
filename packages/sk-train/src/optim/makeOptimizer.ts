/** The optimiser that a recipe names. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkChoice, checkOptions, OptionError } from 'sk-core';
import { type OptimizerSettings, optimizerDefaults } from '../recipe/optimizer.js';
import { Momentum } from './momentum.js';
import type { Optimizer } from './optimizer.js';
import { RuleOptimizer } from './ruleOptimizer.js';
import { adamW } from './rules/adamW.js';
import { lamb } from './rules/lamb.js';
import { rmsProp } from './rules/rmsProp.js';
import type { PartSettings } from './weightParts.js';

export interface OptimizerChoice extends PartSettings {
  /** SGD where it is absent. */
  readonly optimizer?: OptimizerSettings | undefined;
  /** The momentum of SGD; 0.9. */
  readonly momentum?: number | undefined;
  /** Nesterov's momentum of SGD; false. */
  readonly nesterov?: boolean | undefined;
}

/**
 * Makes the optimiser for the weights of a model that are trainable now.
 *
 * @throws OptionError for a setting that the optimiser has not; ModelError where `lrHead` is given and the model has no
 * classifier
 */
export function makeOptimizer(model: LayersModel, choice: OptimizerChoice): Optimizer {
  const { optimizer = { kind: 'sgd' }, weightDecay, learningRate, lrHead } = choice;
  check(optimizer, choice);
  const parts = { weightDecay, learningRate, lrHead };
  switch (optimizer.kind) {
    case 'sgd': {
      const settings = whole(optimizer, whole(choice, optimizerDefaults.sgd));
      return new Momentum(model, { ...settings, ...parts });
    }
    case 'adamw':
      return new RuleOptimizer(model, adamW(whole(optimizer, optimizerDefaults.adamw), weightDecay), parts);
    case 'rmsprop':
      return new RuleOptimizer(model, rmsProp(whole(optimizer, optimizerDefaults.rmsprop)), parts);
    case 'lamb':
      return new RuleOptimizer(model, lamb(whole(optimizer, optimizerDefaults.lamb)), parts);
  }
}

function check(optimizer: OptimizerSettings, { momentum, nesterov }: OptimizerChoice): void {
  const { kind } = optimizer;
  checkChoice('TrainStep: optimizer.kind', kind, Object.keys(optimizerDefaults));
  checkOptions('TrainStep: optimizer', optimizer, { kind: true, ...optimizerDefaults[kind] });
  if (kind === 'sgd' || (momentum === undefined && nesterov === undefined)) return;
  throw new OptionError(
    `TrainStep: momentum and nesterov are settings of the optimizer sgd, and this one is ${kind}: leave them out`,
  );
}

/** Fills in what was left out. */
function whole<T extends object>(given: { readonly [K in keyof T]?: T[K] | undefined }, defaults: T): T {
  const names = Object.keys(defaults) as (keyof T)[];
  return Object.fromEntries(names.map((name) => [name, given[name] ?? defaults[name]])) as T;
}
