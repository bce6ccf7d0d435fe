/** Layout of a line of workgroups where one axis of a dispatch is too short for it. */

/** Workgroups of an axis, at most, on every device. */
const longest = 65535;

/** Returns the quotient, rounded up. */
export const ceilDiv = (a: number, b: number): number => Math.ceil(a / b);

/** Returns so many workgroups as rows and columns. There may be a few too many, so shaders check their index. */
export function line(count: number): [number, number, number] {
  if (count <= longest) return [count, 1, 1];
  const rows = ceilDiv(count, longest);
  return [ceilDiv(count, rows), rows, 1];
}

/**
 * The index of the workgroup in a shader with parameters `workgroup` and `workgroups`: the counterpart of {@link
 * line}.
 */
export const lineIndex = 'workgroup.y * workgroups.x + workgroup.x';

/** Parameters of a shader's `main`. */
export const builtins: string = [
  '@builtin(workgroup_id) workgroup: vec3u',
  '@builtin(num_workgroups) workgroups: vec3u',
  '@builtin(local_invocation_index) local: u32',
].join(', ');
