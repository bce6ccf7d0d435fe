/** Two panels and the buttons that choose between them, as the ARIA patterns describe tabs: arrows, Home and End. */
import { element } from './element.js';

export interface Tab {
  readonly id: string;
  readonly title: string;
}

export class Tabs {
  readonly list: HTMLElement = element('div', { role: 'tablist', 'aria-label': 'What to do' });
  readonly panels: ReadonlyMap<string, HTMLElement>;
  readonly #buttons: readonly HTMLButtonElement[];

  constructor(tabs: readonly Tab[]) {
    this.#buttons = tabs.map(({ id, title }) =>
      element(
        'button',
        { role: 'tab', id: `tab-${id}`, 'aria-controls': `panel-${id}`, type: 'button' },
        title,
      ),
    );
    this.panels = new Map(
      tabs.map(({ id }) => [
        id,
        element('section', { role: 'tabpanel', id: `panel-${id}`, 'aria-labelledby': `tab-${id}` }),
      ]),
    );
    for (const [i, button] of this.#buttons.entries()) {
      button.addEventListener('click', () => this.#choose(i));
      button.addEventListener('keydown', ({ key }) => this.#onKey(i, key));
    }
    this.list.append(...this.#buttons);
    this.#choose(0);
  }

  choose(id: string): void {
    this.#choose([...this.panels.keys()].indexOf(id));
  }

  #choose(chosen: number): void {
    const panels = [...this.panels.values()];
    for (const [i, button] of this.#buttons.entries()) {
      button.setAttribute('aria-selected', String(i === chosen));
      button.tabIndex = i === chosen ? 0 : -1;
      panels[i]!.hidden = i !== chosen;
    }
  }

  #onKey(from: number, key: string): void {
    const last = this.#buttons.length - 1;
    const next = { ArrowRight: from + 1, ArrowLeft: from - 1, Home: 0, End: last }[key];
    if (next === undefined) return;
    const to = (next + this.#buttons.length) % this.#buttons.length;
    this.#choose(to);
    this.#buttons[to]!.focus();
  }
}
