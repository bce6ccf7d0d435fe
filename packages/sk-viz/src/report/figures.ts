/** The figures with their captions, for who writes them one by one. */
export { architectureFigure } from './sections/architectureSection.js';
export { attentionFigures } from './sections/attentionSection.js';
export { classFigures, confusionFigure } from './sections/classesSection.js';
export { evidenceFigures } from './sections/evidenceSection.js';
export { accuracyFigures, curveFigures } from './sections/runSection.js';
export { sampleFigures } from './sections/samplesSection.js';
export { tradeoffFigure } from './sections/tradeoffSection.js';
