/** Makes elements of the page; text goes in as text, never as HTML. */

type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, '');
    else if (value !== undefined && value !== false) made.setAttribute(name, String(value));
  }
  made.append(...children);
  return made;
}

let labels = 0;

/** A control with its words over it. */
export function labelled(words: string, control: HTMLElement): HTMLElement {
  control.id = `control-${++labels}`;
  return element('div', { class: 'labelled' }, element('label', { for: control.id }, words), control);
}

export function option(value: string, words: string): HTMLOptionElement {
  return element('option', { value }, words);
}
