import { describe, expect, it } from 'vitest';
import { examine } from '../../../src/campaign/index.ts';
import { SubjectError, builtinOptions, openSubject } from '../../../src/subjects/index.ts';
import type { SubjectSpec } from '../../../src/subjects/index.ts';
import { caseOf } from '../../support/cases.ts';

/** A module in a URL, so that no file has to be found. */
function moduleOf(text: string): string {
  return `data:text/javascript,${encodeURIComponent(text)}`;
}

const open = (spec: SubjectSpec): ReturnType<typeof openSubject> => openSubject(spec, { version: '9' });

describe('a subject in words', () => {
  it('is the builtin rewriter', async () => {
    expect(await open({ kind: 'builtin' })).toMatchObject({ id: 'builtin', version: '9', command: null });
  });

  it('is the builtin rewriter with options, which its name tells', async () => {
    for (const [options, id, removed] of [
      [{}, 'builtin', 'refused'],
      [{ anyPe: true }, 'builtin --any-pe', 'refused'],
      [{ stripSignature: true }, 'builtin --strip-signature', 'rewritten'],
      [{ anyPe: true, stripSignature: true }, 'builtin --any-pe --strip-signature', 'rewritten'],
    ] as const) {
      const subject = await open({ kind: 'builtin', options });
      expect(subject.id).toBe(id);
      expect(builtinOptions(id)).toEqual({ anyPe: false, stripSignature: false, ...options });
      const { call } = await examine(caseOf('certificates=1'), subject, [], 'once');
      expect(call.steps[0].answer.kind).toBe(removed);
    }
    expect(builtinOptions('builtin --force')).toBeNull();
    expect(builtinOptions('builtin --strip-signature --any-pe')).toBeNull();
    expect(builtinOptions('')).toBeNull();
  });

  it('is a command', async () => {
    const argv = ['tool', '{in}', '{out}', '{section}'];
    expect(await open({ kind: 'command', argv, timeLimitMs: 5 })).toMatchObject({
      id: 'command',
      command: argv,
      fixed: { name: '.bpf', characteristics: 0x40000040 },
    });
  });

  it('is a function that a module exports', async () => {
    const url = moduleOf("export const append = () => ({ refused: 'not today' });");
    const subject = await open({ kind: 'module', id: 'mine', url, exportName: 'append', fixed: { name: '.own' } });
    expect(subject).toMatchObject({
      id: 'mine',
      command: null,
      fixed: { name: '.own', characteristics: null },
    });
    const { call } = await examine(caseOf(), subject, [], 'once');
    expect(call.steps[0]).toMatchObject({
      requests: [{ name: '.own' }],
      answer: { kind: 'refused', detail: 'not today' },
    });
  });

  it('survives a border that only JSON crosses', async () => {
    const spec: SubjectSpec = {
      kind: 'module',
      id: 'mine',
      url: moduleOf('export default () => 1;'),
      exportName: 'default',
    };
    const crossed = JSON.parse(JSON.stringify(spec)) as SubjectSpec;
    expect((await open(crossed)).id).toBe((await open(spec)).id);
  });

  it.each([
    ['no module', 'node:no-such-thing', 'append', /^node:no-such-thing: the module cannot be loaded: /],
    ['no absolute URL', './rewriter.js', 'append', /^\.\/rewriter\.js: it is not an absolute URL; /],
    ['a module that breaks', moduleOf("throw new Error('boom');"), 'append', /the module cannot be loaded: boom\.$/],
    ['no such export', moduleOf('export const other = 1;'), 'append', /the module exports no function "append"; /],
    ['an export that is no function', moduleOf('export const append = 1;'), 'append', /exports no function "append"/],
    ['what every object has', moduleOf('export const other = 1;'), 'toString', /exports no function "toString"/],
  ])('is refused when there is %s', async (_, url, exportName, message) => {
    const opening = open({ kind: 'module', id: 'mine', url, exportName });
    await expect(opening).rejects.toThrow(SubjectError);
    await expect(opening).rejects.toThrow(message);
  });
});
