import { PassThrough } from 'node:stream';
import { countedWork, describeSeconds, oneLine, RemainingTime } from 'sk-io/command';
import { describe, expect, it, vi } from 'vitest';
import { BarProgress } from '../../../src/command/terminal/barProgress.js';
import { LineProgress } from '../../../src/command/terminal/lineProgress.js';

const reading = () => countedWork({ doing: 'reading', did: 'read', things: 'images', saysEnd: true });
const testing = () => countedWork({ doing: 'testing', did: 'tested', things: 'images' });

describe('LineProgress', () => {
  it('writes each note on one line, and of work its end where the work says so', () => {
    const lines: string[] = [];
    const progress = new LineProgress((text) => void lines.push(text));
    const [read, tested] = [reading(), testing()];
    for (let i = 1; i <= 9; i++) {
      progress.show(read(i, 9));
      progress.show(tested(i, 9));
    }
    progress.note('saved\nat last');
    expect(lines).toEqual(['read 9 of 9 images\n', 'saved at last\n']);
  });

  it('does not count what cannot be read', () => {
    const read = reading();
    expect(read(21, 21, 1)).toMatchObject({ line: 'read 20 of 21 images, 1 cannot be read', done: 21 });
    expect(read(21, 21)).toMatchObject({ line: 'read 21 of 21 images' });
  });

  it('writes a line of work every ten seconds', () => {
    vi.useFakeTimers();
    try {
      const lines: string[] = [];
      const progress = new LineProgress((text) => void lines.push(text));
      const tested = testing();
      for (let i = 1; i <= 9; i++) {
        vi.advanceTimersByTime(4000);
        progress.show(tested(i, 9));
      }
      expect(lines).toEqual(['tested 3 of 9 images\n', 'tested 6 of 9 images\n', 'tested 9 of 9 images\n']);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('BarProgress', () => {
  it('shows how much is done, and leaves notes behind', () => {
    const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 200 });
    const progress = new BarProgress(stream as unknown as NodeJS.WriteStream);
    const work = { title: 'epoch 2', total: 10, line: '' };
    progress.show({ ...work, done: 1, text: 'loss 1.2500' });
    progress.show({ ...work, done: 2, text: 'loss 1.0000' });
    progress.note('saved');
    const text = String(stream.read());
    expect(text).toMatch(/epoch 2 \[.*\] 1\/10 loss 1\.2500/);
    expect(text.endsWith('saved\n')).toBe(true);
    progress.show(testing()(3, 9));
    progress.close();
    expect(String(stream.read())).toMatch(/testing \[.*\] 3\/9 images, unknown time left/);
  });
});

describe('RemainingTime', () => {
  it('goes by the pace since the first call, and begins again where the count does', () => {
    vi.useFakeTimers();
    try {
      const remaining = new RemainingTime();
      expect(remaining.describe(40, 100)).toBe('unknown time');
      vi.advanceTimersByTime(10_000);
      expect(remaining.describe(50, 100)).toBe('50 s');
      expect(remaining.describe(5, 100)).toBe('unknown time');
      vi.advanceTimersByTime(1000);
      expect(remaining.describe(6, 100)).toBe('1 min 34 s');
    } finally {
      vi.useRealTimers();
    }
  });

  it.each([
    [59.6, '1 min 0 s'],
    [12, '12 s'],
    [3900, '1 h 5 min'],
  ])('%d seconds are %s', (seconds, words) => {
    expect(describeSeconds(seconds)).toBe(words);
  });
});

describe('oneLine', () => {
  it('keeps line breaks and escape sequences of file names out of the terminal', () => {
    expect(oneLine('a\n  b\u001b[31mc')).toBe('a b?[31mc');
    expect(oneLine('a\u202egpj.exe')).toBe('a?gpj.exe');
  });
});
