/** Opens the teacher that options or a recipe name, and writes it into the recipe. */
import { type BackendChoice, printNote, startChosenBackend, UsageError } from 'sk-io/command';
import { RunError } from 'sk-io/node';
import { wholeDistillation } from '../../../recipe/distillation.js';
import { precisionOf } from '../../../recipe/parseRecipe.js';
import type { Origin, Recipe } from '../../../recipe/recipe.js';
import { type BaseModel, findBase, openBase } from '../trained/baseModel.js';
import type { TeacherOptions } from './options.js';

export interface TaughtRecipe<R extends Recipe> {
  readonly recipe: R;
  readonly teacher?: BaseModel;
  /** The backend, where it has started. */
  readonly backend?: string | undefined;
}

/** The run that a recipe is of. */
export interface TaughtRun<R extends Recipe> {
  readonly run: string;
  readonly recipe: R;
  /** The recipe in the folder, where a run there is to be resumed. */
  readonly saved?: Recipe | undefined;
  /** The backend, where it has started. */
  readonly backend?: string | undefined;
}

/**
 * Returns a recipe with its teacher, which is open; the recipe itself where it has none.
 *
 * @throws UsageError for settings without a teacher; ModelError, ModelFileError where there is none to open; RunError where
 * a run began with another one
 */
export async function withTeacher<R extends Recipe>(
  { run, recipe, saved, backend }: TaughtRun<R>,
  options: BackendChoice & TeacherOptions,
): Promise<TaughtRecipe<R>> {
  const source = options.teacher ?? recipe.teacher?.source;
  if (source === undefined) {
    if (recipe.distillation === undefined) return { recipe, backend };
    throw new UsageError('distillation: there is no teacher to learn from: say with --teacher which');
  }
  const place = await findBase(source, { option: '--teacher' });
  const started =
    backend ?? (await startChosenBackend({ ...options, precision: precisionOf(recipe) }, printNote));
  const wanted = options.teacher === undefined && saved === undefined ? recipe.teacher?.sha256 : undefined;
  const teacher = await openBase(place, wanted);
  try {
    const origin = sameTeacher(run, teacher.origin, saved?.teacher);
    const distillation = recipe.distillation ?? wholeDistillation();
    return { recipe: { ...recipe, teacher: origin, distillation }, teacher, backend: started };
  } catch (error) {
    teacher.dispose();
    throw error;
  }
}

/** Returns the origin as the run has it, wherever the teacher lies now. */
function sameTeacher(run: string, { source, sha256 }: Origin, before: Origin | undefined): Origin {
  if (before === undefined) return { source, sha256 };
  if (before.sha256 === sha256) return before;
  throw new RunError(
    `${run}: cannot resume with the teacher ${source}: its weights have the sha256 ${sha256}, and those of the teacher that the run began with (${before.source}) have ${before.sha256}: name that one with --teacher, or begin another run with --out`,
  );
}
