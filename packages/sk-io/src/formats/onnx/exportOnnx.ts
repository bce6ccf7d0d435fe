/** A model as a file that ONNX Runtime, TensorRT, OpenVINO and their like can run: inference, opset 17. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ModelError, modelMetadata } from 'sk-models';
import { foldModel } from 'sk-models/graph';
import { joinBytes } from '../protobuf/bytes.js';
import { encode } from '../protobuf/encode.js';
import { converters } from './converters/converters.js';
import { LayerGraph } from './graph/layerGraph.js';
import { OnnxGraph } from './graph/onnxGraph.js';
import type { Value } from './graph/value.js';
import { producer } from './producer.js';
import { checkSize } from './proto/checkSize.js';
import { type Message, schema } from './proto/schema.js';

export interface OnnxOptions {
  /** How images come in: [N, H, W, C] as here, the default, or [N, C, H, W] as in PyTorch. They come out as here. */
  readonly layout?: 'nhwc' | 'nchw';
}

/** ONNX's operators as of version 1.12, and the format of files that has them. */
const opset = { version: 17, irVersion: 8 } as const;

/**
 * The model at inference as one ONNX file, weights included. Inputs and outputs bear the names of the layers that make
 * them, and have the shapes that they have here, with any batch size: N. Class names and preprocessing travel along, as
 * JSON in the file's metadata. Batch norms stay what they are; `foldBatchNorm` makes a smaller graph of a model first.
 *
 * @throws ModelError for a layer or a setting that cannot be exported, with what can, and for a file of 2 GB, where
 * protobuf ends.
 */
export async function exportOnnx(model: LayersModel, options: OnnxOptions = {}): Promise<Uint8Array> {
  const graph = buildGraph(model, options);
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

function buildGraph(model: LayersModel, { layout = 'nhwc' }: OnnxOptions): OnnxGraph {
  const graph = new OnnxGraph(model.name);
  const inputs = model.inputs.map((tensor, i) => {
    const name = model.inputNames[i] as string;
    if (tensor.dtype !== 'float32') {
      throw new ModelError(`exportOnnx: input '${name}' is ${tensor.dtype}; supported: float32`);
    }
    const isMoved = layout === 'nchw' && tensor.shape.length === 4;
    return graph.input(name, tensor.shape, isMoved ? 'channelsFirst' : 'channelsLast');
  });
  const names = model.outputNames.map((name) => graph.unique(name));
  const outputs = foldModel<Value>(model, inputs, (use, reads) => {
    const className = use.layer.getClassName();
    const convert = converters.get(className);
    if (convert !== undefined) return convert(new LayerGraph(graph, use), reads);
    throw new ModelError(
      `exportOnnx: layer '${use.name}' is of class ${className}, which is not supported; supported: ${[...converters.keys()].join(', ')}`,
    );
  });
  outputs.forEach((value, i) => void graph.output(names[i] as string, value));
  return graph;
}

/** Words as they are, the rest as JSON. */
function metadataProps(model: LayersModel): readonly Message<'StringStringEntryProto'>[] {
  return Object.entries(modelMetadata(model)).map(([key, value]: [string, unknown]) => ({
    key,
    value: typeof value === 'string' ? value : JSON.stringify(value),
  }));
}
