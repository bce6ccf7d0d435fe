/** The five likeliest classes at the scale of the slider, and what they were at 1.0x. */
import type { ClassScore } from 'sk-models';
import { element } from '../shell/element.js';

const percent = (probability: number): string => `${(probability * 100).toFixed(1)} %`;

export function topTable(top: readonly (readonly ClassScore[])[]): HTMLTableElement {
  const [first, last] = [top[0]!, top.at(-1)!];
  const titles = top.length === 1 ? ['Class', 'Probability'] : ['Class', 'Probability', 'At 1.0x'];
  return element(
    'table',
    {},
    element('caption', {}, 'The five likeliest classes.'),
    element('thead', {}, element('tr', {}, ...titles.map((title) => element('th', { scope: 'col' }, title)))),
    element(
      'tbody',
      {},
      ...last.map(({ className, index, probability }) => {
        const before = first.find((score) => score.index === index);
        const bar = element('span', { class: 'bar' });
        bar.style.width = `${probability * 100}%`;
        return element(
          'tr',
          { 'data-class': className, 'data-probability': probability },
          element('th', { scope: 'row' }, className),
          element('td', { class: 'number barred' }, bar, percent(probability)),
          ...(top.length === 1
            ? []
            : [element('td', { class: 'number' }, before ? percent(before.probability) : 'not in five')]),
        );
      }),
    ),
  );
}
