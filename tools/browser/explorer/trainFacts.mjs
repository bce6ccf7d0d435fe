/** The Train tab: twenty steps, live, and the network that comes of them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { numbersOf, settled } from './visit.mjs';

const steps = 20;

export async function trainFacts({ tab, home }, holds) {
  await tab.goto(home);
  await settled(tab, 1);
  await tab.getByRole('tab', { name: 'Explore' }).focus();
  await tab.keyboard.press('ArrowRight');
  const chosen = await tab.getByRole('tab', { name: 'Train' }).getAttribute('aria-selected');
  holds('an arrow key goes to the Train tab', chosen === 'true', `aria-selected=${chosen}`);

  await tab.getByLabel('Steps', { exact: true }).fill('0');
  await tab.getByRole('button', { name: 'Train', exact: true }).click();
  await tab.waitForSelector('[role=status].failure');
  const refused = await tab.locator('p[role=status]').textContent();
  holds('0 steps are refused in words', /from 1 to 10000/.test(refused), refused);

  await tab.evaluate(() => {
    globalThis.losses = new Map();
    const numbers = document.querySelector('.numbers');
    new MutationObserver(() =>
      globalThis.losses.set(numbers.dataset.step, Number(numbers.dataset.loss)),
    ).observe(numbers, { attributes: true, childList: true });
  });
  await tab.getByLabel('Steps', { exact: true }).fill(String(steps));
  await tab.getByRole('button', { name: 'Train', exact: true }).click();
  await tab.waitForSelector('.numbers[data-test-accuracy]');
  const losses = [...(await tab.evaluate(() => [...globalThis.losses.values()]))];
  const mean = (some) => some.reduce((a, b) => a + b, 0) / some.length;
  const [early, late] = [mean(losses.slice(0, 5)), mean(losses.slice(-5))];
  const finite = losses.length === steps && losses.every(Number.isFinite);
  holds(`${steps} steps are shown as they are made`, finite, `${losses.length} losses`);
  holds('the loss falls', late < early, `${early.toFixed(3)} to ${late.toFixed(3)}`);
  const curve = await tab.locator('[role=tabpanel]:visible figure svg').first().textContent();
  holds('the curve has its axis', /Cross-entropy loss/.test(curve), curve.slice(0, 40));

  await tab.getByRole('button', { name: 'Explore this network' }).click();
  await tab.waitForFunction(() =>
    document.querySelector('.about').textContent.startsWith('The network trained here'),
  );
  holds('the trained network can be explored', true, await tab.locator('.about').first().textContent());

  await settled(tab, 1);
  await savedAndOpened(tab, holds);

  await tab.getByRole('tab', { name: 'Train' }).click();
  await tab.getByLabel('Steps', { exact: true }).fill('5000');
  await tab.getByRole('button', { name: 'Train', exact: true }).click();
  await tab.waitForFunction(() => document.querySelector('.numbers').textContent.includes(' of 5000:'));
  await tab.getByLabel('Backend').selectOption('webgpu');
  await tab.waitForFunction(() => document.querySelector('[role=status]').textContent.endsWith('on webgpu.'));
  const ready = await tab.getByRole('button', { name: 'Train', exact: true }).isEnabled();
  holds('another backend ends the training first', ready, await tab.locator('.numbers').textContent());
}

/** What is saved is a checkpoint that the page takes back. */
async function savedAndOpened(tab, holds) {
  const before = JSON.stringify(await numbersOf(tab));
  const folder = mkdtempSync(join(tmpdir(), 'sk-explorer-'));
  try {
    await tab.getByRole('tab', { name: 'Train' }).click();
    const downloads = [];
    const both = new Promise((done) =>
      tab.on('download', (download) => downloads.push(download) === 2 && done()),
    );
    await tab.getByRole('button', { name: 'Save' }).click();
    await both;
    const files = downloads.map((download) => join(folder, download.suggestedFilename()));
    for (const [i, download] of downloads.entries()) await download.saveAs(files[i]);
    await tab.getByLabel('Your own checkpoint').setInputFiles(files);
    await tab.waitForFunction(() =>
      document.querySelector('.about').textContent.startsWith('Your checkpoint'),
    );
    await settled(tab, 1);
    const same = JSON.stringify(await numbersOf(tab)) === before;
    holds('a saved network is opened as a checkpoint, with the same numbers', same, files.length);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
