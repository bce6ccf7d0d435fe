/** The Explore tab: loads, slides, switches backends, and shows what the library computes in Node. */
import { distance, expectedNumbers } from './expectedNumbers.mjs';
import { numbersOf, settled } from './visit.mjs';

const tolerance = 1e-4;
const leastScript = 200_000;

export async function exploreFacts({ tab, home }, holds) {
  const painted = [];
  tab.on('response', async (response) => {
    if (/\.js$/.test(response.url())) painted.push({ at: Date.now(), bytes: (await response.body()).length });
  });
  await tab.goto(home);
  await tab.waitForSelector('h1');
  const first = await tab.evaluate(
    () => performance.timeOrigin + performance.getEntriesByName('first-contentful-paint')[0].startTime,
  );
  await settled(tab, 1);
  const before = painted.filter(({ at }) => at < first).reduce((sum, { bytes }) => sum + bytes, 0);
  holds('less than 200 kB of script before the first paint', before < leastScript, `${before} bytes`);

  const atOne = await numbersOf(tab);
  const wanted = { one: await expectedNumbers(1), two: await expectedNumbers(2) };
  const close = (fact, got, expected) => {
    const error = distance(got, expected);
    holds(
      `${fact} within ${tolerance}`,
      error < tolerance,
      `${expected.units.length} units, ${error.toExponential(1)}`,
    );
  };
  close('at 1.00x on wasm the numbers are those of the library in Node', atOne, wanted.one);

  await tab.getByLabel('Size of the object').fill('2');
  await settled(tab, 2);
  const atTwo = await numbersOf(tab);
  holds('the slider changes the numbers', distance(atTwo, atOne) > 0.01, distance(atTwo, atOne).toFixed(3));
  close('at 2.00x on wasm they are those of the library too', atTwo, wanted.two);
  await figures(tab, holds, wanted.two.units.length);

  await tab.getByLabel('Backend').selectOption('webgpu');
  await settled(tab, 2, 'webgpu');
  close('on WebGPU they are the same', await numbersOf(tab), wanted.two);

  await tab.getByLabel('Size of the object').focus();
  await tab.keyboard.press('ArrowLeft');
  await settled(tab, 1.95, 'webgpu');
  holds('an arrow key moves the slider by one step', true, await tab.locator('p[role=status]').textContent());

  await tab.getByLabel('Backend').selectOption('wasm');
  await settled(tab, 1.95, 'wasm');
  await tab.getByRole('button', { name: 'a handwritten 2' }).click();
  await tab.waitForFunction(() =>
    document.querySelector('[role=status]').textContent.startsWith('A handwritten 2'),
  );
  const top = (await numbersOf(tab)).top[0];
  holds(
    'back on wasm, another digit is told right',
    top.className === '2',
    `${top.className}: ${top.probability}`,
  );
  await colours(tab, holds);
}

/** Another network has pictures of its own. */
async function colours(tab, holds) {
  await tab.getByLabel('Network', { exact: true }).selectOption('cifar10');
  await tab.waitForFunction(() =>
    document.querySelector('[role=status]').textContent.startsWith('A drawn ship'),
  );
  const { units, top } = await numbersOf(tab);
  const sum = top.reduce((all, { probability }) => all + probability, 0);
  holds('the CIFAR-10 network shows its six units', units.length === 6, units.map(({ unit }) => unit).join());
  holds(
    'and five classes',
    top.length === 5 && sum > 0.5 && sum <= 1.0001,
    `${top[0]?.className}, ${sum.toFixed(3)}`,
  );
}

/** By structure: a point for each unit and scale, and labelled axes. */
async function figures(tab, holds, units) {
  const found = await tab.evaluate(() =>
    [...document.querySelectorAll('figure svg')]
      .filter((svg) => svg.checkVisibility())
      .map((svg) => ({
        points: svg.querySelectorAll('[aria-roledescription=point]').length,
        text: svg.textContent,
      })),
  );
  holds('three figures are drawn', found.length === 3, `${found.length}`);
  for (const [i, title] of ['Attention, 5×5 minus 3×3', 'Selected kernel size (pixels)'].entries()) {
    const { points, text } = found[i] ?? { points: 0, text: '' };
    const good = points === 2 * units && text.includes(title) && text.includes('2.0×');
    holds(`figure ${i + 1} has its axis title and a point for each unit and scale`, good, `${points} points`);
  }
}
