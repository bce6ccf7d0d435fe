/** Where no adapter is found, the error names what is missing. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AdapterError } from 'sk-backend-webgpu';
import { adapters, start } from 'sk-backend-webgpu/node';
import { afterAll, describe, expect, it } from 'vitest';
import { unpackSwiftShader } from '../../../../tools/swiftshader/unpack.mjs';
import { describeLibraries, noneListed, whyNoDriver } from '../../src/node/vulkanDrivers.js';
import '../support/adapter.js';

const place = mkdtempSync(join(tmpdir(), 'sk-vulkan-'));
afterAll(() => rmSync(place, { recursive: true, force: true }));

/** Writes a list of one driver, and returns its path. */
function list(name: string, library: unknown): string {
  const path = join(place, `${name}.json`);
  writeFileSync(path, JSON.stringify({ file_format_version: '1.0.0', ICD: { library_path: library } }));
  return path;
}

const of = (...lists: readonly string[]): string => whyNoDriver({ VK_DRIVER_FILES: lists.join(':') });

it('a list that is not there, or no list, is named', () => {
  const [gone, torn] = [join(place, 'gone.json'), list('torn', 5)];
  const why = (path: string) => `${path}, which should name a driver, is not there or names none`;
  expect(of(gone, torn)).toBe(`${why(gone)}; ${why(torn)}`);
});

it('a driver that is not there is named, and of NVIDIA with what its containers want', () => {
  const [other, nvidia] = [list('other', 'libGone.so.0'), list('nvidia', 'libGLX_nvidia_gone.so.0')];
  expect(of(other)).toBe(`the driver libGone.so.0 of ${other} is not there`);
  expect(of(nvidia)).toBe(
    `the driver libGLX_nvidia_gone.so.0 of ${nvidia} is not there (containers of NVIDIA want NVIDIA_DRIVER_CAPABILITIES=all)`,
  );
});

it('lists are looked for where Vulkan looks for them', () => {
  const folder = join(place, 'share', 'vulkan', 'icd.d');
  mkdirSync(folder, { recursive: true });
  const path = list(join('share', 'vulkan', 'icd.d', 'there'), 'libGone.so.0');
  const line = `the driver libGone.so.0 of ${path} is not there`;
  for (const name of ['XDG_CONFIG_HOME', 'XDG_CONFIG_DIRS', 'XDG_DATA_HOME', 'XDG_DATA_DIRS']) {
    expect(whyNoDriver({ [name]: join(place, 'share') })).toContain(line);
  }
  for (const name of ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES'])
    expect(whyNoDriver({ [name]: folder })).toBe(line);
  expect(whyNoDriver({ VK_ADD_DRIVER_FILES: path })).toContain(line);
  const empty = join(place, 'empty');
  mkdirSync(empty);
  expect(of(empty)).toBe(`no Vulkan driver is listed in ${empty}`);
});

it('a list where Vulkan does not look is named with the variable that makes it look there', () => {
  const folder = join(place, 'hidden');
  mkdirSync(folder);
  const where = 'no Vulkan driver is listed in /usr/share/vulkan/icd.d or /etc/vulkan/icd.d';
  expect(noneListed([folder, join(place, 'nowhere')])).toBe(
    `${where} (containers of NVIDIA want NVIDIA_DRIVER_CAPABILITIES=all)`,
  );
  const path = list(join('hidden', 'nvidia'), 'libGLX_nvidia.so.0');
  expect(noneListed([folder])).toBe(`${where} (${path} lists one: set VK_DRIVER_FILES=${path})`);
});

it('libraries are named with their packages', () => {
  expect(describeLibraries(['libEGL.so.1', 'libOdd.so.1', 'libX11.so.6'])).toBe(
    'libEGL.so.1, libOdd.so.1, libX11.so.6 (in Debian and Ubuntu: apt-get install libegl1 libx11-6)',
  );
});

if (process.platform === 'linux' && process.arch === 'x64') {
  /** A driver of which two libraries are renamed in its list of needs. */
  const broken = (name: string): string => {
    const bytes = readFileSync(join(unpackSwiftShader(), 'libvulkan.so.1')).toString('latin1');
    const path = join(place, name);
    const needs = bytes
      .replace('libdl.so.2\0', 'libXd.so.2\0')
      .replace('libgcc_s.so.1\0', 'libEGL.so.99\0\0');
    writeFileSync(path, Buffer.from(needs, 'latin1'));
    return path;
  };

  describe('the libraries that a driver lacks', () => {
    it('are named, all of them', () => {
      const driver = broken('libdriver.so');
      const path = list('driver', './libdriver.so');
      expect(of(path)).toBe(
        `the driver ${driver} of ${path} wants libraries that are missing: libXd.so.2, libEGL.so.99`,
      );
    });

    it('are in the error of start, and adapters() is empty', async () => {
      broken('libother.so');
      const path = list('other', './libother.so');
      process.env['VK_DRIVER_FILES'] = path;
      try {
        const dawn = ['backend=vulkan'];
        expect(await adapters(dawn)).toEqual([]);
        for (const options of [{ dawn }, { dawn, adapter: 0 }]) {
          const started = start({ ...options, allowSoftware: true });
          await expect(started).rejects.toThrow(AdapterError);
          await expect(started).rejects.toThrow(
            /^webgpu: no adapter: .*missing: libXd\.so\.2, libEGL\.so\.99$/,
          );
        }
      } finally {
        delete process.env['VK_DRIVER_FILES'];
      }
    });
  });

  it('a driver that loads finds no GPU', () => {
    const path = join(unpackSwiftShader(), 'vk_swiftshader_icd.json');
    expect(of(path)).toBe(`no GPU that this process may use is found by ${path}`);
  });
}
