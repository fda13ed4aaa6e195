/** Goal: whatever a harness does, each call comes to the right answer in time, and nothing of it is left running. */
import { mkdirSync, readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Answer, Rewriter } from '../../../src/contract/index.ts';
import { harnessSubject } from '../../../src/subjects/index.ts';
import type { HarnessOptions } from '../../../src/subjects/index.ts';
import { BAD_HARNESSES } from '../../support/bad-harnesses.ts';
import { markedBelow } from '../../support/hostile-run.ts';
import { installed } from '../../support/project.ts';
import { useTempFolder } from '../../support/temp-folder.ts';

const IMAGE = new Uint8Array(16_384).fill(7);
const REQUEST = { name: '.bpf', content: new Uint8Array(10), characteristics: 0x40000040 };
const HOUR = 3_600_000;

const temp = useTempFolder();
const opened: Rewriter[] = [];

beforeEach(() => {
  mkdirSync(temp('tmp'));
  vi.stubEnv('TMPDIR', temp('tmp'));
});
afterEach(async () => {
  for (const subject of opened.splice(0)) await subject.close?.();
  vi.unstubAllEnvs();
});

function open(options: HarnessOptions): Rewriter {
  const subject = harnessSubject({ timeLimitMs: HOUR, ...options });
  opened.push(subject);
  return subject;
}

const bad = (what: string): readonly string[] =>
  BAD_HARNESSES.find(({ argv }) => argv[2] === 'hang')?.argv.with(2, what) ?? [];

async function ask(subject: Rewriter): Promise<Answer> {
  return subject.append(IMAGE, REQUEST, { previousOutput: null });
}

const codeOf = (answer: Answer): string =>
  answer.kind === 'misbehaved' ? `${answer.kind} ${answer.what}` : answer.kind;

/** What is left of all harnesses: processes, wherever they have gone, and folders. */
const leftovers = (): readonly unknown[] => [...markedBelow(temp('tmp')), ...readdirSync(temp('tmp'))];

const hasPrlimit = installed('prlimit') !== null;

describe('a harness that', () => {
  const isRun = ({ memoryLimit }: (typeof BAD_HARNESSES)[number]): boolean => memoryLimit === undefined || hasPrlimit;

  it.each(BAD_HARNESSES.filter((each) => !isRun(each)))('$what: NOT RUN here, for prlimit is NOT INSTALLED', () => {
    expect(hasPrlimit).toBe(false);
  });

  it.each(BAD_HARNESSES.filter(isRun).map((each) => [each.what, each] as const))('%s', async (_, harness) => {
    const { argv, answers, detail, timeLimitMs = HOUR, memoryLimit } = harness;
    const subject = open({ argv, timeLimitMs, ...(memoryLimit === undefined ? {} : { memoryLimit }) });
    const given: Answer[] = [];
    while (given.length < answers.length) given.push(await ask(subject));
    expect(given.map(codeOf)).toEqual(answers);
    const last = given.at(-1);
    expect(last !== undefined && 'detail' in last ? last.detail : '').toMatch(detail);
    await subject.close?.();
    expect(leftovers()).toEqual([]);
  });

  it(
    hasPrlimit ? 'has a ceiling on its memory' : 'has no ceiling here, for prlimit is NOT INSTALLED, and that is said',
    () => {
      const notes: string[] = [];
      open({ argv: bad('copy'), onNote: (note) => notes.push(note) });
      expect(notes).toEqual(hasPrlimit ? [] : ['prlimit was not found, so the memory of the harness is not limited']);
    },
  );

  it('speaks when it was not asked is found out at once, or replaced before the next call and told of', async () => {
    const notes: string[] = [];
    const subject = open({ argv: bad('late'), onNote: (note) => notes.push(note) });
    const first = codeOf(await ask(subject));
    await vi.waitUntil(() => markedBelow(temp('tmp')).length === 0, { timeout: HOUR });
    const isAtOnce = first === 'misbehaved garbage';
    expect(isAtOnce || first === 'rewritten').toBe(true);
    await ask(subject);
    expect(notes.filter((note) => note.includes('between two calls'))).toHaveLength(isAtOnce ? 0 : 1);
  });

  it('hangs is started again for every call, as a command is', async () => {
    const subject = open({ argv: bad('hang'), timeLimitMs: 6000, processes: 24 });
    const answers = await Promise.all(Array.from({ length: 24 }, () => ask(subject)));
    expect(new Set(answers.map(codeOf))).toEqual(new Set(['timed-out']));
    expect(await ask(subject)).toMatchObject({ kind: 'timed-out' });
  });

  it('is asked in a process of its own has no more processes than it may have', async () => {
    const subject = open({ argv: bad('copy'), processes: 1 });
    await ask(subject);
    await Promise.all([subject.appendAfresh?.(IMAGE, REQUEST, { previousOutput: null }), ask(subject)]);
    expect(markedBelow(temp('tmp')).length).toBeLessThanOrEqual(1);
  });

  it('keeps a state answers otherwise in a process of its own', async () => {
    const subject = open({ argv: bad('state') });
    expect([codeOf(await ask(subject)), codeOf(await ask(subject))]).toEqual(['rewritten', 'refused']);
    expect(await subject.appendAfresh?.(IMAGE, REQUEST, { previousOutput: null })).toMatchObject({ kind: 'rewritten' });
    expect(markedBelow(temp('tmp'))).toHaveLength(1);
  });

  it('answers has as many processes as calls at a time, up to the limit', async () => {
    const subject = open({ argv: bad('copy'), processes: 2 });
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => ask(subject)));
    expect(answers.map(codeOf)).toEqual(Array(5).fill('rewritten'));
    expect(answers.every((answer) => answer.kind === 'rewritten' && Buffer.compare(answer.bytes, IMAGE) === 0)).toBe(
      true,
    );
    expect(markedBelow(temp('tmp'))).toHaveLength(2);
    expect(subject.version).toBe('bad harness: copy');
  });

  it('is at work when the run is interrupted ends at once, and nobody is blamed', async () => {
    const abort = new AbortController();
    const subject = open({ argv: bad('hang'), signal: abort.signal });
    const answers = Promise.all([ask(subject), ask(subject)]);
    await vi.waitUntil(() => markedBelow(temp('tmp')).length === 2, { timeout: HOUR });
    abort.abort();
    expect(await answers).toMatchObject([{ kind: 'unavailable' }, { kind: 'unavailable' }]);
    expect(await ask(subject)).toEqual({ kind: 'unavailable', detail: 'the call was cut short' });
    expect(leftovers()).toEqual([]);
  });
});
