/** How a line of workgroups is laid out where one axis of a dispatch is too short for it. */

/** Axes of a dispatch end here on every device. */
const longest = 65535;

export const ceilDiv = (a: number, b: number): number => Math.ceil(a / b);

/** So many workgroups as rows and columns; a few too many, so shaders check their index. */
export function line(count: number): [number, number, number] {
  if (count <= longest) return [count, 1, 1];
  const rows = ceilDiv(count, longest);
  return [ceilDiv(count, rows), rows, 1];
}

/** Counterpart of {@link line} in a shader with parameters `workgroup` and `workgroups`: the index of the workgroup. */
export const lineIndex = 'workgroup.y * workgroups.x + workgroup.x';

/** Parameters of a shader's `main`. */
export const builtins: string = [
  '@builtin(workgroup_id) workgroup: vec3u',
  '@builtin(num_workgroups) workgroups: vec3u',
  '@builtin(local_invocation_index) local: u32',
].join(', ');
