/** The parts of a network in blocks: by stage where the names of layers number the stages, else by the size of the maps. */
import type { ModelDescription } from 'sk-models';

export type Part = ModelDescription['parts'][number];

export interface PartGroup {
  readonly name: string;
  readonly parts: readonly Part[];
}

/** Matches conv2_1/..., SK_2_1/..., layer1/0/..., stage2_3, but not the paper's conv1, which comes before the stages of units. */
const stagePattern = /^(?:conv(?!1[_/.])|SK_|layer|stage|unit)(\d+)[_/.]\d/i;

/** Puts every part into one group; groups are in the order of computation. */
export function groupParts(parts: readonly Part[]): readonly PartGroup[] {
  const lastMap = parts.findLastIndex(isMap);
  const firstStage = parts.findIndex(({ name }) => stagePattern.test(name));
  const groups: { name: string; parts: Part[] }[] = [];
  let current: (typeof groups)[number] | undefined;
  for (const [i, part] of parts.entries()) {
    const name = i > lastMap ? 'classifier' : nameOf(part, i < firstStage, current?.name);
    if (current?.name !== name) {
      current = { name, parts: [] };
      groups.push(current);
    }
    current.parts.push(part);
  }
  return groups;
}

/** @param current The name of the group before the part. */
function nameOf(part: Part, beforeStages: boolean, current: string | undefined): string {
  if (beforeStages) return 'stem';
  const stage = stagePattern.exec(part.name)?.[1];
  if (stage !== undefined) return `stage ${stage}`;
  // Attention squeezes maps to one pixel and back: its parts, and those without weights, belong to the group around them.
  if (current !== undefined && (!isMap(part) || part.cost.parameters === 0)) return current;
  const [height, width] = part.outputShape;
  return `${height} × ${width}`;
}

const isMap = ({ outputShape: [height = 1, width = 1, ...rest] }: Part): boolean =>
  rest.length > 0 && height * width > 1;
