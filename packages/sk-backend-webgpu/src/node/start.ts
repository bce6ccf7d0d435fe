/** The start of WebGPU in Node. */
import { checkOptions, type OptionNames } from 'sk-core';
import { AdapterError } from '../device/openDevice.js';
import {
  type StartOptions as BrowserStartOptions,
  startOptions as browserStartOptions,
  start as startDevice,
} from '../start.js';
import { adapters, type NodeAdapter, startDawn, startDawnForMatrices } from './dawn.js';
import { noAdapter } from './vulkan.js';

export interface StartOptions extends Omit<BrowserStartOptions, 'adapter'> {
  /** An index in the list of `adapters()`, or a part of a name there, in any case. Other adapters are refused. */
  readonly adapter?: number | string;
  /** Options of Dawn, such as 'backend=vulkan'. They have an effect where the backend does not run yet. */
  readonly dawn?: readonly string[];
}

const startOptions: OptionNames<StartOptions> = { ...browserStartOptions, dawn: true };

/**
 * Makes 'webgpu' the current backend of tfjs, on Dawn, with the kernels of this package.
 *
 * @throws AdapterError where Dawn is not installed, there is no adapter that will do, or the backend runs on another
 *   one; OptionError for options that do not exist.
 */
export async function start(given: StartOptions = {}): Promise<void> {
  checkOptions('start: options', given, startOptions);
  const { dawn = [], adapter, ...options } = given;
  const open = (dawnOptions: readonly string[]): Promise<void> =>
    options.precision === 'mixed' ? startDawnForMatrices(dawnOptions, options.power) : startDawn(dawnOptions);
  if (adapter !== undefined) {
    const { backend, name } = pick(await adapters(dawn), adapter);
    await open([...dawn, `backend=${backend}`, `adapter=${name}`]);
    // Dawn has chosen. The empty part of a name fits every adapter, and makes a running backend compare its own with
    // it.
    return startDevice({ ...options, adapter: '' });
  }
  await open(dawn);
  if ((await navigator.gpu.requestAdapter()) === null) throw new AdapterError(noAdapter());
  return startDevice(options);
}

function pick(list: readonly NodeAdapter[], wanted: number | string): NodeAdapter {
  if (list.length === 0) throw new AdapterError(noAdapter());
  const named = typeof wanted === 'string' ? wanted.toLowerCase() : undefined;
  const found = list.find(({ index, name }) =>
    named === undefined ? index === wanted : name.toLowerCase().includes(named),
  );
  if (found === undefined) {
    const there = list.map(({ index, backend, name }) => `${index}: ${name} (${backend})`).join(', ');
    const asked = named === undefined ? `adapter ${wanted}` : `an adapter named '${wanted}'`;
    throw new AdapterError(`webgpu: there is no ${asked}: take an index or a part of a name of ${there}`);
  }
  // Dawn takes the first whose name contains the one asked for.
  const first = list.find(({ backend, name }) => backend === found.backend && name.includes(found.name));
  if (first !== found) {
    throw new AdapterError(
      `webgpu: adapter ${found.index}, ${found.name}, cannot be told from adapter ${first?.index} by its name, and Dawn ` +
        'has nothing else to tell adapters by: hide the other one from the driver, or take that',
    );
  }
  return found;
}
