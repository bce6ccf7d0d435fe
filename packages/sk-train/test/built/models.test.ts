/** The built command's table of networks, and the document that is made of it. */
import { readFileSync } from 'node:fs';
import { listModels } from 'sk-models';
import { describe, expect, it } from 'vitest';
import { runCommand } from '../command.js';

const document = new URL('../../../../docs/paper-numbers.md', import.meta.url);

describe('sk-train models', () => {
  it("prints the paper's figures of every network, and why some are not reproduced", async () => {
    const { code, stdout, stderr } = await runCommand(['models', '--paper']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [table = '', notes = ''] = stdout.split('\n\n');
    expect(
      table
        .split('\n')
        .slice(1)
        .map((line) => line.split(' ')[0])
        .sort(),
    ).toEqual(listModels());
    expect(table).toMatch(/^sknet50 .* 27,479,784 .*27\.5M +=.*4\.4682G.*4\.47G +=$/m);
    expect(table).toMatch(/^shufflenetv2_x1_0_466_sk .* 2,834,818 .*2\.63M +x .*145\.66M +x$/m);
    expect(notes).toMatch(/^senet50: .+27\.56M/m);
  });

  it('made docs/paper-numbers.md', async () => {
    const { stdout } = await runCommand(['models', '--paper', '--markdown']);
    expect(stdout).toBe(readFileSync(document, 'utf8'));
  });

  it('lists a part of them as JSON', async () => {
    const { code, stdout } = await runCommand(['models', 'skresnet*', '--json']);
    expect(code).toBe(0);
    const rows = JSON.parse(stdout) as { name: string; parameters: number }[];
    expect(rows.map(({ name, parameters }) => [name, parameters])).toEqual([
      ['skresnet18', 11_958_056],
      ['skresnet34', 22_282_376],
      ['skresnet50', 25_803_160],
      ['skresnet50d', 25_822_392],
    ]);
  });

  it('refuses a pattern that nothing matches', async () => {
    const { code, stderr } = await runCommand(['models', 'vgg*']);
    expect(code).toBe(2);
    expect(stderr).toBe("sk-train: no model is called 'vgg*': sk-train models lists all 95\n");
  });
});
