/** Finds the drivers that the Vulkan loader is told of on Linux, and why they give no adapter. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isMissing, loadError, missingNeeds } from './sharedLibraries.js';

/** The libraries of glvnd, which NVIDIA's driver loads while it starts, with the packages of Debian and Ubuntu. */
const glvnd: Readonly<Record<string, string>> = {
  'libGLdispatch.so.0': 'libglvnd0',
  'libGLX.so.0': 'libglx0',
  'libEGL.so.1': 'libegl1',
  'libOpenGL.so.0': 'libopengl0',
  'libGL.so.1': 'libgl1',
  'libGLESv2.so.2': 'libgles2',
};

/** The libraries that drivers want and small systems lack, with their packages. */
const packages: Readonly<Record<string, string>> = {
  ...glvnd,
  'libX11.so.6': 'libx11-6',
  'libXext.so.6': 'libxext6',
  'libxcb.so.1': 'libxcb1',
  'libdrm.so.2': 'libdrm2',
};

/** Folders of lists that some containers have, and in which Vulkan does not look. */
const elsewhere = ['/usr/local/nvidia/share/vulkan/icd.d'];

const containers = 'containers of NVIDIA want NVIDIA_DRIVER_CAPABILITIES=all';

/**
 * Returns why no driver gives an adapter, in one line.
 *
 * @param env The variables that say where drivers are listed.
 */
export function whyNoDriver(env: NodeJS.ProcessEnv = process.env): string {
  const named = split(env['VK_DRIVER_FILES'] || env['VK_ICD_FILENAMES']);
  const usual = [...split(env['VK_ADD_DRIVER_FILES']), ...listFolders(env).filter(existsSync)];
  const lists = listsIn(named.length > 0 ? named : usual);
  const found = lists.map((list) => ({ list, problem: problemOf(list) }));
  const problems = found.flatMap(({ problem }) => problem ?? []);
  const sound = found.flatMap(({ list, problem }) => (problem === undefined ? [list] : []));
  if (sound.length > 0) problems.push(`no GPU that this process may use is found by ${sound.join(', ')}`);
  if (problems.length > 0) return problems.join('; ');
  return named.length > 0 ? `no Vulkan driver is listed in ${named.join(', ')}` : noneListed(elsewhere);
}

/**
 * Returns the words for a system whose usual places list no driver.
 *
 * @param others Folders in which Vulkan does not look, and where there may be a list all the same.
 */
export function noneListed(others: readonly string[]): string {
  const [hidden] = listsIn(others.filter(existsSync));
  const hint = hidden === undefined ? containers : `${hidden} lists one: set VK_DRIVER_FILES=${hidden}`;
  return `no Vulkan driver is listed in /usr/share/vulkan/icd.d or /etc/vulkan/icd.d (${hint})`;
}

const split = (paths = ''): string[] => paths.split(':').filter((path) => path !== '');

/** Returns the folders in which the Vulkan loader looks for lists of drivers. */
function listFolders(env: NodeJS.ProcessEnv): readonly string[] {
  const home = env['HOME'] ?? '/';
  const places = [
    ...[
      env['XDG_CONFIG_HOME'] || join(home, '.config'),
      ...split(env['XDG_CONFIG_DIRS'] || '/etc/xdg'),
      '/etc',
    ],
    ...[env['XDG_DATA_HOME'] || join(home, '.local/share')],
    ...split(env['XDG_DATA_DIRS'] || '/usr/local/share:/usr/share'),
  ];
  return places.map((place) => join(place, 'vulkan/icd.d'));
}

/** Returns the files among some paths, and those that folders among them hold. */
function listsIn(paths: readonly string[]): readonly string[] {
  return paths.flatMap((path) => {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [path];
    const names = readdirSync(path).filter((name) => name.endsWith('.json'));
    return names.sort().map((name) => join(path, name));
  });
}

/** Returns what keeps the driver of a list from being loaded; undefined where nothing does. */
function problemOf(list: string): string | undefined {
  const library = libraryOf(list);
  if (library === undefined) return `${list}, which should name a driver, is not there or names none`;
  const driver = `the driver ${library} of ${list}`;
  const isNvidia = library.includes('nvidia');
  const error = loadError(library);
  if (error?.startsWith(`${library}: cannot open`)) {
    return `${driver} is not there${isNvidia ? ` (${containers})` : ''}`;
  }
  const missing = new Set([
    ...missingNeeds(library),
    ...(isNvidia ? Object.keys(glvnd).filter(isMissing) : []),
  ]);
  if (missing.size > 0)
    return `${driver} wants libraries that are missing: ${describeLibraries([...missing])}`;
  return error === undefined ? undefined : `${driver} cannot be loaded: ${error}`;
}

/** Returns the library that a list names, as the loader opens it; undefined where there is none. */
function libraryOf(list: string): string | undefined {
  try {
    const { ICD } = JSON.parse(readFileSync(list, 'utf8')) as { ICD?: { library_path?: unknown } };
    const library = ICD?.library_path;
    if (typeof library !== 'string' || library === '') return undefined;
    return library.includes('/') ? resolve(dirname(list), library) : library;
  } catch {
    return undefined;
  }
}

/** Returns the names of libraries, with the packages that have them. */
export function describeLibraries(libraries: readonly string[]): string {
  const known = libraries.flatMap((library) => packages[library] ?? []);
  const how = known.length === 0 ? '' : ` (in Debian and Ubuntu: apt-get install ${known.join(' ')})`;
  return `${libraries.join(', ')}${how}`;
}
