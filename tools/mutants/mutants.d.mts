/** A fault that the conformance suite must find. */
export interface Mutant {
  readonly name: string;
  /** The file that holds the text, relative to the root. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** The test file that is run, relative to the root. */
  readonly test: string;
  /** Title of the case that must fail. */
  readonly fails: string;
}

export declare const mutants: readonly Mutant[];
