/** The one list of networks, which creation, listing, counting and tests read. */
import type { ModelEntry } from '../../types.js';
import { densenet } from '../families/densenet.js';
import { dpn } from '../families/dpn.js';
import { inceptionResnetV2 } from '../families/inceptionResnetV2.js';
import { inceptionV3 } from '../families/inceptionV3.js';
import { inceptionV4 } from '../families/inceptionV4.js';
import { mobilenetv1 } from '../families/mobilenetv1.js';
import { mobilenetv2 } from '../families/mobilenetv2.js';
import { residualAttention } from '../families/residualAttention.js';
import { resnet } from '../families/resnet.js';
import { resnext } from '../families/resnext.js';
import { senet } from '../families/senet.js';
import { shufflenetv1 } from '../families/shufflenetv1.js';
import { shufflenetv2 } from '../families/shufflenetv2.js';
import { sknet } from '../families/sknet.js';
import { timm } from '../families/timm.js';
import { entryIn } from '../family/entryIn.js';

const families = [
  densenet,
  dpn,
  inceptionResnetV2,
  inceptionV3,
  inceptionV4,
  mobilenetv1,
  mobilenetv2,
  residualAttention,
  resnet,
  resnext,
  senet,
  shufflenetv1,
  shufflenetv2,
  sknet,
  timm,
];

export const registry: ReadonlyMap<string, ModelEntry> = new Map(
  families.flatMap(({ entries }) => [...entries]),
);

/**
 * Returns the entry of a network.
 *
 * @param others Says in a sentence where all names are.
 * @throws ModelError that suggests the nearest name.
 */
export const findEntry = (name: string, others = `listModels() names all ${registry.size}.`): ModelEntry =>
  entryIn(registry, name, others);
