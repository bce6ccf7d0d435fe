/** Numbers that a step reads on the device, with stock tfjs ops. */
import * as tf from '@tensorflow/tfjs-core';
import { ShapeError } from '../contract/shapeError.js';
import type { DeviceNumber } from '../contract/types.js';

interface ReadNumber {
  readonly number: number | tf.Tensor;
  /** Returns the next value of a variable: the former one where everything stays as it is. */
  readonly kept: (former: tf.Tensor, next: tf.Tensor) => tf.Tensor;
}

/** Reads a number of a step. To be called in a tidy. */
export function readNumber(number: number | DeviceNumber): ReadNumber {
  if (typeof number === 'number') return { number, kept: (_, next) => next };
  const [value, changes] = tf.unstack(number) as [tf.Tensor, tf.Tensor];
  const mayChange = tf.notEqual(changes, 0);
  return { number: value, kept: (former, next) => tf.where(mayChange, next, former) };
}

/** @throws ShapeError for a tensor that is no number of the device. */
export function checkNumber(what: string, number: number | DeviceNumber): void {
  if (typeof number === 'number' || `${number.shape}` === '2') return;
  throw new ShapeError(`${what} wants a number or a tensor [2], got [${number.shape}]`);
}
