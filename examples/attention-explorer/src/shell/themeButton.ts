/** Light or dark: as the system says, until the button is pressed. */
import { element } from './element.js';

export function themeButton(): HTMLButtonElement {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const button = element('button', { type: 'button', class: 'quiet' });
  let dark = system.matches;
  const show = (chosen: boolean): void => {
    dark = chosen;
    document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
    button.textContent = dark ? 'Light colours' : 'Dark colours';
  };
  button.addEventListener('click', () => show(!dark));
  system.addEventListener('change', ({ matches }) => show(matches));
  show(dark);
  return button;
}
