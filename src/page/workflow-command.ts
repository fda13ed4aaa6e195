import { oneLine, printable } from './printable.ts';

/** The kinds of annotations that GitHub knows, the gravest first. */
export const ANNOTATION_KINDS = ['error', 'warning', 'notice'] as const;
export type AnnotationKind = (typeof ANNOTATION_KINDS)[number];

/** What GitHub shows beside the log of a step. */
export interface Annotation {
  readonly kind: AnnotationKind;
  readonly title: string;
  readonly message: string;
}

const TITLE_LENGTH_MAX = 200;
const MESSAGE_LENGTH_MAX = 1000;

/** An annotation as a workflow command, which is one line. In properties a colon and a comma mean something too. */
export function workflowCommand({ kind, title, message }: Annotation): string {
  const property = data(title, TITLE_LENGTH_MAX).replaceAll(':', '%3A').replaceAll(',', '%2C');
  return `::${kind} title=${property}::${data(message, MESSAGE_LENGTH_MAX)}\n`;
}

function data(text: string, lengthMax: number): string {
  // No line break is left after this, or a text could begin a command of its own.
  return printable(oneLine(text, lengthMax)).replaceAll('%', '%25');
}
