/**
 * The layers of a Caffe model and where the numbers of each lie, read from protocol buffers (caffe.proto: NetParameter,
 * LayerParameter, V1LayerParameter, BlobProto). Numbers are looked up and left where they are.
 */
import { ModelError } from 'sk-models';
import { type FileLimits, mostOf, usualLimits } from '../../fileLimits.js';
import { eachField, eachPackedInteger, type VisitField } from '../protobuf/eachField.js';

/** Start and end, in bytes of the file. */
type Stretch = readonly [start: number, end: number];

export interface CaffeBlob {
  readonly shape: readonly number[];
  /** 4 for float32, 8 for float64. */
  readonly valueBytes: 4 | 8;
  /** The places of the values in the file. */
  readonly stretches: readonly Stretch[];
}

export interface CaffeLayer {
  readonly name: string;
  readonly type: string;
  readonly bottoms: readonly string[];
  readonly tops: readonly string[];
  readonly blobs: readonly CaffeBlob[];
}

/** Numbers of fields in caffe.proto. */
const net = { v1Layers: 2, layer: 100 } as const;
const layerFields = { name: 1, type: 2, bottom: 3, top: 4, blobs: 7 } as const;
const v1Fields = { bottom: 2, top: 3, name: 4, type: 5, blobs: 6 } as const;
const blobFields = { num: 1, width: 4, data: 5, shape: 7, doubleData: 8 } as const;

/** The types with weights that are known here, by their numbers in the old enumeration. */
const v1Types: Readonly<Record<number, string>> = { 4: 'Convolution', 14: 'InnerProduct' };

const maxBlobs = 16;
const maxRank = 8;

/** Counts down. */
interface Budget {
  fields: number;
  readonly limits: FileLimits;
}

/** Calls `visit` for each field. @throws ModelError where the file has more fields than it may have. */
function eachCounted(bytes: Uint8Array, start: number, end: number, budget: Budget, visit: VisitField): void {
  eachField(bytes, start, end, (...field) => {
    budget.fields--;
    if (budget.fields < 0) throw new ModelError(`has more than ${mostOf(budget.limits, 'fields', 'fields')}`);
    visit(...field);
  });
}

/** Returns the layers of a file. @throws ModelError for bytes that are no Caffe model. */
export function readCaffeNet(bytes: Uint8Array, limits: FileLimits = usualLimits): readonly CaffeLayer[] {
  try {
    return readLayers(bytes, limits);
  } catch (error) {
    if (error instanceof ModelError) throw error;
    throw new ModelError(`is no Caffe model: ${(error as Error).message}`, { cause: error });
  }
}

function readLayers(bytes: Uint8Array, limits: FileLimits): readonly CaffeLayer[] {
  const layers: CaffeLayer[] = [];
  const budget = { fields: limits.fields, limits };
  eachCounted(bytes, 0, bytes.length, budget, (field, start, end) => {
    if (field !== net.layer && field !== net.v1Layers) return;
    layers.push(readLayer(bytes, [start, end], field === net.layer, budget));
    if (layers.length > limits.layers)
      throw new ModelError(`has more than ${mostOf(limits, 'layers', 'layers')}`);
  });
  return layers;
}

function readLayer(bytes: Uint8Array, [start, end]: Stretch, isNew: boolean, budget: Budget): CaffeLayer {
  const fields = isNew ? layerFields : v1Fields;
  const [bottoms, tops, blobs]: [string[], string[], CaffeBlob[]] = [[], [], []];
  let [name, type] = ['', ''];
  eachCounted(bytes, start, end, budget, (field, from, to, number) => {
    const text = (): string => decoder.decode(bytes.subarray(from, to));
    if (field === fields.name) name = text();
    else if (field === fields.type) type = isNew ? text() : (v1Types[number] ?? `type ${number} of V1`);
    else if (field === fields.bottom) bottoms.push(text());
    else if (field === fields.top) tops.push(text());
    else if (field === fields.blobs) {
      if (blobs.length === maxBlobs) throw new ModelError(`layer '${name}' has more than ${maxBlobs} blobs`);
      blobs.push(readBlob(bytes, [from, to], name, budget));
    }
  });
  return { name, type, bottoms, tops, blobs };
}

const decoder = new TextDecoder('utf-8', { fatal: true });

function readBlob(bytes: Uint8Array, [start, end]: Stretch, layer: string, budget: Budget): CaffeBlob {
  const legacy = [0, 0, 0, 0];
  const found: Record<4 | 8, [number, number][]> = { 4: [], 8: [] };
  let shape: readonly number[] | undefined;
  eachCounted(bytes, start, end, budget, (field, from, to, number) => {
    if (field >= blobFields.num && field <= blobFields.width) legacy[field - blobFields.num] = number;
    else if (field === blobFields.shape) shape = readShape(bytes, [from, to], budget);
    else if (field === blobFields.data) found[4].push([from, to]);
    else if (field === blobFields.doubleData) found[8].push([from, to]);
  });
  const valueBytes = found[8].length > 0 ? 8 : 4;
  const stretches = found[valueBytes];
  const size = (shape ?? legacy).reduce((product, length) => product * length, 1);
  const stored = stretches.reduce((sum, [from, to]) => sum + to - from, 0);
  const isWhole = stretches.every(([from, to]) => (to - from) % valueBytes === 0);
  if (!isWhole || stored !== size * valueBytes) {
    const wanted = `${size} values of ${valueBytes} bytes for its shape [${shape ?? legacy}]`;
    throw new ModelError(`layer '${layer}': a blob wants ${wanted}, got ${stored} bytes`);
  }
  return { shape: shape ?? legacy, valueBytes, stretches };
}

/** BlobShape: `dim` is field 1, packed. */
function readShape(bytes: Uint8Array, [start, end]: Stretch, budget: Budget): readonly number[] {
  const shape: number[] = [];
  const add = (length: number): void => {
    if (!Number.isSafeInteger(length) || length < 0 || shape.length === maxRank) {
      throw new ModelError(`a shape wants up to ${maxRank} whole numbers, got [${shape},${length}]`);
    }
    shape.push(length);
  };
  eachCounted(bytes, start, end, budget, (field, from, to, number) => {
    if (field !== 1) return;
    if (from === to) return add(number);
    eachPackedInteger(bytes.subarray(from, to), add);
  });
  return shape;
}
