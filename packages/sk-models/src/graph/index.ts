/** A model as a graph of layers: its nodes and values, the kinds of its layers, and where a classifier has its logits. */

export { type KindName, type KindOf, type LayerKind, layerKind } from './layerKinds.js';
export { findWeight } from './layerWeights.js';
export { type ClassifierEnd, findLogits, type Squash } from './logits.js';
export { type GraphNode, type GraphValue, type Layer, type ModelGraph, readGraph } from './modelGraph.js';
export { trainingPass } from './trainingPass.js';
export { walkGraph } from './walkGraph.js';
