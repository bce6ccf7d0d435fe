/** The page: its frame at once, everything that computes after it. */
import './style.css';
import { Frame } from './shell/frame.js';

const frame = new Frame(document.querySelector('#page')!);
frame.say('Loading TensorFlow.js …');
// A paint first: what follows is most of the page's script.
requestAnimationFrame(() =>
  setTimeout(async () => {
    try {
      const { startPage } = await import('./startPage.js');
      await startPage(frame);
    } catch (error) {
      frame.failed(`The page could not start: ${(error as Error).message}`);
    }
  }),
);
