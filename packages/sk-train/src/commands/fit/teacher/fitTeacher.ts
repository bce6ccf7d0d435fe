/** Fits a teacher to the images and classes of its student. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { firstNames } from 'sk-io/node';
import { ModelError, modelMetadata, resizeInput, withMetadata } from 'sk-models';
import type { BaseModel } from '../trained/baseModel.js';
import { fitHead, sameClasses } from '../trained/fitHead.js';

export interface FittedTeacher {
  readonly model: LayersModel;
  /** Disposes of what was made for the student, and not of the teacher itself. */
  readonly dispose: () => void;
}

/** The student, before it learns. */
export interface Student {
  readonly model: LayersModel;
  readonly classNames: readonly string[];
  readonly note: (text: string) => void;
}

/** @throws ModelError for a teacher of other classes, and for one that cannot read images of the student's size */
export function fitTeacher(
  { model: teacher, origin }: BaseModel,
  { model, classNames, note }: Student,
): FittedTeacher {
  const made: LayersModel[] = [];
  const dispose = (): void => {
    for (const one of made.splice(0)) one.dispose();
  };
  const keep = (next: LayersModel): LayersModel => {
    if (next !== teacher && !made.includes(next)) made.push(next);
    return next;
  };
  try {
    const [, height, width] = model.inputs[0]?.shape ?? [];
    const [, ownHeight, ownWidth] = teacher.inputs[0]?.shape ?? [];
    const isSized = height == null || width == null || (height === ownHeight && width === ownWidth);
    const sized = isSized ? teacher : keep(resizeInput(teacher, [height, width]));
    if (!isSized)
      note(`teacher: reads ${ownHeight} x ${ownWidth}, and here the ${height} x ${width} of its student`);
    return { model: keep(inOrder(sized, origin.source, classNames, note)), dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

/** Returns the teacher with its classes in the order of the data. */
function inOrder(
  teacher: LayersModel,
  source: string,
  classNames: readonly string[],
  note: Student['note'],
): LayersModel {
  const { classNames: known } = modelMetadata(teacher);
  const count = teacher.outputs[0]?.shape.at(-1);
  if (known === undefined && count === classNames.length) {
    note(
      `teacher: ${source} does not say what its classes are called: they are taken in the order of the data's`,
    );
    return withMetadata(teacher, { classNames });
  }
  if (sameClasses(teacher, classNames) !== undefined) return fitHead(teacher, classNames, 0).model;
  const own = known === undefined ? `${count}` : firstNames(known);
  throw new ModelError(
    `--teacher ${source}: knows other classes (${own}) than the ${classNames.length} of the data (${firstNames(classNames)}): train it on these first: sk-train fit --from ${source}`,
  );
}
