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

/** A control with its words beside it. */
export function labelled(words: string, control: HTMLElement): HTMLLabelElement {
  return element('label', { class: 'labelled' }, element('span', {}, words), control);
}

export function option(value: string, words: string): HTMLOptionElement {
  return element('option', { value }, words);
}
