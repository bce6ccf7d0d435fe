/** The options of `sk-train models`. */

export interface ModelsCommandOptions {
  readonly paper?: boolean;
  readonly json?: boolean;
  readonly markdown?: boolean;
}
