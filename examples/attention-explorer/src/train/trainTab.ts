/** The Train tab: a slim SK network learns digits in the page, with its curves as it goes. */
import type { Digits } from 'quickstart/digit';
import { modelToFiles } from 'sk-io';
import type { TrainingRecord } from 'sk-models';
import { trainingCurves } from 'sk-viz';
import { Latest } from '../compute/latest.js';
import { recordingRefusal } from '../compute/recordingRefusal.js';
import { FigureBox } from '../explore/figureBox.js';
import type { Files } from '../network/network.js';
import type { PageContext } from '../pageContext.js';
import { element } from '../shell/element.js';
import { RateBox } from '../shell/rateBox.js';
import { loadDigitFile } from './digitFile.js';
import { NumberField } from './numberField.js';
import { saveFiles } from './saveFiles.js';
import { type SessionOptions, type SessionSettings, type Trained, trainDigits } from './session.js';
import { measuredSteps } from './stepClock.js';

/** Curves are drawn anew no more often. */
const drawEvery = 500;

export class TrainTab {
  readonly #page: PageContext;
  readonly #fields = {
    steps: new NumberField('Steps', { value: 200, min: 1, max: 10_000, step: 1 }),
    batchSize: new NumberField('Images a step', { value: 32, min: 1, max: 256, step: 1 }),
    learningRate: new NumberField('Learning rate', { value: 0.1, min: 0.0001, max: 1, step: 0.0001 }),
    seed: new NumberField('Seed', { value: 1, min: 0, max: 1_000_000, step: 1 }),
  };
  readonly #train = element('button', { type: 'button', class: 'main' }, 'Train');
  readonly #stop = element('button', { type: 'button', disabled: true }, 'Stop');
  readonly #save = element('button', { type: 'button', disabled: true }, 'Save');
  readonly #explore = element('button', { type: 'button', disabled: true }, 'Explore this network');
  readonly #progress = element('progress', { max: 1, value: 0, 'aria-label': 'Steps done' });
  readonly #numbers = element('p', { class: 'numbers' }, 'Not trained yet.');
  readonly #rates = new RateBox('the work of a step', {
    onMeasure: () => this.#start(() => this.#measure()),
  });
  readonly #loss = new FigureBox('Loss on the digits of each step.');
  readonly #accuracy = new FigureBox('Share of the digits of each step that are told right.');
  readonly #drawing: Latest = new Latest();
  #digits: { readonly train: Digits; readonly test: Digits } | undefined;
  #running: AbortController | undefined;
  /** Of the training that runs. */
  #done: Promise<void> = Promise.resolve();
  #files: Files | undefined;
  #drawn = 0;

  constructor(root: HTMLElement, page: PageContext) {
    this.#page = page;
    page.beforeBackendChange(() => this.#end());
    page.onBackend(() => this.#rates.clear(recordingRefusal()));
    this.#train.addEventListener('click', () => this.#start(() => this.#learn()));
    this.#stop.addEventListener('click', () => void this.#end());
    this.#save.addEventListener('click', () => this.#files && saveFiles(this.#files));
    this.#explore.addEventListener('click', () => void this.#exploreIt());
    root.append(
      element(
        'p',
        { class: 'about' },
        'A slim SK network (sknet_digits) learns 4,000 handwritten digits, each drawn at half to twice its size on 64 × 64 pixels. The digits are from MNIST, by Y. LeCun, C. Cortes and C. J. C. Burges (CC BY-SA 3.0).',
      ),
      element('div', { class: 'choices' }, ...Object.values(this.#fields).map(({ root: field }) => field)),
      element('div', { class: 'choices' }, this.#train, this.#stop, this.#save, this.#explore),
      this.#progress,
      this.#numbers,
      this.#rates.root,
      element('div', { class: 'figures' }, this.#loss.root, this.#accuracy.root),
    );
  }

  /** Stops after the step that is under way; resolves when nothing computes any more. */
  #end(): Promise<void> {
    this.#running?.abort();
    return this.#done;
  }

  #start(work: () => Promise<void>): void {
    this.#done = this.#run(work);
  }

  async #run(work: () => Promise<void>): Promise<void> {
    this.#running = new AbortController();
    this.#busy(true);
    try {
      await work();
    } catch (error) {
      this.#page.failed((error as Error).message);
    } finally {
      this.#running = undefined;
      this.#busy(false);
    }
  }

  /** @throws Error in words for a field that holds no number within its bounds */
  #settings(): SessionSettings {
    const { steps, batchSize, learningRate, seed } = this.#fields;
    return {
      steps: steps.read(),
      batchSize: batchSize.read(),
      learningRate: learningRate.read(),
      seed: seed.read(),
      isCaptured: this.#rates.isCaptured,
    };
  }

  async #learn(): Promise<void> {
    const { say } = this.#page;
    const settings = this.#settings();
    delete this.#numbers.dataset['testAccuracy'];
    const digits = await this.#loadDigits();
    say(`Training on ${this.#page.backend()} …`);
    const { model, records, accuracy, rate } = await this.#trained(digits, settings, (soFar) =>
      this.#show(soFar, settings.steps),
    );
    this.#files = await modelToFiles(model);
    model.dispose();
    this.#show(records, settings.steps, accuracy);
    if (rate !== undefined) this.#rates.show(rate);
    say(
      accuracy === undefined
        ? 'Stopped. What was trained can be saved and explored.'
        : `Trained: ${(accuracy * 100).toFixed(1)} % of ${digits.test.count.toLocaleString('en-US')} test digits are told right.`,
    );
  }

  /** Trains networks that nobody keeps for a few steps each way. */
  async #measure(): Promise<void> {
    const { say, backend } = this.#page;
    const settings = { ...this.#settings(), steps: measuredSteps };
    const { train } = await this.#loadDigits();
    say(`Measuring on ${backend()} …`);
    for (const isCaptured of [true, false]) {
      const { model, rate } = await this.#trained({ train }, { ...settings, isCaptured }, () => undefined);
      model.dispose();
      if (this.#running?.signal.aborted) return say('Stopped.');
      if (rate !== undefined) this.#rates.show(rate);
    }
    say(`Measured on ${backend()}.`);
  }

  #trained(
    digits: { readonly train: Digits; readonly test?: Digits },
    settings: SessionSettings,
    onStep: SessionOptions['onStep'],
  ): Promise<Trained> {
    const { signal } = this.#running!;
    return trainDigits({ ...digits, settings, signal, onStep });
  }

  async #loadDigits(): Promise<{ readonly train: Digits; readonly test: Digits }> {
    this.#page.say('Loading the digits …');
    this.#digits ??= {
      train: await loadDigitFile('digits/train.bin'),
      test: await loadDigitFile('digits/test.bin'),
    };
    return this.#digits;
  }

  #busy(busy: boolean): void {
    for (const part of [...Object.values(this.#fields), this.#rates]) part.disabled = busy;
    this.#train.disabled = busy;
    this.#stop.disabled = !busy;
    for (const button of [this.#save, this.#explore]) button.disabled = busy || this.#files === undefined;
  }

  #show(records: readonly TrainingRecord[], steps: number, accuracy?: number): void {
    const last = records.findLast((record) => record.kind === 'step');
    if (last === undefined) return;
    this.#progress.value = last.step / steps;
    Object.assign(this.#numbers.dataset, {
      step: last.step,
      loss: last.loss,
      ...(accuracy === undefined ? {} : { testAccuracy: accuracy }),
    });
    const tested = accuracy === undefined ? '' : `, ${(accuracy * 100).toFixed(1)} % of the test digits`;
    this.#numbers.textContent = `Step ${last.step} of ${steps}: loss ${last.loss.toFixed(3)}, ${(last.accuracy * 100).toFixed(0)} % right, ${last.imagesPerSecond.toFixed(0)} images/s${tested}`;
    const now = performance.now();
    if (accuracy === undefined && now - this.#drawn < drawEvery) return;
    this.#drawn = now;
    void this.#drawing.run(() => this.#draw([...records]));
  }

  async #draw(records: readonly TrainingRecord[]): Promise<void> {
    const runs = [{ name: 'this run', records }];
    await this.#loss.show(trainingCurves(runs, 'loss'));
    await this.#accuracy.show(trainingCurves(runs, 'accuracy'));
  }

  async #exploreIt(): Promise<void> {
    try {
      await this.#page.explore(this.#files!, 'The network trained here');
    } catch (error) {
      this.#page.failed(`The network cannot be shown: ${(error as Error).message}`);
    }
  }
}
