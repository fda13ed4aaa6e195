import ts from 'typescript';
import type { Source } from '../sources.ts';

/** A text that somebody may read, with the line that it begins on. */
export interface VisibleText {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

/** What stands for a value that a template puts in. */
const VALUE = '…';

/** The words of an expression that makes a text: a literal, a template or a sum of them. Undefined for any other. */
function wordsOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node)) {
    return [node.head.text, ...node.templateSpans.map((span) => VALUE + span.literal.text)].join('');
  }
  if (ts.isParenthesizedExpression(node)) return wordsOf(node.expression);
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [wordsOf(node.left), wordsOf(node.right)];
    return left === undefined && right === undefined ? undefined : (left ?? VALUE) + (right ?? VALUE);
  }
  return undefined;
}

/** Whether a node holds names of modules or types, which nobody reads as a sentence. */
function isSilent(node: ts.Node): boolean {
  return ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isLiteralTypeNode(node);
}

/** The string and template literals of a TypeScript file; those that are added up are one text. */
export function textsOfCode({ path, text }: Source): readonly VisibleText[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const texts: VisibleText[] = [];
  const visit = (node: ts.Node): void => {
    if (isSilent(node)) return;
    const words = wordsOf(node);
    if (words !== undefined) {
      texts.push({ path, line: file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1, text: words });
    }
    // A sum is one text; what stands inside the values of a template is one of its own.
    ts.forEachChild(node, words !== undefined && !ts.isTemplateExpression(node) ? visitValues : visit);
  };
  const visitValues = (node: ts.Node): void => {
    if (ts.isTemplateExpression(node)) ts.forEachChild(node, visit);
    else if (wordsOf(node) === undefined) visit(node);
    else ts.forEachChild(node, visitValues);
  };
  visit(file);
  return texts;
}

/** Code within a sentence, which is a name and not the sentence's own words. */
const CODE = /(?<!`)`[^`]+`(?!`)/g;

/** The paragraphs of a document, each as one line, with the line that it begins on. */
export function textsOfProse({ path, text }: Source): readonly VisibleText[] {
  const texts: VisibleText[] = [];
  let start = 0;
  let words: string[] = [];
  for (const [index, line] of [...text.split('\n'), ''].entries()) {
    if (line.trim() !== '') {
      if (words.length === 0) start = index + 1;
      words.push(line.trim());
    } else if (words.length > 0) {
      texts.push({ path, line: start, text: words.join(' ').replaceAll(CODE, '`…`') });
      words = [];
    }
  }
  return texts;
}
