/** What the command line promises, on real images: CIFAR-10 as JPEG files, and 40 photographs. */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { checks, output } from './checks.mjs';
import { firstOfEach } from './firstOfEach.mjs';

const data = resolve(process.argv[2]);
const work = mkdtempSync(join(tmpdir(), 'sk-real-images-'));
const { holds, end } = checks();
const sk = (command, args) => output(process.execPath, [`node_modules/.bin/${command}`, ...args]);

const unpacked = (name, archive, ...options) => {
  const folder = join(work, name);
  mkdirSync(folder);
  execFileSync('tar', [...options, '-xf', join(data, archive), '-C', folder]);
  return folder;
};
const cifar = unpacked('cifar', 'cifar10-jpeg.tar.xz', '-J');
const photoFolder = unpacked('photos', 'imagenet-photos-40.tar');
const run = join(work, 'run');

/** An epoch of so many ends with the rate at zero and a test, in about a minute. */
const some = firstOfEach(cifar, join(work, 'some'), { train: 1000, test: 100 });
const fit = await sk('sk-train', [
  'fit',
  ...['--data', some, '--model', 'sknet_slim', '--recipe', 'slim'],
  ...['--epochs', '1', '--backend', 'wasm', '--seed', '1', '--out', run],
]);
holds('sk-train fit trains on the JPEG files of CIFAR-10', fit.code === 0, `exit code ${fit.code}`);
const log = existsSync(join(run, 'log.jsonl'))
  ? readFileSync(join(run, 'log.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  : [];
const steps = log.filter(({ kind }) => kind === 'step');
const mean = (list) => list.reduce((sum, { loss }) => sum + loss, 0) / list.length;
const [first, last] = [mean(steps.slice(0, 3)), mean(steps.slice(-3))];
holds('its loss falls', last < first - 0.2, `${first.toFixed(3)} to ${last.toFixed(3)}`);

const evaluated = await sk('sk-train', [
  'eval',
  ...['--run', run, '--data', some, '--backend', 'wasm', '--json'],
]);
const top1 = Number(/"top1":\s*([\d.]+)/.exec(evaluated.stdout)?.[1]);
const tested = log.find(({ kind }) => kind === 'epoch')?.testAccuracy;
holds(
  'its test accuracy is well above chance, and eval gives the same',
  evaluated.code === 0 && top1 > 0.2 && Math.abs(top1 - tested) < 1e-6,
  `top-1 ${top1}, in training ${tested}`,
);

const report = join(work, 'report.html');
const begun = performance.now();
const viz = await sk('sk-viz', [
  'report',
  ...['--model', run, '--images', join(cifar, 'test'), '--out', report],
]);
const seconds = (performance.now() - begun) / 1000;
holds(
  'sk-viz reports on all 10,000 test images',
  viz.code === 0 && existsSync(report),
  `exit code ${viz.code}, ${seconds.toFixed(0)} s`,
);
const folder = join(work, 'report');
const files = existsSync(folder) ? readdirSync(folder) : [];
const figures = files.filter((name) => name.endsWith('.svg')).map((name) => name.slice(0, -4));
const whole = figures.filter((name) => ['.json', '.csv', '.png'].every((end) => files.includes(name + end)));
holds(
  'each figure of it is there as JSON, CSV, SVG and PNG',
  figures.length > 10 && whole.length === figures.length,
  `${figures.length} figures`,
);
const measured = files.includes('attention.json')
  ? JSON.parse(readFileSync(join(folder, 'attention.json'), 'utf8'))
  : {};
const accuracy = measured.accuracy?.[0].accuracy;
holds(
  'it measured all of them, with about that accuracy',
  measured.images === 10_000 && Math.abs(accuracy - top1) < 0.05,
  `${measured.images} images, ${accuracy}`,
);
const html = existsSync(report) ? readFileSync(report, 'utf8') : '';
const wanted = ['attention', 'classes', 'confusion', 'training', 'evidence', 'tradeoff', 'architecture'];
const missing = wanted.filter((id) => !html.includes(`id="${id}"`));
const requests = html.match(/(?:src|href)="https?:[^"]*"/g) ?? [];
holds(
  'the page has its sections and asks for nothing',
  missing.length === 0 && requests.length === 0,
  [...missing, ...requests].join(', ') || `${(html.length / 1e6).toFixed(1)} MB`,
);

const photos = readdirSync(photoFolder, { withFileTypes: true, recursive: true })
  .filter(({ name }) => /\.jpe?g$/i.test(name))
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
holds('there are 40 photographs', photos.length === 40, `${photos.length}`);
const predicted = await sk('sk-train', ['predict', '--model', 'sknet50', '--json', ...photos]);
const probabilities = [...predicted.stdout.matchAll(/"probability":\s*([^,}\s]+)/g)].map(([, p]) =>
  Number(p),
);
holds(
  'an untrained SKNet-50 answers for all of them without NaN',
  predicted.code === 0 && probabilities.length === 200 && probabilities.every(Number.isFinite),
  `exit code ${predicted.code}, ${probabilities.length} probabilities`,
);
writeFileSync(join(work, 'broken.jpg'), readFileSync(photos[0]).subarray(0, 2000));
const broken = await sk('sk-train', ['predict', '--model', 'sknet_slim', join(work, 'broken.jpg')]);
holds(
  'a truncated photograph is one clear line and exit code 3',
  broken.code === 3,
  `exit code ${broken.code}`,
);

rmSync(work, { recursive: true, force: true });
end();
