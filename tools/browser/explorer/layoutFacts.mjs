/** At phone width, in the dark, by keyboard. */
import { settled } from './visit.mjs';

export async function layoutFacts({ tab, home }, holds) {
  await tab.setViewportSize({ width: 390, height: 844 });
  await tab.emulateMedia({ colorScheme: 'dark' });
  await tab.goto(home);
  await settled(tab, 1);
  const cut = await tab.evaluate(
    () =>
      [...document.querySelectorAll('table')].filter(
        (table) => table.scrollWidth > table.parentElement.clientWidth,
      ).length,
  );
  holds('no table is cut at phone width', cut === 0, `${cut} are`);
  for (const name of ['Explore', 'Train']) {
    await tab.getByRole('tab', { name }).click();
    const width = await tab.evaluate(() => document.documentElement.scrollWidth);
    holds(`${name}: nothing is wider than a phone of 390 pixels`, width <= 390, `${width} pixels`);
  }
  const dark = await tab.evaluate(() => getComputedStyle(document.body).backgroundColor);
  holds('dark where the system is dark', dark === 'rgb(18, 22, 27)', dark);
  await tab.getByRole('button', { name: 'Light colours' }).click();
  const light = await tab.evaluate(() => getComputedStyle(document.body).backgroundColor);
  holds('light at the press of a button', light === 'rgb(255, 255, 255)', light);

  await tab.getByRole('tab', { name: 'Explore' }).click();
  await tab.evaluate(() => document.activeElement.blur());
  const reached = new Set();
  for (let i = 0; i < 25; i++) {
    await tab.keyboard.press('Tab');
    reached.add(
      await tab.evaluate(() => {
        const { tagName, labels, textContent, ariaLabel } = document.activeElement;
        return `${tagName.toLowerCase()} ${ariaLabel ?? labels?.[0]?.textContent ?? textContent}`;
      }),
    );
  }
  const all = [...reached].join(' | ');
  const wanted = [
    /select Network/,
    /select Backend/,
    /Size of the object/,
    /a handwritten 7/,
    /Use the camera/,
  ];
  const missing = wanted.filter((pattern) => !pattern.test(all));
  holds(
    'every control can be reached by Tab',
    missing.length === 0,
    missing.join() || `${reached.size} controls`,
  );
  const nameless = await tab.evaluate(
    () =>
      [...document.querySelectorAll('button, select, input')].filter(
        (control) => !(control.ariaLabel || control.labels?.length || control.textContent.trim()),
      ).length,
  );
  holds('every control has a name', nameless === 0, `${nameless} without one`);
}
