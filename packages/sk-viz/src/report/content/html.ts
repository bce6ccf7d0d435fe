/** HTML from untrusted strings: names of classes and files may hold anything. */

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

/** Escapes text for an element or a quoted attribute. Control characters, which HTML forbids, become U+FFFD. */
function escapeHtml(text: string): string {
  return (
    entities
      .reduce((escaped, [character, entity]) => escaped.replaceAll(character, entity), text)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are to be replaced.
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '\ufffd')
  );
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
