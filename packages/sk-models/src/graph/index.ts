/** A model as a graph of layers: a walk over it, its nodes and values, and another model made from it. */

export { foldModel, type Layer, type LayerUse, layerUses } from './modelGraph.js';
