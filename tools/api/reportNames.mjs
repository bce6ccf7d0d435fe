/** The names in a report of API Extractor. */

const declaration =
  /^(export )?(?:declare )?(?:abstract )?(function|const|let|class|enum|interface|type|namespace) ([\w$]+)/;
const renaming = /^export \{ ([\w$]+)(?: as ([\w$]+))? \}/;
const isValueKind = (kind) => kind !== 'interface' && kind !== 'type';

/** Returns each exported name once, sorted, and whether it is a value: something that exists when the code runs. */
export function namesIn(report) {
  const lines = report.split('\n');
  const declarations = lines.flatMap((line) => {
    const [, exported, kind, name] = declaration.exec(line) ?? [];
    return name === undefined ? [] : [{ name, exported, isValue: isValueKind(kind) }];
  });
  const kinds = new Map(declarations.map(({ name, isValue }) => [name, isValue]));
  const names = new Map(
    declarations.filter(({ exported }) => exported).map(({ name, isValue }) => [name, isValue]),
  );
  for (const line of lines) {
    const [, local, name = local] = renaming.exec(line) ?? [];
    if (local !== undefined) names.set(name, kinds.get(local) ?? true);
  }
  return [...names].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, isValue]) => ({ name, isValue }));
}
