/**
 * Goal: whatever table of an image grows, the work on it grows no faster.
 * Method: each kind of table is made at a size and at four times that size; what is fetched from the file is counted, for
 * nothing here may depend on a clock. `npm run bench -- growth` measures time and memory of the same kinds.
 */
import { describe, expect, it } from 'vitest';
import { IMAGE_RULES, RULES, judgeCall, judgeImage } from '../../properties/index.ts';
import type { AppendRequests } from '../../properties/index.ts';
import { renderInspectionJson } from '../../src/inspection/json/document.ts';
import { renderDrawing } from '../../src/inspection/svg/drawing.ts';
import { renderInspection } from '../../src/inspection/text/text.ts';
import { memorySource, readImage } from '../../src/reader/index.ts';
import type { ByteSource, Image } from '../../src/reader/index.ts';
import type { Verdict } from '../../src/results/index.ts';
import { appendSections, memoryAccess, planAppend } from '../../src/rewriter/index.ts';
import { outOf, sampleOf } from '../support/effort.ts';
import { withSectionAppended } from '../support/grown-file.js';
import { GROWN_KINDS, requestsOf } from '../support/grown-kinds.js';
import type { Kind } from '../support/grown-kinds.js';
import { inspectImage } from '../../src/inspection/model/index.ts';
import { callOf } from '../support/calls.ts';

/** Four times as much may take this many times the work: linear takes 4, quadratic 16. */
const GROWTH = 6;
/** Calls and bytes that whatever happens takes, so that small numbers do not make large ratios. */
const SLACK = { calls: 256, bytes: 2 ** 14 };

interface Work {
  calls: number;
  bytes: number;
}

/** Opens an image through a source that counts. */
function opened(bytes: Uint8Array, work: Work): Image {
  const source = memorySource(bytes);
  const counting: ByteSource = {
    length: source.length,
    slice(offset, length) {
      const slice = source.slice(offset, length);
      work.calls += 1;
      work.bytes += slice.length;
      return slice;
    },
  };
  const reading = readImage(counting);
  if (!reading.ok) throw new Error(reading.fault.path);
  return reading.image;
}

function expectWhole(verdicts: readonly Verdict[]): void {
  expect(verdicts.filter(({ kind }) => kind === 'error')).toEqual([]);
}

function readAndJudge(image: Uint8Array, work: Work): void {
  const model = opened(image, work);
  expectWhole(IMAGE_RULES.map((rule) => judgeImage(rule, { ok: true, image: model })));
}

function inspect(image: Uint8Array, work: Work): void {
  const inspection = inspectImage('image', opened(image, work));
  renderInspection(inspection, {
    width: 100,
    colour: 'none',
    parts: new Set(['regions', 'headers', 'sections', 'tables']),
  });
  renderInspectionJson(inspection);
  renderDrawing(inspection);
}

function plan(image: Uint8Array, requests: AppendRequests, work: Work): void {
  const source = memoryAccess(image);
  const counted = <T>(bytes: number, value: T): T => {
    work.calls += 1;
    work.bytes += bytes;
    return value;
  };
  planAppend(
    {
      length: source.length,
      u8: (offset) => counted(1, source.u8(offset)),
      u16: (offset) => counted(2, source.u16(offset)),
      u32: (offset) => counted(4, source.u32(offset)),
      read(buffer, offset) {
        counted(buffer.length, null);
        source.read(buffer, offset);
      },
    },
    requests.map((request) => ({ ...request, content: memoryAccess(request.content) })),
    { stripSignature: true },
  );
}

/** Judges what the rewriter makes of an image, or a plain append where it refuses. */
function judgeAppend(image: Uint8Array, requests: AppendRequests, work: Work): void {
  const answer = appendSections(image, requests, { stripSignature: true });
  const bytes = answer.kind === 'rewritten' ? answer.bytes : withSectionAppended(image, requests[0]);
  const call = callOf({
    before: opened(image, work),
    requests,
    answer: { kind: 'rewritten', bytes },
    after: { ok: true, image: opened(bytes, work) },
  });
  expectWhole(RULES.map((rule) => judgeCall(rule, call)));
}

function requestsFor(kind: Kind, n: number): AppendRequests {
  const [first, ...more] = requestsOf(kind, n);
  if (first === undefined) throw new Error(`${kind.name} asks for nothing`);
  return [first, ...more];
}

const OPERATIONS: readonly (readonly [string, (image: Uint8Array, requests: AppendRequests, work: Work) => void])[] = [
  [
    'read and judge',
    (image, _, work) => {
      readAndJudge(image, work);
    },
  ],
  [
    'inspect',
    (image, _, work) => {
      inspect(image, work);
    },
  ],
  ['plan', plan],
  ['judge an append', judgeAppend],
];

function workOn(kind: Kind, n: number): ReadonlyMap<string, Work> {
  const [image, requests] = [kind.image(n), requestsFor(kind, n)];
  return new Map(
    OPERATIONS.map(([name, operation]) => {
      const work: Work = { calls: 0, bytes: 0 };
      operation(image, requests, work);
      return [name, work];
    }),
  );
}

const TRIED = sampleOf(GROWN_KINDS, { quick: 8 });

describe(`four times as much of one kind, ${outOf(TRIED, GROWN_KINDS)}`, () => {
  it.each(TRIED.map((kind) => [kind.name, kind] as const))('takes no more than six times the work: %s', (_, kind) => {
    const [few, more] = [workOn(kind, kind.few / 4), workOn(kind, kind.few)];
    for (const [operation] of OPERATIONS) {
      const [one, other] = [few.get(operation), more.get(operation)];
      if (one === undefined || other === undefined) throw new Error(`${operation} was not counted`);
      expect([
        operation,
        other.calls <= GROWTH * (one.calls + SLACK.calls),
        other.bytes <= GROWTH * (one.bytes + SLACK.bytes),
      ]).toEqual([operation, true, true]);
    }
  });
});
