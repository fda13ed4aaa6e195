import type { Report } from '../../src/results/index.ts';

type Subject = Report['subject'];

/** Programs that only run another one, which is named after them. */
const INTERPRETER = /^(?:bash|dash|deno|env|node|perl|python[\d.]*|ruby|sh)$/;

/** What a subject is called without its version: a command by its program, or by the script that an interpreter runs. */
export function subjectProgram({ id, command }: Pick<Subject, 'id' | 'command'>): string {
  const [first = '', second = ''] = command ?? [];
  const program = baseName(first);
  const isScript = INTERPRETER.test(program) && /^[^-{]/.test(second);
  const name = isScript ? baseName(second) : program;
  return name === '' ? id : name;
}

/** What a subject is called, with its version where that is known. */
export function subjectTitle(subject: Pick<Subject, 'id' | 'command' | 'version'>): string {
  return `${subjectProgram(subject)} ${subject.version}`.trim();
}

/** The last part of a path. */
function baseName(path: string): string {
  return path.split('/').findLast((part) => part !== '') ?? '';
}
