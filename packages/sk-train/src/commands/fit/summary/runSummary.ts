/** The summary of a run: written anew after each epoch, so that a run that is killed has one too. */
import { readLog, writeRunSummary } from 'sk-io/node';
import type { EpochRecord } from 'sk-models';
import { installedVersions, notInstalled } from '../../parts/installedVersions.js';
import { type SummaryFacts, summaryText } from './summaryText.js';

export class RunSummary {
  readonly #facts: SummaryFacts;
  readonly #epochs: EpochRecord[];

  private constructor(facts: SummaryFacts, epochs: EpochRecord[]) {
    this.#facts = facts;
    this.#epochs = epochs;
  }

  /** Begins a summary with the epochs that the log of the run has already. */
  static async open(facts: Omit<SummaryFacts, 'versions'>): Promise<RunSummary> {
    const all = Object.entries(await installedVersions());
    const versions = Object.fromEntries(all.filter(([, version]) => version !== notInstalled));
    const records = readLog(facts.run) ?? [];
    return new RunSummary(
      { ...facts, versions },
      records.filter((record) => record.kind === 'epoch'),
    );
  }

  /** Adds an epoch. */
  async add(epoch: EpochRecord): Promise<void> {
    this.#epochs.push(epoch);
    await this.#write(
      `Epoch ${epoch.epoch} of ${this.#facts.recipe.epochs} is over; the run goes on, or was cut off`,
      false,
    );
  }

  /** @param state How the run ended. @param isDone Whether all of its epochs are over. */
  async end(state: string, isDone: boolean): Promise<void> {
    await this.#write(state, isDone);
  }

  async #write(state: string, isDone: boolean): Promise<void> {
    await writeRunSummary(this.#facts.run, summaryText(this.#facts, { epochs: this.#epochs, state, isDone }));
  }
}
