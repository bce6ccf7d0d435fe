/** Training on wasm in a page, with threads and without; conformance there. */
import { pages } from '../../pages.js';
import { conformanceClaims } from './conformanceClaims.js';
import { outcomeTests } from './outcomeTests.js';
import { refusalFacts } from './refusalFacts.js';

for (const isolated of [false, true]) {
  const title = isolated ? 'a page isolated from other origins' : 'a page that is not isolated';
  outcomeTests(title, pages.wasm, { name: 'run', isolated }, [
    'the gradient of a grouped, dilated, strided convolution on wasm is that of cpu',
    'a tf.layers.conv2d model trains on wasm with the losses of cpu',
    'a Selective Kernel network trains on wasm with the losses of cpu',
    'the kernels are those of the plug-in',
    isolated
      ? "the page is isolated, and tfjs's build for threads runs"
      : "the page is not isolated, and tfjs's build without threads runs",
    'the attention of each unit can be read',
    ...refusalFacts,
  ]);
}

conformanceClaims('wasm');
