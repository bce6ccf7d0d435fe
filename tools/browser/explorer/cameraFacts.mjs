/** The camera: refused, then allowed, live on both backends, and off when it is no longer watched. */
import { distance } from './expectedNumbers.mjs';
import { numbersOf, settled } from './visit.mjs';

export async function cameraFacts({ tab, home }, holds) {
  await tab.addInitScript(() => {
    globalThis.streams = [];
    const { mediaDevices } = navigator;
    const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = async (wanted) => {
      const stream = await getUserMedia(wanted);
      globalThis.streams.push(stream);
      return stream;
    };
  });
  await tab.goto(home);
  await settled(tab, 1);
  const before = await numbersOf(tab);
  await tab.getByRole('button', { name: 'Use the camera' }).click();
  await tab.waitForSelector('[role=status].failure');
  const refusal = await tab.locator('p[role=status]').textContent();
  const same = distance(await numbersOf(tab), before) === 0;
  holds('a refused camera is told in words, and nothing is lost', /allow it/.test(refusal) && same, refusal);

  await tab.context().grantPermissions(['camera']);
  await tab.getByRole('button', { name: 'Use the camera' }).click();
  await live(tab, 'wasm');
  const moved = await changes(tab);
  holds('its picture moves, and the numbers with it', moved > 0, moved.toExponential(1));

  await tab.getByLabel('Backend').selectOption('webgpu');
  await live(tab, 'webgpu');
  await tab.getByLabel('Backend').selectOption('wasm');
  await live(tab, 'wasm');
  const label = await tab.getByRole('button', { name: /camera/ }).textContent();
  holds('it goes on when the backend changes', label === 'Stop the camera', label);

  await tab.getByRole('button', { name: 'a handwritten 2' }).click();
  await off(tab);
  await settled(tab, 1);
  const shown = await tab.locator('p[role=status]').textContent();
  holds('it goes off for a picture', shown.startsWith('A handwritten 2'), shown);

  await tab.getByRole('button', { name: 'Use the camera' }).click();
  await live(tab, 'wasm');
  await tab.getByRole('tab', { name: 'Train' }).click();
  await off(tab);
  await tab.getByRole('tab', { name: 'Explore' }).click();
  const button = await tab.getByRole('button', { name: /camera/ }).textContent();
  holds('it goes off in the other tab', button === 'Use the camera', button);
}

/** Waits until every stream of the camera has ended. */
async function off(tab) {
  await tab.waitForFunction(() => globalThis.streams.every((stream) => !stream.active));
}

/** Waits until a frame of the camera is shown. */
async function live(tab, backend) {
  await tab.waitForFunction((name) => {
    const text = document.querySelector('[role=status]').textContent;
    return text.startsWith('The camera at') && text.endsWith(`on ${name}.`);
  }, backend);
}

/** How far the numbers are from themselves a few frames later. */
async function changes(tab) {
  const before = await numbersOf(tab);
  await tab.waitForFunction((was) => {
    const now = document.querySelector('[data-unit]').dataset.largeMinusSmall;
    return Number(now) !== was;
  }, before.units[0].largeMinusSmall);
  return distance(await numbersOf(tab), before);
}
