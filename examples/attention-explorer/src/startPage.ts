/** Everything behind the frame: the backend, the networks, the two tabs, and what is dropped into the page. */
import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from 'sk-core';
import { backends } from './compute/backends.js';
import { ExploreTab } from './explore/exploreTab.js';
import { checkpointFiles, droppedFiles, isCheckpoint } from './network/droppedFiles.js';
import { type Files, type Network, openNetwork } from './network/network.js';
import { filesOf, type ShippedNetwork, shippedNetworks } from './network/shippedNetworks.js';
import type { PageContext } from './pageContext.js';
import { element, labelled, option } from './shell/element.js';
import type { Frame } from './shell/frame.js';
import { TrainTab } from './train/trainTab.js';

export async function startPage(frame: Frame): Promise<void> {
  tf.enableProdMode();
  const { name } = await startBackend('auto', backends);
  const page = new Page(frame, name, await shippedNetworks());
  await page.start();
}

class Page implements PageContext {
  readonly #frame: Frame;
  readonly #shipped: readonly ShippedNetwork[];
  readonly #listeners: (() => Promise<void>)[] = [];
  readonly #exploreTab: ExploreTab;
  #backend: string;
  #network: Network | undefined;
  #about = '';

  readonly say = (text: string): void => this.#frame.say(text);
  readonly failed = (text: string): void => this.#frame.failed(text);
  readonly backend = (): string => this.#backend;

  constructor(frame: Frame, backend: string, shipped: readonly ShippedNetwork[]) {
    this.#frame = frame;
    this.#backend = backend;
    this.#shipped = shipped;
    const panels = frame.tabs.panels;
    this.#exploreTab = new ExploreTab(panels.get('explore')!, this);
    frame.choices.append(this.#ownCheckpoint());
    new TrainTab(panels.get('train')!, this);
  }

  async start(): Promise<void> {
    const { backend, network } = this.#frame;
    backend.replaceChildren(...backends.map(({ name, title }) => option(name, title)));
    backend.value = this.#backend;
    backend.addEventListener('change', () => void this.#switchBackend(backend.value));
    network.replaceChildren(...this.#shipped.map(({ id, title }) => option(id, title)));
    network.addEventListener('change', () => void this.#openShipped(network.value));
    addEventListener('dragover', (event) => event.preventDefault());
    addEventListener('drop', (event) => {
      event.preventDefault();
      if (event.dataTransfer !== null) void this.#onDrop(event.dataTransfer);
    });
    await this.#openShipped(this.#shipped[0]!.id);
    for (const select of [backend, network]) select.disabled = false;
  }

  beforeBackendChange(listener: () => Promise<void>): void {
    this.#listeners.push(listener);
  }

  /** The network that was shown stays where the new one cannot be opened. */
  async explore(files: Files, title: string): Promise<void> {
    await this.#open(files, title, `${title}: `);
    const own = option('', title);
    this.#frame.network.append(own);
    own.selected = true;
    own.disabled = true;
    this.#frame.tabs.choose('explore');
  }

  #ownCheckpoint(): HTMLElement {
    const files = element('input', { type: 'file', multiple: true, accept: '.json,.bin' });
    files.addEventListener('change', () => void this.#openOwn([...(files.files ?? [])]));
    return labelled(
      'Your own checkpoint: model.json with its .bin files, or drop the folder anywhere',
      files,
    );
  }

  async #onDrop(transfer: DataTransfer): Promise<void> {
    try {
      const files = await droppedFiles(transfer);
      if (isCheckpoint(files)) await this.#openOwn(files);
      else await this.#exploreTab.showFile(files[0]);
    } catch (error) {
      this.failed((error as Error).message);
    }
  }

  async #openOwn(files: readonly File[]): Promise<void> {
    try {
      await this.explore(await checkpointFiles(files), 'Your checkpoint');
    } catch (error) {
      this.failed(`This checkpoint cannot be shown: ${(error as Error).message}`);
    }
  }

  async #openShipped(id: string): Promise<void> {
    const shipped = this.#shipped.find((network) => network.id === id)!;
    const { title, dataset, accuracy, command } = shipped;
    try {
      this.say(`Loading ${title} …`);
      const from = `${title}: trained by this project with “${command}”, ${(accuracy * 100).toFixed(2)} % top-1 on ${dataset}. `;
      await this.#open(await filesOf(shipped), title, from);
    } catch (error) {
      this.failed(`${title} cannot be shown: ${(error as Error).message}`);
    }
  }

  async #open(files: Files, title: string, about: string): Promise<void> {
    const network = openNetwork(files, title);
    const { parameters, multiplyAdds, tapped, preprocessing } = network;
    const [height, width] = preprocessing.size;
    this.#about = `${about}${parameters.toLocaleString('en-US')} parameters, ${(multiplyAdds / 1e6).toFixed(1)} million multiply-adds, ${tapped.taps.length} SK units, reads ${height} × ${width} pixels.`;
    await this.#replace(network);
  }

  async #replace(network: Network): Promise<void> {
    const former = this.#network;
    this.#network = network;
    await this.#exploreTab.showNetwork(network, this.#about);
    await this.#exploreTab.settled();
    former?.model.dispose();
  }

  /** The network is made again on the new backend; where that fails, the old one goes on. */
  async #switchBackend(name: string): Promise<void> {
    const [former, { backend, network: menu }] = [this.#backend, this.#frame];
    for (const select of [backend, menu]) select.disabled = true;
    try {
      this.say(`Starting ${name} …`);
      for (const listener of this.#listeners) await listener();
      await this.#exploreTab.settled();
      await startBackend(name, backends);
      this.#backend = name;
      const { files, title } = this.#network!;
      await this.#replace(openNetwork(files, title));
    } catch (error) {
      await tf.setBackend(former);
      this.#backend = former;
      backend.value = former;
      this.failed(`${name} cannot be used here, ${former} goes on: ${(error as Error).message}`);
    } finally {
      for (const select of [backend, menu]) select.disabled = false;
    }
  }
}
