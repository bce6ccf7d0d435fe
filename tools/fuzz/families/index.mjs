/** All families, by the reader that they are made for and their names. */
import { caffeFamilies } from './caffe.mjs';
import { hdf5Families } from './hdf5.mjs';
import { imageFamilies } from './images.mjs';
import { kerasFamilies } from './keras.mjs';
import { recordFamilies } from './records.mjs';
import { safetensorsFamilies } from './safetensors.mjs';
import { tfjsFamilies } from './tfjs.mjs';
import { onnxFamilies, topologyFamilies } from './topology.mjs';

const named = (reader, families) =>
  Object.entries(families).map(([name, family]) => ({ name: `${reader}: ${name}`, ...family }));

export const families = [
  ...named('safetensors', safetensorsFamilies),
  ...named('TensorFlow.js', tfjsFamilies),
  ...named('topology', topologyFamilies),
  ...named('ONNX', onnxFamilies),
  ...named('Keras', kerasFamilies),
  ...named('HDF5', hdf5Families),
  ...named('Caffe', caffeFamilies),
  ...named('records', recordFamilies),
  ...named('images', imageFamilies),
];
