import { eventFile } from 'sk-io';
import { describe, expect, it } from 'vitest';
import { readEvents } from '../../../sk-io/test/support/eventReader.js';
import { attentionEvents } from '../../src/events/attentionEvents.js';
import { syntheticData } from '../fixtures.js';

describe('attentionEvents', () => {
  it('a histogram of the channels for each unit and size', () => {
    const data = syntheticData();
    const events = attentionEvents(data);
    const histograms = events.filter((event) => event.kind === 'histogram');
    expect(histograms.map(({ step }) => step)).toEqual([100, 150, 200, 100, 150, 200, 100, 150, 200]);
    expect(histograms[0]!.values).toEqual(data.units[0]!.scales[0]!.channelMeans);
    const difference = events.find(
      ({ tag, step }) => tag === 'largest minus smallest/SK_3_1' && step === 200,
    );
    expect(difference).toMatchObject({ value: data.units[1]!.scales[2]!.largeMinusSmall.mean });
    expect(readEvents(eventFile(events))).toHaveLength(events.length + 1);
  });
});
