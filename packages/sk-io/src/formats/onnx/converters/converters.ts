/** The converters of all layers that can be exported, by the names of their classes: every kind that is known. */
import type { KindName } from 'sk-models/graph';
import type { Converters } from '../graph/converter.js';
import { activationLayers } from './activations.js';
import { attentionLayers } from './attention.js';
import { convolutionLayers } from './convolutions.js';
import { denseLayers } from './dense.js';
import { mergeLayers } from './merges.js';
import { normLayers } from './norms.js';
import { poolLayers } from './pools.js';
import { resizeLayers } from './resizes.js';
import { shapeLayers } from './shapes.js';
import { skConvLayers } from './skConvolutions.js';

export const converters: Converters<KindName> = {
  ...convolutionLayers,
  ...skConvLayers,
  ...attentionLayers,
  ...denseLayers,
  ...normLayers,
  ...activationLayers,
  ...poolLayers,
  ...mergeLayers,
  ...shapeLayers,
  ...resizeLayers,
};
