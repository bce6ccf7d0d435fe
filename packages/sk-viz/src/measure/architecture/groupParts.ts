/** The parts of a network in blocks: by the numbers of its stages where layers are called so, else by the size of its maps. */
import type { ModelDescription } from 'sk-models';

export type Part = ModelDescription['parts'][number];

export interface PartGroup {
  readonly name: string;
  readonly parts: readonly Part[];
}

/** conv2_1/..., SK_2_1/..., layer1/0/..., stage2_3; the paper's conv1 comes before its stages of units. */
const stagePattern = /^(?:conv(?!1[_/.])|SK_|layer|stage|unit)(\d+)[_/.]\d/i;

/** Every part is in one group, and groups stand in the order of computation. */
export function groupParts(parts: readonly Part[]): readonly PartGroup[] {
  const lastMap = parts.findLastIndex(isMap);
  const firstStage = parts.findIndex(({ name }) => stagePattern.test(name));
  const groups: { name: string; parts: Part[] }[] = [];
  for (const [i, part] of parts.entries()) {
    const current = groups.at(-1)?.name;
    const name = i > lastMap ? 'classifier' : nameOf(part, i < firstStage, current);
    if (name !== current) groups.push({ name, parts: [] });
    groups.at(-1)!.parts.push(part);
  }
  return groups;
}

function nameOf(part: Part, beforeStages: boolean, current: string | undefined): string {
  if (beforeStages) return 'stem';
  const stage = stagePattern.exec(part.name)?.[1];
  if (stage !== undefined) return `stage ${stage}`;
  // Attention squeezes maps to one pixel and back; what computes it, and what has no weights, belongs to what is around.
  if (current !== undefined && (!isMap(part) || part.cost.parameters === 0)) return current;
  const [height, width] = part.outputShape;
  return `${height} × ${width}`;
}

const isMap = ({ outputShape: [height = 1, width = 1, ...rest] }: Part): boolean =>
  rest.length > 0 && height * width > 1;
