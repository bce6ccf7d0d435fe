/** The options of `sk-train doctor`. */

export interface DoctorCommandOptions {
  readonly json?: boolean;
}
