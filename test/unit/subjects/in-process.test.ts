import { describe, expect, it } from 'vitest';
import { examine } from '../../../src/campaign/index.ts';
import type { Answer } from '../../../src/contract/index.ts';
import { functionSubject } from '../../../src/subjects/index.ts';
import type { AppendFunction } from '../../../src/subjects/index.ts';
import { caseOf } from '../../support/cases.ts';

const zbootCase = caseOf();
const { image, request } = zbootCase;

async function answerOf(append: AppendFunction): Promise<Answer> {
  return functionSubject('toy', append).append(image, request, { previousOutput: null });
}

/** What comes of a function that keeps no promise of its types. */
async function answerTo(result: unknown): Promise<Answer> {
  return answerOf((() => result) as AppendFunction);
}

describe('a function as a subject', () => {
  it('runs in this process, under its name', () => {
    const subject = functionSubject('my rewriter', (bytes) => bytes);
    expect(subject).toMatchObject({ id: 'my rewriter', version: '', command: null });
  });

  it('misbehaves when it gives back more than any append needs', async () => {
    const long = new Uint8Array(4 * (image.length + request.content.length) + 2 ** 23);
    expect((await answerTo(long)).kind).toBe('rewritten');
    expect(await answerTo(new Uint8Array(long.length + 1))).toEqual({
      kind: 'misbehaved',
      what: 'oversized-output',
      detail: `the function returned ${long.length + 1} bytes, more than ${long.length}`,
    });
  });

  it('is asked for whatever the request says unless it cannot be told', () => {
    expect(functionSubject('toy', (bytes) => bytes).fixed).toEqual({ name: null, characteristics: null });
    expect(functionSubject('toy', (bytes) => bytes, { name: '.bpf' }).fixed).toEqual({
      name: '.bpf',
      characteristics: null,
    });
    const flags = { characteristics: 0x40000040 };
    expect(functionSubject('toy', (bytes) => bytes, flags).fixed).toEqual({ name: null, ...flags });
  });

  it('gets the image and the request and rewrites by returning bytes', async () => {
    const answer = await answerOf((bytes, { name, content, characteristics }) =>
      Buffer.concat([bytes, Buffer.from(`${name} ${characteristics}`), content]),
    );
    const bytes = Buffer.concat([image, Buffer.from(`${request.name} ${request.characteristics}`), request.content]);
    expect(answer).toEqual({ kind: 'rewritten', bytes: new Uint8Array(bytes) });
  });

  it('may take its time', async () => {
    expect(await answerOf(async (bytes) => Promise.resolve(bytes))).toEqual({ kind: 'rewritten', bytes: image });
    const refusing = await answerOf(async () => Promise.resolve({ refused: 'there is no room' }));
    expect(refusing).toEqual({ kind: 'refused', code: 'refused', detail: 'there is no room' });
  });

  it('owns the bytes that it returns, which may change with its next call', async () => {
    const buffer = new Uint8Array(1);
    const subject = functionSubject('toy', () => {
      buffer[0] = (buffer[0] ?? 0) + 1;
      return buffer;
    });
    const first = await subject.append(image, request, { previousOutput: null });
    const second = await subject.append(image, request, { previousOutput: null });
    expect([first, second]).toEqual([
      { kind: 'rewritten', bytes: Uint8Array.of(1) },
      { kind: 'rewritten', bytes: Uint8Array.of(2) },
    ]);
  });

  it('declines by returning a reason', async () => {
    expect(await answerTo({ refused: 'the image is signed' })).toEqual({
      kind: 'refused',
      code: 'refused',
      detail: 'the image is signed',
    });
  });

  it.each<[string, AppendFunction, string]>([
    [
      'throws an error',
      () => {
        throw new RangeError('offset 7 is out of range');
      },
      'RangeError: offset 7 is out of range',
    ],
    ['rejects', () => Promise.reject(new TypeError('no such field')), 'TypeError: no such field'],
    [
      'throws a text',
      (bytes) => {
        AbortSignal.abort('enough').throwIfAborted();
        return bytes;
      },
      'enough',
    ],
  ])('crashes when it %s', async (_, append, detail) => {
    expect(await answerOf(append)).toEqual({ kind: 'crashed', detail });
  });

  it.each([
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
    ['an array buffer', new ArrayBuffer(4), 'a value of type ArrayBuffer'],
    ['a text', 'MZ', 'a value of type String'],
    ['some object', {}, 'a value of type Object'],
    ['a refusal without a reason', { refused: true }, 'a value of type Object'],
  ])('breaks the contract when it returns %s', async (_, result, what) => {
    expect(await answerTo(result)).toEqual({
      kind: 'misbehaved',
      what: 'no-output',
      detail: `the function returned ${what}, which is neither a Uint8Array nor { refused: 'why' }`,
    });
  });

  it('is found out when it changes what it was given', async () => {
    const subject = functionSubject('toy', (bytes) => bytes.fill(0));
    const { call } = await examine(zbootCase, subject, [], 'once');
    expect(call.steps[0].answer).toMatchObject({ kind: 'misbehaved', what: 'changed-input' });
  });
});
