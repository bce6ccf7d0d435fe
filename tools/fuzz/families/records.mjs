/** Files of runs and files that say something about models: recipes, states, manifests, lists, logs, labels. */
import { list } from './list.mjs';

const family = (how, open, ranges, make) => ({ how, open, ranges, make });
const text = (how, open, name, ranges, make) =>
  family(how, open, ranges, (settings) => ({ [name]: make(settings) }));

const state = (names) =>
  `{"version":1,"recipeHash":"h","classNames":[${names}],"trainImages":1,"backend":"cpu","state":{"step":1,"epoch":0,"batch":0,"lossSum":0,"correct":0,"images":0,"seconds":0,"bestAccuracy":0}}`;
const step = '{"kind":"step","step":1,"epoch":0,"loss":1,"accuracy":0.5,"learningRate":0.1';

export const recordFamilies = {
  'recipes of wrong fields': text(
    'recipe',
    'run',
    'run/recipe.json',
    { fields: [10, 450_000], name: [1, 60_000_000], where: ['recipe', 'schedule', 'near'] },
    ({ fields, name, where }) => {
      const long = (where === 'near' ? 'learningrat' : 'n').repeat(
        Math.max(1, Math.floor(Math.min(name, 5e7 / fields) / (where === 'near' ? 11 : 1))),
      );
      const all = list(fields, (i) => `"${long}${i}":1`);
      return where === 'schedule' ? `{"schedule":{"kind":"constant",${all}}}` : `{${all}}`;
    },
  ),
  'recipes of long lists': text(
    'recipe',
    'run',
    'run/recipe.json',
    { items: [10, 900_000], item: ['1', '""', '"a"', 'null'], field: ['freeze', 'schedule'] },
    ({ items, item, field }) =>
      field === 'freeze'
        ? `{"freeze":[${list(items, item)}]}`
        : `{"schedule":{"kind":"milestones","at":[${list(items, item)}],"factor":1}}`,
  ),
  'states of many classes': text(
    'state',
    'step',
    'step/state.json',
    { names: [10, 900_000], name: ['1', '"a"', 'null'], end: ['fits', 'wrong'] },
    ({ names, name, end }) =>
      end === 'fits'
        ? state(list(names, name))
        : state(list(names, name)).replace('"version":1', '"version":2'),
  ),
  'manifests of many files': family(
    'run',
    'run',
    { files: [10, 240_000], kind: ['good', 'bad'], checkpoints: [1, 20] },
    ({ files, kind, checkpoints }) => {
      const each = Math.max(1, Math.floor(files / checkpoints));
      const json = `{"files":{${list(each, (i) => `"f${i}":${kind === 'good' ? '{"sha256":"a","size":1}' : '{"sha256":1}'}`)}}}`;
      const folders = Array.from({ length: checkpoints }, (_, i) => [
        `run/checkpoints/step-${String(i).padStart(8, '0')}/manifest.json`,
        json,
      ]);
      return Object.fromEntries(folders);
    },
  ),
  'lists of files': text(
    'list',
    'run',
    'run/files.jsonl',
    { lines: [10, 7_000_000], name: [0, 500], count: ['right', 'wrong'], last: ['fits', 'wrong'] },
    ({ lines, name, count, last }) => {
      const most = Math.min(lines, Math.floor(95e6 / (name + 14)));
      const line = `["val","${'n'.repeat(name)}",0]\n`;
      return `{"version":1,"folder":"f","count":${count === 'right' ? most : 1}}\n${line.repeat(most - 1)}${last === 'fits' ? line : '[]\n'}`;
    },
  ),
  'lists of empty lines': text(
    'list',
    'run',
    'run/files.jsonl',
    { lines: [10, 95_000_000] },
    ({ lines }) => `{"version":1,"folder":"f","count":${lines}}${'\n'.repeat(lines)}x`,
  ),
  'logs of many lines': text(
    'log',
    'run',
    'run/log.jsonl',
    {
      lines: [10, 95_000_000],
      kind: ['empty', 'space', 'record', 'number', 'wide'],
      last: ['fits', 'wrong'],
    },
    ({ lines, kind, last }) => {
      const line = {
        empty: '\n',
        space: ' \n',
        record: `${step}}\n`,
        number: '1\n',
        wide: `${step},${list(25, (i) => `"f${i}":1`)}}\n`,
      }[kind];
      return line.repeat(Math.min(lines, Math.floor(95e6 / line.length))) + (last === 'fits' ? '' : 'x\n\n');
    },
  ),
  'logs of long lines': text(
    'log',
    'run',
    'run/log.jsonl',
    { length: [10, 95_000_000], unit: ['[', '[],', '{},', '1,', '"', ' ', '"\\u0041",'], lines: [1, 1000] },
    ({ length, unit, lines }) => {
      const one = unit.repeat(Math.max(1, Math.floor(length / unit.length / lines)));
      return `${step},"x":[${one}0]}\n`.repeat(lines);
    },
  ),
  'tables of many rates': text(
    'rates',
    'run',
    'run/learning-rates.csv',
    { rows: [10, 9_000_000], row: ['1,1,1,', '', ',,,', '1,1,1,yes', '1'], cell: [1, 900_000] },
    ({ rows, row, cell }) =>
      `learningRate,loss,smoothedLoss,suggested\n${`${row}\n`.repeat(rows)}${'1'.repeat(cell)},1,1,\n`,
  ),
  'labels of many lines': text(
    'labels',
    'labels.txt',
    'labels.txt',
    { lines: [10, 60_000_000], unit: ['\n', '\r\n', 'a\n', ' \n'] },
    ({ lines, unit }) => `${unit.repeat(Math.min(lines, Math.floor(60e6 / unit.length)))}x`,
  ),
  'labels in JSON': text(
    'labels',
    'labels.json',
    'labels.json',
    { names: [10, 900_000], form: ['list', 'object', 'labels', 'numbers'], last: ['fits', 'wrong'] },
    ({ names, form, last }) => {
      const end = last === 'fits' ? '' : form === 'object' ? ',"x":1' : ',[]';
      const few = form === 'object' ? Math.min(names, 900_000) : names;
      const items = list(few, (i) => (form === 'object' ? `"${i}":"a"` : form === 'numbers' ? '1' : '"a"'));
      return form === 'object'
        ? `{${items}${end}}`
        : form === 'labels'
          ? `{"labels":[${items}${end}]}`
          : `[${items}${end}]`;
    },
  ),
  'a long name among labels': text(
    'labels',
    'labels.json',
    'labels.json',
    { length: [10, 60_000_000], unit: ['n', '\\n', '\\u202e'] },
    ({ length, unit }) => `["a",["${unit.repeat(Math.max(1, Math.floor(length / unit.length)))}"]]`,
  ),
  'preprocessing of many numbers': text(
    'preprocessing',
    'p.json',
    'p.json',
    { numbers: [10, 900_000], field: ['mean', 'size', 'other', 'name'] },
    ({ numbers, field }) =>
      field === 'other'
        ? `{${list(Math.floor(numbers / 2) + 1, (i) => `"f${i}":1`)}}`
        : field === 'name'
          ? `{"${'n'.repeat(numbers * 50)}":1}`
          : `{"std":[1],"${field}":[${list(numbers, '1')}]}`,
  ),
  'a configuration of timm': text(
    'timm',
    'w.safetensors',
    'config.json',
    { names: [10, 400_000], field: ['label_names', 'mean', 'label_descriptions', 'interpolation'] },
    ({ names, field }) => {
      const some = list(names, (i) => `"n${String(i).padStart(8, '0')}"`);
      const fields = {
        label_names: `"label_names":[${some}]`,
        mean: `"mean":[${list(names, '1')}]`,
        label_descriptions: `"label_names":[${some}],"label_descriptions":{${list(names, (i) => `"n${String(i).padStart(8, '0')}":"d"`)}}`,
        interpolation: `"interpolation":"${'n'.repeat(names * 100)}"`,
      };
      return `{"architecture":"resnet",${fields[field]}}`;
    },
  ),
};
