/**
 * Parts of sk-viz that its own tests use on the built package, beside the public entries. This is no API: `#internal` is a
 * name inside this package alone, and anything here may change in any version.
 */

export { sampleByChannel } from './figures/attentionByChannel.js';
export { sampleByUnit } from './figures/attentionByUnit.js';
export { figureCsv } from './figures/figureCsv.js';
export { seriesColours } from './figures/theme.js';
export { pngUrl } from './image/png.js';
export { architectureCsv } from './measure/architecture/architectureFiles.js';
export { gradCamCsv } from './measure/gradCam/gradCamFiles.js';
export { tradeoffCsv } from './measure/tradeoff/tradeoffFiles.js';
export { renderPng } from './node/renderPng.js';
