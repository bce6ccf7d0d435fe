/** Compute shaders: WGSL as a function of a small record, and the bindings around it. */

/** The record of a shader. Its JSON is the key of the pipeline cache. */
export type ShaderRecord = object;

export type Element = 'f32' | 'vec4f' | 'i32';

interface ShaderText {
  /** Extensions of WGSL that the text needs; none if not given. */
  readonly enables?: readonly string[];
  /** Tensors that are read, by name. */
  readonly inputs: Readonly<Record<string, Element>>;
  /** Tensors that are written, by name. */
  readonly outputs: Readonly<Record<string, Element>>;
  /** Statements at module scope, `main` included. */
  readonly code: string;
}

export interface Shader<R extends ShaderRecord, U extends string = string> {
  /** Name for captures and profiles: what the shader computes. */
  readonly name: string;
  /** Whole numbers that a call gives. */
  readonly uniforms: readonly U[];
  /** Numbers that a call gives. */
  readonly floats?: readonly U[];
  readonly write: (record: R) => ShaderText;
}

/** Returns the text of the whole module: inputs, then outputs, then the uniforms, in the order of their bindings. */
export function moduleText<R extends ShaderRecord>(shader: Shader<R>, record: R): string {
  const { enables = [], inputs, outputs, code } = shader.write(record);
  const buffers = [
    ...Object.entries(inputs).map(([name, element]) => `var<storage, read> ${name}: array<${element}>;`),
    ...Object.entries(outputs).map(
      ([name, element]) => `var<storage, read_write> ${name}: array<${element}>;`,
    ),
  ];
  const fields = [
    ...shader.uniforms.map((name) => `${name}: u32`),
    ...(shader.floats ?? []).map((name) => `${name}: f32`),
  ];
  if (fields.length > 0) buffers.push('var<uniform> u: Uniforms;');
  return [
    ...enables.map((name) => `enable ${name};`),
    ...(fields.length > 0 ? [`struct Uniforms { ${fields.join(', ')} }`] : []),
    ...buffers.map((text, binding) => `@group(0) @binding(${binding}) ${text}`),
    code.trim(),
    '',
  ].join('\n');
}
