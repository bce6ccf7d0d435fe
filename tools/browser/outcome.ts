/** What a page found out about one claim. */
export interface Outcome {
  readonly fact: string;
  readonly holds: boolean;
  readonly seen: string;
}
