/** The switch between recorded runs and others, and the images a second that each way has reached. */
import type { Rate } from '../compute/rate.js';
import { element } from './element.js';

export interface RateBoxListeners {
  readonly onSwitch?: () => void;
  /** For both ways. */
  readonly onMeasure: () => void;
}

export class RateBox {
  readonly root: HTMLElement;
  readonly #switch = element('input', { type: 'checkbox', checked: true });
  readonly #measure = element('button', { type: 'button' }, 'Measure both');
  readonly #note = element('p', { class: 'about' });
  readonly #cells = { captured: rateCell('captured'), plain: rateCell('plain') };

  /** @param what Is recorded, in words: 'each picture'. */
  constructor(what: string, { onSwitch, onMeasure }: RateBoxListeners) {
    this.#switch.addEventListener('change', () => onSwitch?.());
    this.#measure.addEventListener('click', onMeasure);
    const row = (words: string, cell: HTMLElement): HTMLElement =>
      element('tr', {}, element('th', { scope: 'row' }, words), cell);
    this.root = element(
      'div',
      { class: 'rates' },
      element('label', { class: 'switch' }, this.#switch, `Record ${what} once, and replay it`),
      element(
        'table',
        {},
        element('caption', {}, 'Images a second'),
        element(
          'tbody',
          {},
          row('Recorded and replayed', this.#cells.captured),
          row('Computed anew each time', this.#cells.plain),
        ),
      ),
      this.#measure,
      this.#note,
    );
    this.clear(undefined);
  }

  get isCaptured(): boolean {
    return this.#switch.checked;
  }

  set disabled(value: boolean) {
    this.#switch.disabled = value;
    this.#measure.disabled = value;
  }

  /** Forgets the rates. @param refusal Why nothing is recorded on the backend in use. */
  clear(refusal: string | undefined): void {
    for (const cell of Object.values(this.#cells)) {
      delete cell.dataset['imagesPerSecond'];
      delete cell.dataset['replays'];
      cell.textContent = 'not measured yet';
    }
    this.explain(refusal);
  }

  show({ isCaptured, imagesPerSecond, replays, refusal }: Rate): void {
    const cell = this.#cells[isCaptured ? 'captured' : 'plain'];
    Object.assign(cell.dataset, { imagesPerSecond, replays });
    const runs = replays === 1 ? '1 replay' : `${replays} replays`;
    cell.textContent = `${perSecond(imagesPerSecond)}${isCaptured ? ` (${runs})` : ''}`;
    if (isCaptured) this.explain(refusal);
  }

  /** Says why nothing is recorded, where that is so. */
  explain(refusal: string | undefined): void {
    this.#note.textContent =
      refusal === undefined ? '' : `Nothing is recorded here, and both ways do the same: ${refusal}.`;
  }
}

const rateCell = (way: string): HTMLTableCellElement => element('td', { class: 'number', 'data-way': way });

/** Three digits, whether the device is slow or fast. */
const perSecond = (rate: number): string => (rate < 100 ? rate.toPrecision(3) : rate.toFixed(0));
