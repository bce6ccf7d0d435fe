/** The options of `sk-train fit` for learning from a teacher, and the fields of a recipe that they set. */
import type { RecipeInput } from '../../../recipe/recipe.js';

export interface TeacherOptions {
  /** A run, a model folder, a file of weights or the name of a network; its digest makes it a field of the recipe. */
  readonly teacher?: string;
  readonly distillAlpha?: number;
  readonly distillTemperature?: number;
}

/** Returns the fields of the recipe that were given as options. */
export function teacherFields({
  distillAlpha: alpha,
  distillTemperature: temperature,
}: TeacherOptions): RecipeInput {
  const distillation = {
    ...(alpha !== undefined && { alpha }),
    ...(temperature !== undefined && { temperature }),
  };
  return Object.keys(distillation).length === 0 ? {} : { distillation };
}
