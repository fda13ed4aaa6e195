// The mutants of one source file: each is the text with one operator, number, clause or call changed.
import ts from 'typescript';

const { SyntaxKind } = ts;

/** What stands in the place of an operator. Weaker changes than these are noticed where these are. */
const OPERATORS = new Map([
  [SyntaxKind.LessThanToken, '<='],
  [SyntaxKind.LessThanEqualsToken, '<'],
  [SyntaxKind.GreaterThanToken, '>='],
  [SyntaxKind.GreaterThanEqualsToken, '>'],
  [SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [SyntaxKind.ExclamationEqualsEqualsToken, '==='],
  [SyntaxKind.PlusToken, '-'],
  [SyntaxKind.MinusToken, '+'],
  [SyntaxKind.PlusEqualsToken, '-='],
  [SyntaxKind.AsteriskToken, '+'],
  [SyntaxKind.SlashToken, '*'],
  [SyntaxKind.PercentToken, '*'],
  [SyntaxKind.AmpersandToken, '|'],
]);

/** Operators of which either operand is dropped: whatever notices both drops notices the exchange of && and || too. */
const CLAUSES = new Set([SyntaxKind.AmpersandAmpersandToken, SyntaxKind.BarBarToken]);

const CALLS = new Map([
  ['Math.ceil', 'Math.floor'],
  ['Math.floor', 'Math.ceil'],
]);

/** Calls that give one of their arguments or something made of them, and are replaced by each of these. */
const CHOICES = new Map([
  ['Math.max', 2],
  ['Math.min', 2],
  ['alignUp', 1],
]);

function isJump(statement) {
  const only = ts.isBlock(statement) && statement.statements.length === 1 ? statement.statements[0] : statement;
  return ts.isContinueStatement(only) || ts.isReturnStatement(only) || ts.isBreakStatement(only);
}

function isLiteral(node) {
  return ts.isNumericLiteral(node) || ts.isStringLiteral(node);
}

/** Whether a literal stands behind `array[index] ??` for the compiler alone, which knows no index to be in its bounds. */
function isPlaceholder(node) {
  const { parent } = node;
  if (!isLiteral(node) || !ts.isBinaryExpression(parent) || parent.right !== node) return false;
  return parent.operatorToken.kind === SyntaxKind.QuestionQuestionToken && /\]/.test(parent.left.getText());
}

/** What may stand in the place of a node, as the source of each mutant. */
function* replacements(node, textOf) {
  if (ts.isBinaryExpression(node)) {
    const { left, right, operatorToken } = node;
    if (OPERATORS.has(operatorToken.kind)) yield [operatorToken, OPERATORS.get(operatorToken.kind)];
    if (CLAUSES.has(operatorToken.kind)) for (const kept of [left, right]) yield [node, `(${textOf(kept)})`];
    if (operatorToken.kind === SyntaxKind.QuestionQuestionToken) {
      yield [node, `(${textOf(right)})`];
      if (!isLiteral(right)) yield [node, `(${textOf(left)})`];
    }
  }
  if (ts.isNumericLiteral(node)) {
    yield [node, String(Number(node.text) + 1)];
    if (Number(node.text) > 0) yield [node, String(Number(node.text) - 1)];
  }
  if (ts.isBigIntLiteral(node)) yield [node, `${BigInt(node.text.slice(0, -1)) + 1n}n`];
  if (ts.isPrefixUnaryExpression(node) && node.operator === SyntaxKind.ExclamationToken) {
    yield [node, textOf(node.operand)];
  }
  if (ts.isConditionalExpression(node)) {
    for (const kept of [node.whenTrue, node.whenFalse]) yield [node, `(${textOf(kept)})`];
  }
  if (ts.isIfStatement(node) && node.elseStatement === undefined && isJump(node.thenStatement)) yield [node, ';'];
  if (ts.isCallExpression(node)) {
    const called = textOf(node.expression);
    if (CALLS.has(called)) yield [node.expression, CALLS.get(called)];
    for (const kept of node.arguments.slice(0, CHOICES.get(called) ?? 0)) yield [node, `(${textOf(kept)})`];
    if (called.endsWith('.some')) yield [node.expression.name, 'every'];
    if (called.endsWith('.every')) yield [node.expression.name, 'some'];
  }
}

function hasNoValue(node) {
  return (
    ts.isTypeNode(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isImportDeclaration(node)
  );
}

/** Every mutant of a file in the order of its text: its line, the change in words and the text after it. */
export function mutantsOf(path, text) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  const textOf = (node) => node.getText(source);
  const lines = text.split('\n');
  const found = [];
  const visit = (node) => {
    if (hasNoValue(node) || isPlaceholder(node)) return;
    for (const [replaced, replacement] of replacements(node, textOf)) {
      const start = replaced.getStart(source);
      const { line } = source.getLineAndCharacterOfPosition(start);
      found.push({
        line: line + 1,
        on: lines[line].trim(),
        change: `${textOf(replaced)} -> ${replacement}`.replaceAll(/\s+/g, ' '),
        text: text.slice(0, start) + replacement + text.slice(replaced.getEnd()),
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
