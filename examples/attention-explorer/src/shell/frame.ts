/** What is there from the first paint: title, choices, tabs, and the line that says what happens. */
import { element, labelled } from './element.js';
import { Tabs } from './tabs.js';
import { themeButton } from './themeButton.js';

export class Frame {
  readonly backend: HTMLSelectElement = element('select', { disabled: true });
  readonly network: HTMLSelectElement = element('select', { disabled: true });
  /** The row of choices at the top. */
  readonly choices: HTMLElement;
  readonly tabs: Tabs = new Tabs([
    { id: 'explore', title: 'Explore' },
    { id: 'train', title: 'Train' },
  ]);
  readonly #status = element('p', { role: 'status', class: 'status' });

  constructor(root: HTMLElement) {
    this.choices = element(
      'div',
      { class: 'choices' },
      labelled('Network', this.network),
      labelled('Backend', this.backend),
      themeButton(),
    );
    root.append(
      element(
        'header',
        {},
        element('h1', {}, 'Which kernels does it select?'),
        element(
          'p',
          {},
          'A Selective Kernel network weighs kernels of several sizes anew for each image. The paper found that larger objects get more of the larger kernels. See whether that holds for your network and your image: everything is computed in this page, and nothing leaves it.',
        ),
        this.choices,
      ),
      this.#status,
      this.tabs.list,
      ...this.tabs.panels.values(),
    );
  }

  say(text: string): void {
    this.#status.classList.remove('failure');
    this.#status.textContent = text;
  }

  failed(text: string): void {
    this.#status.classList.add('failure');
    this.#status.textContent = text;
  }
}
