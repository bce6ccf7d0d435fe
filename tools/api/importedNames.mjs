/** The names that a source file imports, by the specifier that it imports them from. */
import ts from 'typescript';

/**
 * Lists named imports and re-exports, and members of dynamic imports: `(await import('sk-io')).name` and
 * `const { name } = await import('sk-io')`.
 *
 * @returns {readonly (readonly [specifier: string, name: string])[]}
 */
export function importedNames(text) {
  const found = [];
  const named = (specifier, elements) => {
    for (const { propertyName, name } of elements) found.push([specifier, (propertyName ?? name).text]);
  };
  const dynamicImport = (node) => {
    if (ts.isParenthesizedExpression(node) || ts.isAwaitExpression(node)) return dynamicImport(node.expression);
    const [specifier] = ts.isCallExpression(node) ? node.arguments : [];
    const isImport = specifier !== undefined && node.expression.kind === ts.SyntaxKind.ImportKeyword;
    return isImport && ts.isStringLiteral(specifier) ? specifier.text : undefined;
  };
  const visit = (node) => {
    if (ts.isImportDeclaration(node) && node.importClause?.namedBindings !== undefined) {
      const { namedBindings } = node.importClause;
      if (ts.isNamedImports(namedBindings)) named(node.moduleSpecifier.text, namedBindings.elements);
    }
    if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined && node.exportClause !== undefined) {
      if (ts.isNamedExports(node.exportClause)) named(node.moduleSpecifier.text, node.exportClause.elements);
    }
    if (ts.isPropertyAccessExpression(node)) {
      const specifier = dynamicImport(node.expression);
      if (specifier !== undefined) found.push([specifier, node.name.text]);
    }
    if (ts.isVariableDeclaration(node) && node.initializer !== undefined && ts.isObjectBindingPattern(node.name)) {
      const specifier = dynamicImport(node.initializer);
      if (specifier !== undefined) named(specifier, node.name.elements);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest, true));
  return found;
}
