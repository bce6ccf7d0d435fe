/** Puts SK convolutions into any network. Paper, end of section 3.2: "can be applied to other lightweight networks". */
import { LayersModel } from '@tensorflow/tfjs-layers';
import { type GraphNode, readGraph } from '../../graph/modelGraph.js';
import { copyNodes, rebuildModel, type Substitute } from '../../graph/modelRebuild.js';
import { type ModelMetadata, withMetadata } from '../../metadata.js';
import { ModelError } from '../../modelError.js';
import { checkSurgery } from './checkSurgery.js';
import { findReplacements, type Replacement } from './findReplacements.js';
import { newLayers } from './newLayers.js';
import type { ReplaceConvsOptions, SurgeryStart } from './options.js';
import { type SurgeryReport, surgeryReport } from './surgeryReport.js';

export interface Surgery {
  /** Not compiled. */
  readonly model: LayersModel;
  readonly report: SurgeryReport;
}

/**
 * Returns another model, in which 3x3 convolutions of the given one are SK convolutions: those of TensorFlow.js (`conv2d`,
 * `depthwiseConv2d`, the first half of `separableConv2d`) and `SkGroupedConv2D`. By default all depthwise ones, as in
 * MobileNet and ShuffleNet, and the new model computes what the old one does until it is trained.
 *
 * The first branch gets the old kernel, and the batch norm that directly and alone follows the convolution; that layer
 * goes, as every branch has its own batch norm. An activation inside a convolution becomes a layer behind it. Where no
 * batch norm follows, the branch's normalises by the batch in training, and only inference begins as it was.
 *
 * All other layers are copied with their weights and stay frozen where they were. SK convolutions keep the names of the
 * layers that they replace and can be trained, frozen or not. Shared layers stay shared; nested models are unrolled, their
 * names in front of those of their layers; layers inside a wrapper, such as `timeDistributed`, are left alone. Metadata is
 * kept but for the name in the registry. The given model stays as it is, and training either does not change the other.
 *
 * @throws ModelError for a graph model, for options that do not exist, where nothing is to be replaced, and for branches
 * that cannot stand there.
 */
export function replaceConvs(
  model: LayersModel,
  options: ReplaceConvsOptions & { readonly dryRun: true },
): Pick<Surgery, 'report'>;
export function replaceConvs(
  model: LayersModel,
  options?: ReplaceConvsOptions & { readonly dryRun?: false },
): Surgery;
export function replaceConvs(
  model: LayersModel,
  options: ReplaceConvsOptions,
): Pick<Surgery, 'report'> & Partial<Surgery>;
export function replaceConvs(
  model: LayersModel,
  options: ReplaceConvsOptions = {},
): Pick<Surgery, 'report'> & Partial<Surgery> {
  checkModel(model);
  checkSurgery(options);
  const graph = readGraph(model);
  const found = findReplacements(graph, options);
  const report = surgeryReport(model, graph, found);
  if (options.dryRun === true) return { report };
  const substitutes = new Map(
    found.replacements.flatMap((replacement) => substitutions(replacement, options.start ?? 'same-function')),
  );
  const copy = copyNodes();
  const rebuilt = rebuildModel(model, graph, (node) =>
    substitutes.has(node) ? substitutes.get(node) : copy(node),
  );
  const { skModel: _, ...metadata } = (model.getUserDefinedMetadata() ?? {}) as ModelMetadata;
  return { model: withMetadata(rebuilt, metadata), report };
}

function checkModel(model: unknown): void {
  if (model instanceof LayersModel) return;
  const given = typeof model === 'object' && model !== null ? model : {};
  if ('executor' in given || 'modelStructureVersion' in given) {
    throw new ModelError(
      'replaceConvs: got a tf.GraphModel, a frozen graph without layers and without weights to train; wants a ' +
        'tf.LayersModel: convert the Keras model with --output_format=tfjs_layers_model and load it with loadLayersModel',
    );
  }
  const got = model === null ? 'null' : typeof model === 'object' ? model?.constructor?.name : typeof model;
  throw new ModelError(
    `replaceConvs: wants a tf.LayersModel of the same copy of @tensorflow/tfjs-layers as sk-models, got ${got}`,
  );
}

/** Returns what stands at each node of the convolution and of its batch norm. */
function substitutions(replacement: Replacement, start: SurgeryStart): [GraphNode, Substitute | undefined][] {
  const { nodes, norm } = replacement;
  const layers = newLayers(replacement, start);
  return nodes.flatMap((node, i): [GraphNode, Substitute | undefined][] => {
    const substitute = { inputs: node.inputs, layers };
    const behind = norm?.nodes[i];
    return behind === undefined
      ? [[node, substitute]]
      : [
          [node, undefined],
          [behind, substitute],
        ];
  });
}
