/** Conformance and training on webgpu in a page. */
import { pages } from '../../pages.js';
import { conformanceClaims } from './conformanceClaims.js';
import { outcomeTests } from './outcomeTests.js';
import { refusalFacts } from './refusalFacts.js';
import { trainingFacts } from './trainingFacts.js';

outcomeTests('training on webgpu in Chromium', pages.webgpu, { name: 'training' }, [
  ...trainingFacts,
  ...refusalFacts,
]);
conformanceClaims('webgpu');
