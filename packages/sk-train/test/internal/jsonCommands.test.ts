/** `--json` puts the result on standard output as JSON, and nothing beside it. */
import { join } from 'node:path';
import { createModel } from 'sk-models';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../imageFiles.js';
import { fitOnce } from './support/fitOnce.js';
import { namesIn, writeImages } from './support/photoFolder.js';
import { runInProcess, type Said } from './support/runInProcess.js';

const result = ({ code, stdout, stderr }: Said): unknown => {
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
};

it('of fit, export and import', async () => {
  const work = await temporaryFolder();
  const at = (name: string): string => join(work, name);
  await writeImages(at('data'), [
    ...namesIn('train', { cat: 1, dog: 1 }),
    ...namesIn('test', { cat: 1, dog: 1 }),
  ]);
  const trained = result(await fitOnce(at('data'), at('run'), '--json'));
  expect(trained).toEqual({
    ...{ run: at('run'), stopped: false, stoppedEarly: false, step: 1, epoch: 1, replays: 0 },
    bestAccuracy: expect.any(Number),
    lastEpoch: expect.objectContaining({
      kind: 'epoch',
      step: 1,
      epoch: 1,
      testAccuracy: expect.any(Number),
    }),
  });

  const model = createModel('sknet_slim', { numClasses: 2 });
  const weights = model.weights.length;
  model.dispose();
  const file = at('slim.safetensors');
  const exported = result(
    await runInProcess('export', at('run'), '--format', 'safetensors', '--out', file, '--json'),
  );
  expect(exported).toEqual({
    ...{ out: file, format: 'safetensors', model: 'sknet_slim', weights },
    source: at('run/checkpoints/step-00000001'),
  });
  const imported = result(
    await runInProcess('import', file, '--model', 'sknet_slim', '--out', at('model'), '--json'),
  );
  expect(imported).toEqual({
    ...{ out: at('model'), model: 'sknet_slim', weights, source: file, newClassifier: false },
  });
});

it('of every command', async () => {
  const help = await runInProcess('--help');
  const [, list = ''] = help.stdout.split('\nCommands:\n');
  const commands = [...list.matchAll(/^ {2}([a-z][\w-]+)/gm)].flatMap(([, name]) =>
    name === undefined || name === 'help' ? [] : [name],
  );
  expect(commands).toContain('doctor');
  for (const command of commands) {
    expect((await runInProcess(command, '--help')).stdout, command).toMatch(/^ {2}--json /m);
  }
});
