// The mutants of one source file: each is the text with one operator, number or call changed.
import ts from 'typescript';

const OPERATORS = new Map([
  [ts.SyntaxKind.LessThanToken, '<='],
  [ts.SyntaxKind.LessThanEqualsToken, '<'],
  [ts.SyntaxKind.GreaterThanToken, '>='],
  [ts.SyntaxKind.GreaterThanEqualsToken, '>'],
  [ts.SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, '==='],
  [ts.SyntaxKind.PlusToken, '-'],
  [ts.SyntaxKind.MinusToken, '+'],
  [ts.SyntaxKind.AsteriskToken, '+'],
  [ts.SyntaxKind.SlashToken, '*'],
  [ts.SyntaxKind.PercentToken, '*'],
  [ts.SyntaxKind.AmpersandAmpersandToken, '||'],
  [ts.SyntaxKind.BarBarToken, '&&'],
]);

const CALLS = new Map([
  ['Math.max', 'Math.min'],
  ['Math.min', 'Math.max'],
  ['Math.ceil', 'Math.floor'],
  ['Math.floor', 'Math.ceil'],
]);

/** Every replacement of a stretch of the text, in the order of the text. */
export function mutantsOf(path, text) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  const found = [];
  const replace = (node, replacement) => {
    found.push({ start: node.getStart(source), end: node.getEnd(), replacement });
  };
  const visit = (node) => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    if (ts.isImportDeclaration(node)) return;
    if (ts.isBinaryExpression(node) && OPERATORS.has(node.operatorToken.kind)) {
      replace(node.operatorToken, OPERATORS.get(node.operatorToken.kind));
    }
    if (ts.isNumericLiteral(node)) {
      replace(node, String(Number(node.text) + 1));
      if (Number(node.text) > 0) replace(node, String(Number(node.text) - 1));
    }
    if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
      replace(node, node.operand.getText(source));
    }
    if (ts.isCallExpression(node)) {
      const called = node.expression.getText(source);
      if (CALLS.has(called)) replace(node.expression, CALLS.get(called));
      const [first] = node.arguments;
      if (called === 'alignUp' && first !== undefined) replace(node, `(${first.getText(source)})`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found.map(({ start, end, replacement }) => ({
    line: source.getLineAndCharacterOfPosition(start).line + 1,
    change: `${text.slice(start, end)} -> ${replacement}`,
    text: text.slice(0, start) + replacement + text.slice(end),
  }));
}
