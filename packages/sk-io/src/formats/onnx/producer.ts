/** The program that writes ONNX files. The version is that of their form: it changes when a model is written otherwise. */
export const producer = { name: 'sk-models', version: '1.0.0' } as const;
