/** The Explore tab: a picture, a slider for the size of its object, and what the network selects. */
import {
  type AttentionData,
  attentionByChannel,
  attentionByUnit,
  enlarge,
  kernelSizeByUnit,
  type RasterImage,
} from 'sk-viz';
import { Latest } from '../compute/latest.js';
import type { Network } from '../network/network.js';
import type { PageContext } from '../pageContext.js';
import { element, labelled, option } from '../shell/element.js';
import { RateBox } from '../shell/rateBox.js';
import { startCamera } from './camera.js';
import { FigureBox } from './figureBox.js';
import { look } from './look.js';
import { measureLooks } from './measureLooks.js';
import { type Picture, pictureOf, showRaster } from './picture.js';
import { samplesFor } from './samples.js';
import { topTable } from './topTable.js';
import { unitTable } from './unitTable.js';

const largest = 3;

export class ExploreTab {
  readonly #page: PageContext;
  readonly #latest: Latest = new Latest();
  readonly #canvas = element('canvas', { role: 'img', class: 'input' });
  readonly #slider = element('input', { type: 'range', min: 1, max: largest, step: 0.05, value: 1 });
  readonly #scale = element('output', {}, '1.00x');
  readonly #unit = element('select');
  readonly #samples = element('div', {
    class: 'samples',
    role: 'group',
    'aria-label': 'Pictures to begin with',
  });
  readonly #camera = element('button', { type: 'button' }, 'Use the camera');
  readonly #rates = new RateBox('the work of a picture', {
    onSwitch: () => void this.#refresh(),
    onMeasure: () => void this.#measure(),
  });
  readonly #top = element('div', { class: 'wide' });
  readonly #units = element('div', { class: 'wide' });
  readonly #about = element('p', { class: 'about' });
  readonly #difference = new FigureBox('Attention of the largest minus the smallest kernel, unit by unit.');
  readonly #sizes = new FigureBox('The kernel size that the attention amounts to.');
  readonly #channels = new FigureBox('Attention of the largest kernel in one unit, channel by channel.');
  #network: Network | undefined;
  #picture: Picture | undefined;
  #attention: AttentionData | undefined;
  #stopCamera: (() => void) | undefined;

  constructor(root: HTMLElement, page: PageContext) {
    this.#page = page;
    const file = element('input', { type: 'file', accept: 'image/*' });
    file.addEventListener('change', () => void this.showFile(file.files?.[0]));
    this.#slider.addEventListener('input', () => this.#refresh());
    this.#unit.addEventListener('change', () => void this.#showChannels());
    this.#camera.addEventListener('click', () => void this.#toggleCamera());
    root.append(
      this.#about,
      element(
        'div',
        { class: 'explore' },
        element(
          'div',
          { class: 'picture' },
          this.#canvas,
          labelled('Size of the object', this.#slider),
          this.#scale,
          this.#samples,
          labelled('Your picture (or drop it anywhere)', file),
          this.#camera,
          this.#rates.root,
        ),
        element('div', { class: 'answers' }, this.#top, this.#units),
      ),
      element(
        'div',
        { class: 'figures' },
        this.#difference.root,
        this.#sizes.root,
        element('div', {}, labelled('Unit', this.#unit), this.#channels.root),
      ),
    );
  }

  /**
   * The networks are the caller's to dispose of.
   * @throws what computing throws; then the former network is shown as before
   */
  async showNetwork(network: Network, about: string): Promise<void> {
    const former = { network: this.#network, picture: this.#picture };
    const { channels } = network.preprocessing;
    const samples =
      channels === former.network?.preprocessing.channels ? undefined : await samplesFor(channels);
    await this.settled();
    this.#network = network;
    if (samples !== undefined) this.#picture = samples[0];
    try {
      await this.#latest.run(() => this.#compute());
    } catch (error) {
      this.#network = former.network;
      this.#picture = former.picture;
      throw error;
    }
    this.#about.textContent = about;
    this.#rates.clear(network.captured.refusal);
    if (samples !== undefined) this.#showSamples(samples);
  }

  /** Resolves when nothing is being computed. */
  settled(): Promise<void> {
    return this.#latest.run(async () => undefined);
  }

  /** Runs `task` while nothing is computed: the slider and the camera wait for it. */
  alone(task: () => Promise<void>): Promise<void> {
    return this.#latest.alone(task);
  }

  async showFile(file: File | undefined): Promise<void> {
    if (file === undefined) return;
    try {
      await this.#show(await pictureOf(file));
    } catch (error) {
      this.#page.failed((error as Error).message);
    }
  }

  #showSamples(samples: readonly Picture[]): void {
    this.#samples.replaceChildren(
      ...samples.map((sample) => {
        const canvas = element('canvas', { 'aria-hidden': 'true' });
        showRaster(canvas, sample.image);
        const button = element('button', { type: 'button', 'aria-label': sample.name }, canvas);
        button.addEventListener('click', () => void this.#show(sample));
        return button;
      }),
    );
  }

  async #show(picture: Picture): Promise<void> {
    this.#stop();
    this.#picture = picture;
    await this.#refresh();
  }

  async #toggleCamera(): Promise<void> {
    if (this.#stopCamera !== undefined) return this.#stop();
    this.#camera.disabled = true;
    try {
      this.#stopCamera = await startCamera((image) => this.#showFrame(image));
      this.#camera.textContent = 'Stop the camera';
    } catch (error) {
      this.#page.failed((error as Error).message);
    } finally {
      this.#camera.disabled = false;
    }
  }

  /** In the other tab nobody watches, so the camera goes off. */
  async #showFrame(image: RasterImage): Promise<void> {
    if (!this.#canvas.checkVisibility()) return this.#stop();
    this.#picture = { name: 'the camera', image };
    await this.#refresh();
  }

  #stop(): void {
    this.#stopCamera?.();
    this.#stopCamera = undefined;
    this.#camera.textContent = 'Use the camera';
  }

  async #refresh(): Promise<void> {
    this.#scale.textContent = `${Number(this.#slider.value).toFixed(2)}x`;
    try {
      await this.#latest.run(() => this.#compute());
    } catch (error) {
      const name = this.#picture?.name ?? 'the picture';
      this.#page.failed(`${capitalised(name)} could not be computed: ${(error as Error).message}`);
    }
  }

  async #measure(): Promise<void> {
    const { say, backend, failed } = this.#page;
    this.#rates.disabled = true;
    try {
      await this.alone(async () => {
        const [network, picture] = [this.#network, this.#picture];
        if (network === undefined || picture === undefined) return;
        say(`Measuring on ${backend()} …`);
        for (const isCaptured of [true, false])
          this.#rates.show(await measureLooks(network, picture, isCaptured));
        say(`Measured on ${backend()}.`);
      });
    } catch (error) {
      failed(`The rates could not be measured: ${(error as Error).message}`);
    } finally {
      this.#rates.disabled = false;
    }
  }

  async #compute(): Promise<void> {
    const [network, picture, scale] = [this.#network, this.#picture, Number(this.#slider.value)];
    if (network === undefined || picture === undefined) return;
    const { isCaptured } = this.#rates;
    const { attention, top, milliseconds, isReplay } = await look(network, picture, scale, isCaptured);
    showRaster(this.#canvas, enlarge(picture.image, scale, network.preprocessing));
    this.#canvas.setAttribute('aria-label', `${picture.name}, as the network reads it`);
    this.#attention = attention;
    this.#rates.explain(network.captured.refusal);
    this.#top.replaceChildren(topTable(top));
    this.#units.replaceChildren(unitTable(attention));
    this.#listUnits(attention);
    await this.#difference.show(attentionByUnit(attention));
    await this.#sizes.show(kernelSizeByUnit(attention));
    await this.#showChannels();
    this.#page.say(
      `${capitalised(picture.name)} at ${scale.toFixed(2)}x: ${milliseconds.toFixed(0)} ms${isReplay ? ', replayed' : ''} on ${this.#page.backend()}.`,
    );
  }

  /** The choice of a unit stays where the network has one of that name. */
  #listUnits({ units }: AttentionData): void {
    const chosen = this.#unit.value;
    this.#unit.replaceChildren(...units.map(({ unit }) => option(unit, unit)));
    if (units.some(({ unit }) => unit === chosen)) this.#unit.value = chosen;
  }

  async #showChannels(): Promise<void> {
    if (this.#attention === undefined) return;
    await this.#channels.show(attentionByChannel(this.#attention, Math.max(0, this.#unit.selectedIndex)));
  }
}

const capitalised = (words: string): string => `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
