/** Knowledge distillation (Hinton, Vinyals and Dean, 2015): a network learns from the answers of another one. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ModelError, modelMetadata, type Preprocessing } from 'sk-models';
import type { Distillation } from '../recipe/distillation.js';
import { logitsModel } from './logitsModel.js';

/** A network that answers for the images that a student sees. */
export interface Teacher extends Distillation {
  /** [N, H, W, C], as the student reads them, to [N, classes]; without any gradient. */
  readonly logits: (images: tf.Tensor4D) => tf.Tensor2D;
}

/**
 * Returns the mean over a batch of the Kullback-Leibler divergence of the student's probabilities from the teacher's, in nats,
 * both at a temperature, times its square: gradients keep their size then. It is PyTorch's `T * T * F.kl_div(log_softmax(student
 * / T), softmax(teacher / T), reduction='batchmean')`.
 * @param student Logits [N, K].
 * @param teacher Logits [N, K].
 */
export function divergence(student: tf.Tensor2D, teacher: tf.Tensor2D, temperature: number): tf.Scalar {
  return tf.tidy(() => {
    const own = tf.logSoftmax(tf.div(student, temperature));
    const wanted = tf.logSoftmax(tf.div(teacher, temperature));
    const each = tf.sum(tf.mul(tf.exp(wanted), tf.sub(wanted, own)), 1);
    return tf.mul(tf.mean(each), temperature ** 2) as tf.Scalar;
  });
}

/**
 * Returns a model as the teacher of another. Where both say how their images are normalised, the teacher gets them as it wants them.
 *
 * @throws ModelError for a teacher of other classes, or of images of another size, and for one that is no classifier
 */
export function teacherOf(teacher: LayersModel, student: LayersModel, settings: Distillation): Teacher {
  const view = logitsModel(teacher);
  checkPair(teacher, student);
  const toOwn = renormaliser(modelMetadata(student).preprocessing, modelMetadata(teacher).preprocessing);
  return {
    ...settings,
    logits: (images) => tf.tidy(() => view.logits(toOwn(images), false)),
  };
}

function checkPair(teacher: LayersModel, student: LayersModel): void {
  if (teacher === student) throw new ModelError(`"${teacher.name}" cannot be the teacher of itself`);
  const shapes = (of: LayersModel) =>
    [of.inputs[0]?.shape.slice(1) ?? [], of.outputs[0]?.shape.at(-1)] as const;
  const [[read, classes], [wanted, known]] = [shapes(teacher), shapes(student)];
  if (classes !== known) {
    throw new ModelError(
      `the teacher "${teacher.name}" tells ${classes} classes apart, and "${student.name}" ${known}: a teacher knows the classes of its student`,
    );
  }
  const [names, own] = [teacher, student].map((model) => modelMetadata(model).classNames);
  const differing = own?.findIndex((name, i) => name !== (names?.[i] ?? name)) ?? -1;
  if (differing >= 0) {
    throw new ModelError(
      `class ${differing} of the teacher "${teacher.name}" is ${JSON.stringify(names?.[differing])}, and of "${student.name}" ${JSON.stringify(own?.[differing])}: a teacher has the classes of its student in the same order`,
    );
  }
  if (read.some((size, axis) => size !== null && wanted[axis] !== null && size !== wanted[axis])) {
    throw new ModelError(
      `the teacher "${teacher.name}" reads images of [${read.join(', ')}], and "${student.name}" of [${wanted.join(', ')}]: make it read the student's with resizeInput of sk-models`,
    );
  }
}

/** Returns a function from images that are normalised in one way to the same ones in another. */
function renormaliser(
  from: Preprocessing | undefined,
  to: Preprocessing | undefined,
): (x: tf.Tensor4D) => tf.Tensor4D {
  if (from === undefined || to === undefined || `${from.mean},${from.std}` === `${to.mean},${to.std}`) {
    return (images) => images;
  }
  const factors = to.std.map((std, i) => (from.std[i] ?? 1) / std);
  const terms = to.std.map((std, i) => ((from.mean[i] ?? 0) - (to.mean[i] ?? 0)) / std);
  return (images) => tf.add(tf.mul(images, tf.tensor1d(factors)), tf.tensor1d(terms));
}
