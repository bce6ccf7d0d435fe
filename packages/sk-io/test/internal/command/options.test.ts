import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  aligned,
  checkTarget,
  collected,
  commaList,
  decimal,
  InvalidArgumentError,
  numberList,
  outputPath,
  UsageError,
  wholeNumber,
} from 'sk-io/command';
import { describe, expect, it, onTestFinished } from 'vitest';

describe('the parsers of options', () => {
  it.each([
    [wholeNumber(1), '12', 12],
    [wholeNumber(0, 64), '0', 0],
    [decimal(0, 1), '0.25', 0.25],
    [decimal(0), '1e-3', 0.001],
    [numberList(1, 100, '1,2'), '1, 1.5,2', [1, 1.5, 2]],
    [commaList, 'SK_2_1, SK_4_2', ['SK_2_1', 'SK_4_2']],
    [outputPath, 'a/b', 'a/b'],
  ])('%o reads %j', (parse, text, value) => {
    expect(parse(text)).toEqual(value);
  });

  it.each([
    [wholeNumber(1), '0', 'wants a whole number from 1 on.'],
    [wholeNumber(1), '1.5', 'wants a whole number from 1 on.'],
    [wholeNumber(1), '99999999999999999999', 'wants a whole number from 1 on.'],
    [wholeNumber(1, 64), '65', 'wants a whole number from 1 to 64.'],
    [decimal(0, 1), '2', 'wants a number from 0 to 1.'],
    [decimal(0), '', 'wants a number from 0 on.'],
    [numberList(1, 100, '1,2'), '1,1', 'wants different numbers from 1 to 100, such as 1,2.'],
    [numberList(1, 100, '1,2'), '1,,2', 'wants different numbers from 1 to 100, such as 1,2.'],
    [numberList(1, 100, '1,2'), '0.5', 'wants different numbers from 1 to 100, such as 1,2.'],
    [outputPath, ' ', 'wants a path.'],
  ])('%o refuses %j', (parse, text, message) => {
    expect(() => parse(text)).toThrow(InvalidArgumentError);
    expect(() => parse(text)).toThrow(message);
  });

  it('collects the values of an option that is given several times', () => {
    expect(collected('b', collected('a'))).toEqual(['a', 'b']);
  });
});

describe('checkTarget', () => {
  it('refuses what cannot be written, and says why', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sk-io-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const at = (name: string): string => join(folder, name);
    mkdirSync(at('folder'));
    writeFileSync(at('file'), '');
    for (const [name, kind] of [
      ['folder', 'folder'],
      ['file', 'file'],
      ['new/er', 'folder'],
      ['new/er', 'file'],
    ] as const) {
      checkTarget(at(name), kind);
    }
    expect(() => checkTarget(at('folder'), 'file')).toThrow(UsageError);
    expect(() => checkTarget(at('folder'), 'file')).toThrow('is a folder; a file is to be written there');
    expect(() => checkTarget(at('file'), 'folder')).toThrow('is a file; a folder is to be written there');
    expect(() => checkTarget(at('file/below'), 'file')).toThrow('is a file, so nothing can lie below it');
    expect(readdirSync(folder).sort()).toEqual(['file', 'folder']);
  });
});

describe('aligned', () => {
  it('puts words on the left and numbers on the right, and leaves empty columns out', () => {
    const rows = [{ name: 'a', n: '1' }, { name: 'long', n: '200' }, { name: 'b' }];
    expect(aligned(['name', 'none', 'n'], rows, ['name'])).toBe(
      ['name    n', 'a       1', 'long  200', 'b'].join('\n'),
    );
  });
});
