/** Models of TensorFlow.js as ONNX files. */

export { exportOnnx, type OnnxOptions } from './exportOnnx.js';
