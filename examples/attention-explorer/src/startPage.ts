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
  readonly #followers: (() => void)[] = [];
  readonly #exploreTab: ExploreTab;
  #backend: string;
  /** Names a network that is none of those that come with the page. */
  readonly #own: HTMLOptionElement = element('option', { disabled: true });
  #network: Network | undefined;
  /** In the menu, where it is one that comes with the page. */
  #shown = '';
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
    network.replaceChildren(...this.#shipped.map(({ id, title }) => option(id, title)));
    backend.addEventListener('change', () => void this.#alone(() => this.#switchBackend(backend.value)));
    network.addEventListener('change', () => void this.#alone(() => this.#openShipped(network.value)));
    addEventListener('dragover', (event) => event.preventDefault());
    addEventListener('drop', (event) => {
      event.preventDefault();
      if (event.dataTransfer !== null) void this.#onDrop(event.dataTransfer);
    });
    await this.#alone(() => this.#openShipped(this.#shipped[0]!.id));
  }

  beforeBackendChange(listener: () => Promise<void>): void {
    this.#listeners.push(listener);
  }

  onBackend(listener: () => void): void {
    this.#followers.push(listener);
    listener();
  }

  /** @throws Error in words where the network cannot be shown; what was shown stays */
  async explore(files: Files, title: string): Promise<void> {
    await this.#open(files, title, `${title}: `);
    this.#own.textContent = title;
    this.#frame.network.append(this.#own);
    this.#own.selected = true;
    this.#frame.tabs.choose('explore');
  }

  /** One change at a time: the menus wait for it. */
  async #alone(change: () => Promise<void>): Promise<void> {
    const { backend, network } = this.#frame;
    for (const select of [backend, network]) select.disabled = true;
    await change();
    for (const select of [backend, network]) select.disabled = false;
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
    await this.#alone(async () => {
      try {
        await this.explore(await checkpointFiles(files), 'Your checkpoint');
      } catch (error) {
        this.failed(`This checkpoint cannot be shown: ${(error as Error).message}`);
      }
    });
  }

  async #openShipped(id: string): Promise<void> {
    const shipped = this.#shipped.find((network) => network.id === id)!;
    const { title, dataset, accuracy, command } = shipped;
    try {
      this.say(`Loading ${title} …`);
      const from = `${title}: trained by this project with “${command}”, ${(accuracy * 100).toFixed(2)} % top-1 on ${dataset}. `;
      await this.#open(await filesOf(shipped), title, from);
      this.#shown = id;
      this.#own.remove();
    } catch (error) {
      this.#frame.network.value = this.#shown;
      this.failed(`${title} cannot be shown: ${(error as Error).message}`);
    }
  }

  async #open(files: Files, title: string, about: string): Promise<void> {
    const network = openNetwork(files, title);
    const { parameters, macs, observed, preprocessing } = network;
    const [height, width] = preprocessing.size;
    const words = `${about}${parameters.toLocaleString('en-US')} parameters, ${(macs / 1e6).toFixed(1)} million multiply-adds, ${observed.sites.length} SK units, reads ${height} × ${width} pixels.`;
    await this.#replace(network, words);
  }

  async #replace(network: Network, about: string): Promise<void> {
    try {
      await this.#exploreTab.showNetwork(network, about);
    } catch (error) {
      network.dispose();
      throw error;
    }
    this.#network?.dispose();
    this.#network = network;
    this.#about = about;
  }

  /** The network is made again on the new backend; where that fails, the old one goes on. */
  async #switchBackend(name: string): Promise<void> {
    const former = this.#backend;
    try {
      this.say(`Starting ${name} …`);
      for (const listener of this.#listeners) await listener();
      await this.#exploreTab.alone(async () => {
        await startBackend(name, backends);
        this.#backend = name;
      });
      const { files, title } = this.#network!;
      await this.#replace(openNetwork(files, title), this.#about);
      for (const follower of this.#followers) follower();
    } catch (error) {
      await tf.setBackend(former);
      this.#backend = former;
      this.#frame.backend.value = former;
      this.failed(`${name} cannot be used here, ${former} goes on: ${(error as Error).message}`);
    }
  }
}
