import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataError } from 'sk-io';
import { expect, it, onTestFinished } from 'vitest';
import { isModelPath, modelPlace } from '../../../src/node/run/modelPlace.js';

it('tells a model folder, its model.json and a run apart, and refuses the rest', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sk-io-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const at = (...parts: string[]): string => join(folder, ...parts);
  mkdirSync(at('model'));
  writeFileSync(at('model', 'model.json'), '{}');
  mkdirSync(at('run', 'checkpoints'), { recursive: true });
  mkdirSync(at('empty'));
  const model = { kind: 'model', folder: at('model') };
  expect(modelPlace(at('model'))).toEqual(model);
  expect(modelPlace(at('model', 'model.json'))).toEqual(model);
  expect(modelPlace(at('run'))).toEqual({ kind: 'run', folder: at('run') });
  expect(() => modelPlace(at('empty'))).toThrow(DataError);
  expect(() => modelPlace(at('empty'))).toThrow('neither a run (checkpoints/) nor a model folder');
  expect(() => modelPlace(at('nowhere'))).toThrow(`${at('nowhere')}: no such folder`);
  expect([at('model'), 'a/b', 'sknet50'].map(isModelPath)).toEqual([true, true, false]);
});
