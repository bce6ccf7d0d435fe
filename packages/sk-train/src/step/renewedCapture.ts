/** A capture that is made anew where its recordings would no longer do what its function does. */
import type { Capture } from 'sk-core';

export class RenewedCapture<I extends string, O extends string> {
  readonly #make: () => Capture<I, O>;
  readonly #signature: () => string;
  #capture: Capture<I, O> | undefined;
  #madeFor = '';
  /** The number of replays of captures that are gone. */
  #formerReplays = 0;

  /** @param signature Changes with all that a recording depends on: where something was frozen or freed. */
  constructor(make: () => Capture<I, O>, signature: () => string) {
    this.#make = make;
    this.#signature = signature;
  }

  /** The number of calls that were replays. */
  get replays(): number {
    return this.#formerReplays + (this.#capture?.replays ?? 0);
  }

  /** Why the function is called each time; undefined where nothing is known to speak against a replay. */
  get refusal(): string | undefined {
    return this.#capture?.refusal;
  }

  /** Returns the capture for the signature of now. */
  current(): Capture<I, O> {
    const signature = this.#signature();
    if (this.#capture !== undefined && this.#madeFor === signature) return this.#capture;
    this.#formerReplays = this.replays;
    this.#capture?.dispose();
    this.#capture = this.#make();
    this.#madeFor = signature;
    return this.#capture;
  }

  dispose(): void {
    this.#capture?.dispose();
  }
}
