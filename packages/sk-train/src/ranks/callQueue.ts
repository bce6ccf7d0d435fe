/** The calls of one member of a group, of which one is carried out at a time. */

export class CallQueue {
  /** Ends when the last call so far has ended, well or not. */
  #last: Promise<void> = Promise.resolve();
  #underWay = 0;

  /** Tells whether all calls have ended. */
  get isIdle(): boolean {
    return this.#underWay === 0;
  }

  /** Carries out a call when those before it have ended. @throws whatever the call throws */
  async run(call: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(call);
    this.#last = turn.catch(() => undefined);
    this.#underWay++;
    try {
      await turn;
    } finally {
      this.#underWay--;
    }
  }
}
