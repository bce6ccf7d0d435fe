/** How far a sweep is: the epochs of all of its runs. */
import { RemainingTime, type Work } from 'sk-io/command';
import type { PlannedRun } from '../table/plannedRuns.js';

export class SweepProgress {
  readonly #remaining = new RemainingTime();
  readonly #all: readonly PlannedRun[];
  readonly #done: Set<PlannedRun>;
  /** Epochs of the runs under way. */
  readonly #underWay = new Map<PlannedRun, number>();

  constructor(all: readonly PlannedRun[], done: readonly PlannedRun[]) {
    this.#all = all;
    this.#done = new Set(done);
  }

  /** Takes the epochs of a run that trains, with a fraction. */
  train(run: PlannedRun, epochs: number): void {
    this.#underWay.set(run, Math.min(epochs, run.recipe.epochs));
  }

  end(run: PlannedRun, isDone: boolean): void {
    this.#underWay.delete(run);
    if (isDone) this.#done.add(run);
  }

  /** Returns `3 of 9`: the runs that are done. */
  count(): string {
    return `${this.#done.size} of ${this.#all.length}`;
  }

  work(): Work {
    const total = epochsOf(this.#all);
    const trained = epochsOf([...this.#done]) + [...this.#underWay.values()].reduce((sum, n) => sum + n, 0);
    const done = Math.round(trained * 100) / 100;
    const now = [...this.#underWay].map(
      ([{ row, seed, recipe }, epochs]) => `${row} seed ${seed}: ${epochs.toFixed(1)} of ${recipe.epochs}`,
    );
    const text = `epochs, ${this.count()} runs, ${this.#remaining.describe(done, total)} left; ${now.join(', ')}`;
    return { title: 'sweep', done, total, text, line: `${done} of ${total} ${text}` };
  }
}

const epochsOf = (runs: readonly PlannedRun[]): number =>
  runs.reduce((sum, { recipe }) => sum + recipe.epochs, 0);
