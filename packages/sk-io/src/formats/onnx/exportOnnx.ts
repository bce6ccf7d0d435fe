/** Writes a model as a file for ONNX Runtime, TensorRT, OpenVINO and the like: inference, opset 17. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkChoice, checkOptions, elementAt, type OptionNames } from 'sk-core';
import { ModelError, modelMetadata } from 'sk-models';
import { type GraphNode, layerKind, readGraph, walkGraph } from 'sk-models/graph';
import { joinBytes } from '../protobuf/bytes.js';
import { encode } from '../protobuf/encode.js';
import { converters } from './converters/converters.js';
import type { AnyConverter } from './graph/converter.js';
import { LayerGraph } from './graph/layerGraph.js';
import { OnnxGraph } from './graph/onnxGraph.js';
import type { Value } from './graph/value.js';
import { producer } from './producer.js';
import { checkSize } from './proto/checkSize.js';
import { type Message, schema } from './proto/schema.js';

export interface OnnxOptions {
  /** Layout of the images that the file reads: [N, H, W, C] as here, the default, or [N, C, H, W] as in PyTorch. Outputs stay. */
  readonly layout?: 'nhwc' | 'nchw';
}

const optionNames: OptionNames<OnnxOptions> = { layout: true };

/** The operators of ONNX 1.12, and the format of files that has them. */
const opset = { version: 17, irVersion: 8 } as const;

/**
 * Returns the model at inference as one ONNX file, weights included. Inputs and outputs have the names of the layers that
 * make them and the shapes that they have here, with any batch size: N. Class names and preprocessing are in the file's
 * metadata, as JSON. Batch norms stay batch norms; `foldBatchNorm` first makes a smaller graph of a model.
 *
 * @throws OptionError for options that do not exist; ModelError for a layer or a setting that cannot be exported, with those
 * that can, and for a file of 2 GB, which is more than protobuf allows.
 */
export async function exportOnnx(model: LayersModel, options: OnnxOptions = {}): Promise<Uint8Array> {
  checkOptions('exportOnnx: options', options, optionNames);
  const { layout = 'nhwc' } = options;
  checkChoice('exportOnnx: layout', layout, ['nhwc', 'nchw']);
  const graph = buildGraph(model, layout);
  const { byteLength, parts } = encode(schema, 'ModelProto', {
    irVersion: opset.irVersion,
    opsetImport: [{ domain: '', version: opset.version }],
    producerName: producer.name,
    producerVersion: producer.version,
    graph: graph.toProto(),
    metadataProps: metadataProps(model),
  });
  checkSize(model.name, byteLength);
  return await joinBytes(parts);
}

function buildGraph(model: LayersModel, layout: 'nhwc' | 'nchw'): OnnxGraph {
  const graph = new OnnxGraph(model.name);
  // A sequential model lists no names of its own: those of the layers are the same.
  const inputs = model.inputs.map((tensor) => {
    const { name } = tensor.sourceLayer;
    if (tensor.dtype !== 'float32') {
      throw new ModelError(`exportOnnx: input '${name}' wants float32, got ${tensor.dtype}`);
    }
    const isMoved = layout === 'nchw' && tensor.shape.length === 4;
    return graph.input(name, tensor.shape, isMoved ? 'channelsFirst' : 'channelsLast');
  });
  const names = model.outputs.map(({ sourceLayer }) => graph.unique(sourceLayer.name));
  const outputs = walkGraph<Value>(readGraph(model), inputs, (node, reads) =>
    convertNode(graph, node, reads),
  );
  for (const [i, value] of outputs.entries()) graph.output(elementAt(names, i), value);
  return graph;
}

function convertNode(graph: OnnxGraph, node: GraphNode, inputs: readonly Value[]): readonly Value[] {
  const kind = layerKind(node.layer);
  if (kind.kind === 'other') {
    throw new ModelError(
      `exportOnnx: layer '${node.name}' wants one of ${Object.keys(converters).join(', ')}, got ` +
        `${node.layer.getClassName()}: replace it, or leave it out of the model`,
    );
  }
  // The converter under the name of a kind takes layers of that kind, which the compiler cannot pair.
  const convert = converters[kind.kind] as AnyConverter;
  return convert(new LayerGraph(graph, node, kind), inputs);
}

/** Returns the metadata: words as they are, everything else as JSON. */
function metadataProps(model: LayersModel): readonly Message<'StringStringEntryProto'>[] {
  return Object.entries(modelMetadata(model)).map(([key, value]: [string, unknown]) => ({
    key,
    value: typeof value === 'string' ? value : JSON.stringify(value),
  }));
}
