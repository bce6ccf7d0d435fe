import { csvLine, csvText, DataError, jsonText, ModelFileError, visible } from 'sk-io';
import { describe, expect, it } from 'vitest';

describe('csvText', () => {
  it('quotes what a comma, a quote or a line break would split, and leaves out what is undefined', () => {
    expect(
      csvText(
        ['a', 'b'],
        [
          ['x,y', 'say "z"'],
          ['one\ntwo', undefined],
        ],
      ),
    ).toBe('a,b\n"x,y","say ""z"""\n"one\ntwo",\n');
  });

  it('text that a spreadsheet would compute gets an apostrophe, a negative number does not', () => {
    expect(csvText(['a'], [['=1+1'], ['-x'], ['@y'], [-1]])).toBe("a\n'=1+1\n'-x\n'@y\n-1\n");
  });

  it('numbers have six digits, whole ones all of theirs', () => {
    expect(csvText(['a'], [[1 / 3], [123456789], [1.23456789e-9], [Number.NaN]])).toBe(
      'a\n0.333333\n123456789\n1.23457e-9\nNaN\n',
    );
  });
});

describe('csvLine', () => {
  it('numbers keep all of their digits, so that a log says what was measured', () => {
    const epoch = [1, 25, 2.302584171295166, 0.10000000149011612, undefined, undefined, 0.1, 1e-7];
    expect(csvLine(epoch)).toBe('1,25,2.302584171295166,0.10000000149011612,,,0.1,1e-7\n');
    expect(csvLine(epoch)).toBe(`${epoch.map((value) => value ?? '').join(',')}\n`);
  });
});

describe('jsonText', () => {
  it('indents by one, shortens numbers and ends with a line break', () => {
    expect(jsonText({ a: [1 / 3], b: 'x' })).toBe('{\n "a": [\n  0.333333\n ],\n "b": "x"\n}\n');
  });
});

describe('characters that nobody sees', () => {
  const name = 'a\u202egpj.exe\u0007\u009b';

  it('are written as escapes, so that JSON keeps its meaning', () => {
    expect(visible(name)).toBe('a\\u202egpj.exe\\u0007\\u009b');
    const text = jsonText({ name });
    expect(text).toContain('"a\\u202egpj.exe\\u0007\\u009b"');
    expect(JSON.parse(text)).toEqual({ name });
  });

  it('are shown in tables and messages', () => {
    expect(csvLine([name, '\r=1'])).toBe(`${visible(name)},'\\u000d=1\n`);
    expect(new ModelFileError(name, 'is damaged').message).toBe(`${visible(name)}: is damaged`);
    expect(new DataError(`${name}: holds no image`).message).toBe(`${visible(name)}: holds no image`);
  });

  it('are not line breaks, tabs and letters of any script', () => {
    const text = 'one\n\ttwo \u5b57 \u05d0 \ud83d\ude00';
    expect(visible(text)).toBe(text);
  });
});
