/** How much a network learns from the answers of a teacher. */
import { z } from 'zod';
import { RecipeError } from './recipeError.js';

export interface Distillation {
  /** The share of the teacher in the loss; the labels have the rest. */
  readonly alpha: number;
  /** Divides the logits of both before their softmax. */
  readonly temperature: number;
}

/** Those of Tian et al. (2020), "Contrastive representation distillation", for the method of Hinton et al. */
const defaults: Distillation = { alpha: 0.9, temperature: 4 };

export const distillation: z.ZodType<Distillation> = z.strictObject({
  alpha: z.number().gt(0).max(1).default(defaults.alpha),
  temperature: z.number().positive().default(defaults.temperature),
});

/** Returns the settings with the defaults for what is left out. @throws RecipeError for what is unknown or out of range */
export function wholeDistillation(settings: Partial<Distillation> = {}): Distillation {
  const result = distillation.safeParse(settings);
  if (result.success) return result.data;
  const faults = result.error.issues.map(
    ({ path, message }) => `${['distillation', ...path].join('.')}: ${message}`,
  );
  throw new RecipeError(`recipe: ${faults.join('; ')}`);
}
