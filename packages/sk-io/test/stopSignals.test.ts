import { listenForStop } from 'sk-io/command';
import { afterEach, describe, expect, it, vi } from 'vitest';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('listenForStop', () => {
  it('asks for a stop at the first signal and leaves at the second', () => {
    const exit = vi.spyOn(process, 'exit').mockImplementation((code) => {
      throw new Error(`exit ${code}`);
    });
    const names: string[] = [];
    const stop = listenForStop((name) => void names.push(name));
    expect(stop.exitCode()).toBeUndefined();
    process.emit('SIGTERM', 'SIGTERM');
    expect(stop.signal.aborted).toBe(true);
    expect(stop.exitCode()).toBe(143);
    expect(exit).not.toHaveBeenCalled();
    expect(() => process.emit('SIGINT', 'SIGINT')).toThrow('exit 143');
    expect(names).toEqual(['SIGTERM']);
    stop.dispose();
    expect(process.listenerCount('SIGTERM')).toBe(0);
  });
});
