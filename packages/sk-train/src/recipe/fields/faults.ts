/** The faults of a recipe: every one is counted, and the first ones are told. */

/** How many faults, and how many unknown names, a message tells. */
export const mostTold = 10;
/** The longest text out of a recipe that a message repeats. */
export const longestTold = 100;

export class Faults {
  readonly #told: string[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** @param place The fields on the way to the value, joined by points; empty for the recipe itself. */
  add(place: string, fault: string): void {
    this.#count++;
    if (this.#told.length < mostTold) this.#told.push(place === '' ? fault : `${place}: ${fault}`);
  }

  toString(): string {
    const more = this.#count - this.#told.length;
    return `${this.#told.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
  }
}
