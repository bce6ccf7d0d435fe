/** The names that a source file imports, by the specifier that it imports them from. */
import { Visitor } from 'oxc-parser';
import { parseSource } from './parseSource.mjs';

const nameOf = (node) => node.name ?? node.value;

/** Returns the specifier of `import('sk-io')` or `(await import('sk-io'))`, and nothing for other expressions. */
function dynamicImport(node) {
  if (node?.type === 'ParenthesizedExpression') return dynamicImport(node.expression);
  if (node?.type === 'AwaitExpression') return dynamicImport(node.argument);
  if (node?.type !== 'ImportExpression' || node.source.type !== 'Literal') return undefined;
  return node.source.value;
}

/**
 * Lists named imports and re-exports, and members of dynamic imports: `(await import('sk-io')).name` and
 * `const { name } = await import('sk-io')`.
 *
 * @returns {readonly (readonly [specifier: string, name: string])[]}
 * @throws Error where a text does not parse.
 */
export function importedNames(text) {
  const found = [];
  const add = (specifier, names) => {
    if (specifier !== undefined) for (const name of names) found.push([specifier, nameOf(name)]);
  };
  new Visitor({
    ImportDeclaration: ({ source, specifiers }) =>
      add(
        source.value,
        specifiers.flatMap(({ imported }) => imported ?? []),
      ),
    ExportNamedDeclaration: ({ source, specifiers }) =>
      add(
        source?.value,
        specifiers.map(({ local }) => local),
      ),
    MemberExpression: ({ object, property, computed }) =>
      add(dynamicImport(object), computed ? [] : [property]),
    VariableDeclarator: ({ id, init }) =>
      add(
        id.type === 'ObjectPattern' ? dynamicImport(init) : undefined,
        (id.properties ?? []).flatMap(({ key }) => key ?? []),
      ),
  }).visit(parseSource('file.ts', text).program);
  return found;
}
