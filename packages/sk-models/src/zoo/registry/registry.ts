/** The one list of models: creation, listing, counting and tests all read it. */

import { ModelError } from '../../modelError.js';
import { nearestNames } from '../../nearestNames.js';
import type { ModelEntry } from '../../types.js';
import { densenetEntries } from '../families/densenet.js';
import { dpnEntries } from '../families/dpn.js';
import { inceptionResnetV2Entries } from '../families/inceptionResnetV2.js';
import { inceptionV3Entries } from '../families/inceptionV3.js';
import { inceptionV4Entries } from '../families/inceptionV4.js';
import { mobilenetv1Entries } from '../families/mobilenetv1.js';
import { mobilenetv2Entries } from '../families/mobilenetv2.js';
import { residualAttentionEntries } from '../families/residualAttention.js';
import { resnetEntries } from '../families/resnet.js';
import { resnextEntries } from '../families/resnext.js';
import { senetEntries } from '../families/senet.js';
import { shufflenetv1Entries } from '../families/shufflenetv1.js';
import { shufflenetv2Entries } from '../families/shufflenetv2.js';
import { sknetEntries } from '../families/sknet.js';
import { timmEntries } from '../families/timm.js';

export const registry: ReadonlyMap<string, ModelEntry> = new Map(
  [
    ...densenetEntries,
    ...dpnEntries,
    ...inceptionResnetV2Entries,
    ...inceptionV3Entries,
    ...inceptionV4Entries,
    ...mobilenetv1Entries,
    ...mobilenetv2Entries,
    ...residualAttentionEntries,
    ...resnetEntries,
    ...resnextEntries,
    ...senetEntries,
    ...shufflenetv1Entries,
    ...shufflenetv2Entries,
    ...sknetEntries,
    ...timmEntries,
  ].map((entry) => [entry.name, entry]),
);

/** @throws ModelError that names what is nearest. */
export function findEntry(name: string): ModelEntry {
  const entry = registry.get(name);
  if (entry !== undefined) return entry;
  const [near] = nearestNames(name, registry.keys());
  const hint = near === undefined ? '' : ` Did you mean '${near}'?`;
  throw new ModelError(`no model is called '${name}'.${hint} listModels() names all ${registry.size}.`);
}
