import { type ConfusionData, type RasterImage, type ReportData, reportFigures, reportHtml } from 'sk-viz';
import { describe, expect, it } from 'vitest';
import { pngUrl } from '#internal';
import { syntheticClasses, syntheticData } from './fixtures.js';

const picture: RasterImage = {
  width: 6,
  height: 4,
  channels: 3,
  data: Uint8Array.from({ length: 72 }, (_, i) => (i * 37) % 256),
};
const attention = syntheticData();
const data: ReportData = {
  title: 'A report',
  facts: [{ label: 'Model', value: 'sknet_digits' }],
  accuracy: { accuracy: 0.9812, label: 'top-1 accuracy, 10,000 test images' },
  attention,
  pictures: [[picture, picture, picture]],
};
const hostile = `<script>alert(1)</script>"'&\u0001\u202e<img src=x onerror=alert(2)>`;

describe('reportHtml', () => {
  it('the same bytes for the same data', async () => {
    expect(await reportHtml(data)).toBe(await reportHtml(data));
  });

  it('shows accuracy, parameters, the finding, every unit and the pictures', async () => {
    const page = await reportHtml(data);
    for (const text of ['98.12 %', '123 k', 'the attention for the larger kernel', 'SK_4_1', 'Figure 1.'])
      expect(page).toContain(text);
    expect(page.split(await pngUrl(picture))).toHaveLength(4);
  });

  it('asks for nothing: no address but data and no script', async () => {
    const page = await reportHtml(data);
    const addresses = [...page.matchAll(/\b(?:src|href|action|srcset)\s*=\s*"([^"]*)"/g)].map(
      ([, url]) => url!,
    );
    const elsewhere = addresses.filter((url) => !url.startsWith('data:image/png;base64,'));
    expect(elsewhere.length).toBeGreaterThan(2);
    for (const anchor of elsewhere) expect(page).toContain(`id="${anchor.replace(/^#/, '')}"`);
    expect(page).not.toMatch(/<script|<link|<iframe|@import|url\((?!#f)/i);
    expect(page).toContain('content="default-src &#39;none&#39;; img-src data:');
  });

  it('hostile names stay text wherever they stand', async () => {
    const [sample] = attention.samples;
    const page = await reportHtml({
      ...data,
      title: hostile,
      lead: hostile,
      facts: [{ label: hostile, value: hostile }],
      credits: [hostile],
      accuracy: { accuracy: 0.5, label: hostile },
      attention: {
        ...attention,
        model: { ...attention.model, name: hostile },
        units: attention.units.map((unit) => ({ ...unit, unit: hostile, layer: hostile })),
        samples: [
          { ...sample!, name: hostile, className: hostile, predictions: [hostile, hostile, hostile] },
        ],
        skipped: [{ name: hostile, reason: hostile }],
      },
    });
    expect(page).not.toMatch(/<script/i);
    expect(page).not.toMatch(/<img src=x/i);
    for (const character of '\u0001\u202e') expect(page).not.toContain(character);
    expect(page).toContain('&lt;script&gt;');
  });

  it('ids of figures differ from figure to figure', async () => {
    const ids = [...(await reportHtml(data)).matchAll(/\bid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('curves where there is a log, accuracy by scale where classes are known, skipped files where there are', async () => {
    const plain = await reportHtml(data);
    expect(plain).not.toContain('Learning rate over the run');
    const full = await reportHtml({
      ...data,
      runs: [
        {
          name: 'first',
          records: [
            {
              kind: 'step',
              step: 1,
              epoch: 0.1,
              loss: 2,
              accuracy: 0.1,
              learningRate: 0.1,
              imagesPerSecond: 9,
              dataWait: 0,
            },
            {
              kind: 'step',
              step: 2,
              epoch: 0.2,
              loss: 1,
              accuracy: 0.4,
              learningRate: 0.1,
              imagesPerSecond: 9,
              dataWait: 0,
            },
          ],
        },
      ],
      attention: {
        ...attention,
        accuracy: attention.scales.map((scale) => ({ scale, accuracy: 0.9, images: 20 })),
        skipped: [{ name: 'a.jpg', reason: 'empty' }],
      },
    });
    for (const text of [
      'Learning rate over the run',
      'Object enlarged',
      '1 file was skipped',
      'a.jpg: empty',
    ])
      expect(full).toContain(text);
  });

  it('classes and confusion where they are known; files and page have the same figures', async () => {
    const confusion: ConfusionData = {
      format: 'sk-viz/confusion',
      version: 1,
      model: attention.model,
      source: 'numbers',
      scale: 1,
      classNames: ['cat', 'dog', 'none'],
      counts: [
        [3, 1, 0],
        [0, 4, 0],
        [0, 0, 0],
      ],
      images: 8,
      accuracy: 0.875,
      skipped: [],
    };
    const full = { ...data, classes: syntheticClasses(['cat', hostile]), confusion };
    const figures = await reportFigures(full);
    const names = figures.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(
      expect.arrayContaining(['attention-by-unit', 'classes-SK_2_1', 'confusion-matrix', 'sample-1-by-unit']),
    );
    const page = await reportHtml(full);
    for (const text of ['Class by class', 'What is taken for what', 'Top-1 accuracy 87.50 %'])
      expect(page).toContain(text);
    expect(page.match(/<figcaption>/g)).toHaveLength(figures.length);
    expect(page).not.toMatch(/<script|NaN|undefined/);
    const ids = [...page.matchAll(/\bid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('several runs are drawn together', async () => {
    const records = (loss: number) => [
      {
        kind: 'epoch' as const,
        step: 2,
        epoch: 1,
        trainLoss: loss,
        trainAccuracy: 0.5,
        testLoss: loss,
        testAccuracy: 0.5,
        learningRate: 0.1,
        imagesPerSecond: 9,
        seconds: 1,
      },
    ];
    const runs = [
      { name: 'first', records: records(1) },
      { name: hostile, records: records(2) },
    ];
    const page = await reportHtml({ ...data, runs });
    expect(page).toContain('Loss over 2 runs');
    expect(page).not.toMatch(/<script/);
  });

  it('a network without anything but attention', async () => {
    const { accuracy: _, ...least } = data;
    const page = await reportHtml({ ...least, attention: { ...attention, samples: [] }, pictures: [] });
    expect(page).toContain('What the attention does');
    expect(page).not.toMatch(/undefined|NaN/);
  });
});
