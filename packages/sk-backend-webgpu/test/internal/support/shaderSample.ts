/** A shader in one of its forms. */
import { moduleText, type Shader, type ShaderRecord } from '../../../src/wgsl/shader.js';

export interface ShaderSample {
  /** The key of its pipeline. */
  readonly title: string;
  readonly text: string;
}

export const sample = <R extends ShaderRecord, U extends string>(
  shader: Shader<R, U>,
  record: R,
): ShaderSample => ({
  title: `${shader.name} ${JSON.stringify(record)}`,
  text: moduleText(shader, record),
});
