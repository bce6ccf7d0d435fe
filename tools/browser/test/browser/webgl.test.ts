/** Conformance and training on webgl in a page. */
import { pages } from '../../pages.js';
import { conformanceClaims } from './conformanceClaims.js';
import { outcomeTests } from './outcomeTests.js';
import { trainingFacts } from './trainingFacts.js';

outcomeTests('training on webgl in Chromium', pages.webgl, { name: 'training' }, trainingFacts);
conformanceClaims('webgl');
