/** Damages files: a few bytes of any, a few values of JSON. */

/** Values that readers of JSON may not expect. */
const hostile = [
  ...[
    0,
    -1,
    0.5,
    1e9,
    2 ** 31,
    2 ** 53,
    1e308,
    -0,
    '',
    'x',
    'x\ny',
    '\u202e',
    '__proto__',
    'toString',
    null,
    true,
    false,
  ],
  ...[
    [],
    {},
    [[]],
    [0, 0, 0],
    { class_name: 'Model', config: {} },
    { class_name: 'Lambda', config: { name: 'x' } },
  ],
  ...[
    { toString: 1 },
    { valueOf: null, toString: null },
    'n'.repeat(2000),
    [-1],
    ['x', 0, 0],
    'NaN',
    '../x',
    '/etc/passwd',
  ],
];

const names = [
  '',
  'x',
  'toString',
  'constructor',
  'name',
  'class_name',
  'className',
  '0',
  'x\ny',
  '\u202e',
  'n'.repeat(2000),
];

/** Returns the bytes with one to three places changed. */
export function damagedBytes(bytes, random) {
  let damaged = Buffer.from(bytes);
  for (let changes = random.whole(1, 3); changes > 0 && damaged.length > 20; changes--) {
    // Headers lie at the beginning and, in archives, at the end.
    const reach = random.pick([damaged.length, damaged.length, Math.min(200, damaged.length)]);
    const at = Math.min(
      damaged.length - 8,
      random.pick([random.whole(0, reach - 1), damaged.length - random.whole(1, reach)]),
    );
    damaged = changedAt(damaged, Math.max(0, Math.min(at, damaged.length - 4)), random);
  }
  return damaged;
}

function changedAt(bytes, at, random) {
  const [head, rest] = [bytes.subarray(0, at), bytes.subarray(at)];
  const length = random.scaled(1, 200);
  switch (random.pick(['set', 'flip', 'number', 'cut', 'double', 'end', 'zero'])) {
    case 'cut':
      return Buffer.concat([head, rest.subarray(length)]);
    case 'double':
      return Buffer.concat([head, rest.subarray(0, length), rest]);
    case 'end':
      return Buffer.from(random.whole(0, 3) === 0 ? head : bytes);
    case 'zero':
      return Buffer.from(bytes).fill(0, at, Math.min(bytes.length, at + length));
    case 'number': {
      const copy = Buffer.from(bytes);
      copy.writeUInt32LE(
        random.pick([0, 1, 0x7f, 0xff, 0xffff, 0x7fffffff, 0xffffffff, bytes.length, 2 * bytes.length]),
        at,
      );
      return copy;
    }
    case 'flip': {
      const copy = Buffer.from(bytes);
      copy[at] ^= 1 << random.whole(0, 7);
      return copy;
    }
    default: {
      const copy = Buffer.from(bytes);
      copy[at] = random.whole(0, 255);
      return copy;
    }
  }
}

/** Returns the JSON with one to three values changed: for others, for none, for those of another place. */
export function damagedJson(text, random) {
  if (random.whole(0, 5) === 0) return damagedBytes(Buffer.from(text), random);
  const tree = JSON.parse(text);
  for (let changes = random.whole(1, 3); changes > 0; changes--) {
    const places = placesIn(tree);
    if (places.length === 0) break;
    const [parent, key] = random.pick(places);
    const [other, otherKey] = random.pick(places);
    const kind = random.pick(['set', 'drop', 'move', 'twice', 'name']);
    if (kind === 'set') parent[key] = structuredClone(random.pick(hostile));
    else if (kind === 'drop') delete parent[key];
    else if (kind === 'twice' && Array.isArray(parent)) parent.push(structuredClone(parent[key]));
    else if (kind === 'name' && !Array.isArray(parent))
      parent[random.pick(names)] = structuredClone(parent[key]);
    else parent[key] = structuredClone(other[otherKey]);
  }
  return JSON.stringify(tree);
}

function placesIn(tree) {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null ? [[tree, key], ...placesIn(value)] : [[tree, key]],
  );
}
