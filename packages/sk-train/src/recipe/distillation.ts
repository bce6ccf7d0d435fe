/** How much a network learns from the answers of a teacher. */
import { Faults } from './fields/faults.js';
import { type Field, number, withDefault } from './fields/field.js';
import { record } from './fields/record.js';
import { RecipeError } from './recipeError.js';

export interface Distillation {
  /** The share of the teacher in the loss; the labels have the rest. */
  readonly alpha: number;
  /** Divides the logits of both before their softmax. */
  readonly temperature: number;
}

/** The settings of Tian et al. (2020), "Contrastive representation distillation", for the method of Hinton et al. */
const defaults: Distillation = { alpha: 0.9, temperature: 4 };

export const distillation: Field<Distillation> = record<Distillation>({
  alpha: withDefault(number({ above: 0, to: 1 }), defaults.alpha),
  temperature: withDefault(number({ above: 0 }), defaults.temperature),
});

/** Returns the settings with the defaults for what is left out. @throws RecipeError for what is unknown or out of range */
export function wholeDistillation(settings: Partial<Distillation> = {}): Distillation {
  const faults = new Faults();
  const whole = distillation(settings, 'distillation', faults);
  if (whole === undefined || faults.count > 0) throw new RecipeError(`recipe: ${faults}`);
  return whole;
}
