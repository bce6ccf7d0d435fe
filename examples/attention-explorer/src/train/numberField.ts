/** A number that a user may change, within bounds. */
import { element, labelled } from '../shell/element.js';

export interface Bounds {
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

export class NumberField {
  readonly root: HTMLElement;
  readonly #words: string;
  readonly #input: HTMLInputElement;

  constructor(words: string, bounds: Bounds) {
    this.#words = words;
    this.#input = element('input', { type: 'number', ...bounds });
    this.root = labelled(words, this.#input);
  }

  set disabled(value: boolean) {
    this.#input.disabled = value;
  }

  /** @throws Error in words for what is no number within the bounds */
  read(): number {
    const { value, min, max, validity, valueAsNumber } = this.#input;
    if (validity.valid && Number.isFinite(valueAsNumber)) return valueAsNumber;
    throw new Error(`${this.#words}: a number from ${min} to ${max} is wanted, got '${value}'.`);
  }
}
