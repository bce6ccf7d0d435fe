/** Names of weights on a hub that serves files as the Hugging Face hub does: owner/name, owner/name@revision. */
import { ModelError } from 'sk-models';

const defaultEndpoint = 'https://huggingface.co';
const hubId = /^(?<owner>[\w-][\w.-]*)\/(?<name>[\w-][\w.-]*)(?:@(?<revision>[\w-][\w.-]*))?$/;

/** What is called like a file of weights, models/own.safetensors, is a path, and no server is to hear of it. */
const fileName = /\.(safetensors|json|keras|h5|hdf5|caffemodel|pth|pt|ckpt|bin)$/i;

export const isHubId = (text: string): boolean => hubId.test(text) && !fileName.test(text);

/** Networks that timm's authors trained, by name, and the hub's name of the weights. */
export const trainedNetworks: ReadonlyMap<string, string> = new Map([
  ['skresnet18', 'timm/skresnet18.ra_in1k'],
  ['skresnet34', 'timm/skresnet34.ra_in1k'],
  ['skresnext50_32x4d', 'timm/skresnext50_32x4d.ra_in1k'],
  ['resnext50_32x4d', 'timm/resnext50_32x4d.ra_in1k'],
  ['seresnext50_32x4d', 'timm/seresnext50_32x4d.racm_in1k'],
]);

/** @throws ModelError for a model that nobody is known to have trained */
export function knownWeights(model: string): string {
  const id = trainedNetworks.get(model);
  if (id !== undefined) return id;
  throw new ModelError(
    `${model}: no weights are known by name (they are of ${[...trainedNetworks.keys()].join(', ')}); pretrained wants a file, a folder, a URL or owner/name on a hub`,
  );
}

/** Where the weights of a hub's model may be, the likeliest first. */
export function hubUrls(
  id: string,
  endpoint: string = process.env['HF_ENDPOINT'] || defaultEndpoint,
): readonly URL[] {
  const { owner, name, revision = 'main' } = hubId.exec(id)?.groups ?? {};
  const base = `${endpoint.replace(/\/+$/, '')}/${owner}/${name}/resolve/${revision}`;
  if (!URL.canParse(base)) throw new ModelError(`the hub's endpoint wants a URL, got ${endpoint}`);
  return ['model.safetensors', 'model.safetensors.index.json'].map((file) => new URL(`${base}/${file}`));
}
