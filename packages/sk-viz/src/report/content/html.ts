/** HTML from untrusted strings: names of classes and files may hold anything. */

import { visible } from 'sk-io';

/** Markup that goes into a page unchanged. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Content = string | number | Markup | readonly Content[] | undefined;

const entities = [
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
] as const;

/**
 * Escapes text for an element or a quoted attribute. Control characters, which HTML forbids, and marks that turn the direction of
 * text become U+FFFD.
 */
function escapeHtml(text: string): string {
  const escaped = entities.reduce((sum, [character, entity]) => sum.replaceAll(character, entity), text);
  return visible(escaped, '\ufffd');
}

/** Fills a template. Values are escaped, except `Markup`; `undefined` gives nothing, and a list gives its items in a row. */
export function html(strings: TemplateStringsArray, ...values: Content[]): Markup {
  return new Markup(strings.reduce((text, part, i) => text + render(values[i - 1]) + part));
}

function render(value: Content): string {
  if (value === undefined) return '';
  if (value instanceof Markup) return value.text;
  return Array.isArray(value) ? value.map(render).join('') : escapeHtml(String(value));
}
