/**
 * The part of onnx.proto3 that a model of ours needs, as data: for each field its number, its type, and whether it
 * repeats. IR version 8, which belongs to opset 17. https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3
 */
import type { Message as MessageOf } from '../../protobuf/messageTypes.js';

export const schema = {
  ModelProto: {
    irVersion: { at: 1, is: 'int64' },
    producerName: { at: 2, is: 'string' },
    producerVersion: { at: 3, is: 'string' },
    graph: { at: 7, is: 'GraphProto' },
    opsetImport: { at: 8, is: 'OperatorSetIdProto', many: true },
    metadataProps: { at: 14, is: 'StringStringEntryProto', many: true },
  },
  OperatorSetIdProto: {
    domain: { at: 1, is: 'string' },
    version: { at: 2, is: 'int64' },
  },
  StringStringEntryProto: {
    key: { at: 1, is: 'string' },
    value: { at: 2, is: 'string' },
  },
  GraphProto: {
    node: { at: 1, is: 'NodeProto', many: true },
    name: { at: 2, is: 'string' },
    initializer: { at: 5, is: 'TensorProto', many: true },
    input: { at: 11, is: 'ValueInfoProto', many: true },
    output: { at: 12, is: 'ValueInfoProto', many: true },
  },
  NodeProto: {
    input: { at: 1, is: 'string', many: true },
    output: { at: 2, is: 'string', many: true },
    name: { at: 3, is: 'string' },
    opType: { at: 4, is: 'string' },
    attribute: { at: 5, is: 'AttributeProto', many: true },
  },
  AttributeProto: {
    name: { at: 1, is: 'string' },
    f: { at: 2, is: 'float' },
    i: { at: 3, is: 'int64' },
    s: { at: 4, is: 'string' },
    ints: { at: 8, is: 'int64', many: true },
    type: { at: 20, is: 'int32' },
  },
  TensorProto: {
    dims: { at: 1, is: 'int64', many: true },
    dataType: { at: 2, is: 'int32' },
    name: { at: 8, is: 'string' },
    rawData: { at: 9, is: 'bytes' },
  },
  ValueInfoProto: {
    name: { at: 1, is: 'string' },
    type: { at: 2, is: 'TypeProto' },
  },
  TypeProto: {
    tensorType: { at: 1, is: 'TypeProtoTensor' },
  },
  TypeProtoTensor: {
    elemType: { at: 1, is: 'int32' },
    shape: { at: 2, is: 'TensorShapeProto' },
  },
  TensorShapeProto: {
    dim: { at: 1, is: 'DimensionProto', many: true },
  },
  DimensionProto: {
    dimValue: { at: 1, is: 'int64' },
    dimParam: { at: 2, is: 'string' },
  },
} as const;

/** `TensorProto.DataType`. */
export const dataTypes = { float: 1, int64: 7 } as const;

/** `AttributeProto.AttributeType`. */
export const attributeTypes = { float: 1, int: 2, string: 3, ints: 7 } as const;

/** A message by the name of its type. */
export type Message<N extends keyof typeof schema> = MessageOf<typeof schema, N>;
