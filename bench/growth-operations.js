// What is done with an image, for growth.js: each operation has a start, which is not measured, and a run.
import { IMAGE_RULES, RULES, judgeCall, judgeImage } from '../dist/properties/index.js';
import { renderInspectionJson } from '../dist/src/inspection/json/index.js';
import { inspectImage } from '../dist/src/inspection/model/index.js';
import { renderDrawing } from '../dist/src/inspection/svg/index.js';
import { renderInspection } from '../dist/src/inspection/text/index.js';
import { readImage } from '../dist/src/reader/index.js';
import { appendSections, memoryAccess, planAppend } from '../dist/src/rewriter/index.js';
import { withSectionAppended } from '../test/support/grown-file.js';
import { requestsOf } from '../test/support/grown-kinds.js';

const OPTIONS = { stripSignature: true };
const TEXT = { width: 100, colour: 'none', parts: new Set(['regions', 'headers', 'sections', 'tables']) };

/** An image of a kind, its requests and an output to judge: the rewriter's, or a plain one where it refuses. */
export function prepare(kind, n) {
  const image = kind.image(n);
  const requests = requestsOf(kind, n);
  const answer = appendSections(image, requests, OPTIONS);
  const output = answer.kind === 'rewritten' ? answer.bytes : withSectionAppended(image, requests[0]);
  return { image, requests, output };
}

/** Bytes of the headers of an image up to the end of the section table; the slack behind them is no more than data. */
export function headersOf(image) {
  const { offset, length } = opened(image).sectionTable;
  return offset + length;
}

/** A model that no rule has seen: rules remember what they found. */
function opened(bytes) {
  const reading = readImage(bytes);
  if (!reading.ok) throw new Error(`the image cannot be read: ${reading.fault.path}`);
  return reading.image;
}

function whole(verdicts) {
  for (const verdict of verdicts) if (verdict.kind === 'error') throw new Error(`a rule broke: ${verdict.message}`);
  return verdicts;
}

export const OPERATIONS = [
  { name: 'read', start: ({ image }) => image, run: (image) => readImage(image) },
  {
    name: 'judge',
    start: ({ image }) => ({ ok: true, image: opened(image) }),
    run: (reading) => whole(IMAGE_RULES.map((rule) => judgeImage(rule, reading))),
  },
  {
    name: 'text',
    start: ({ image }) => opened(image),
    run: (image) => renderInspection(inspectImage('image', image), TEXT),
  },
  {
    name: 'JSON',
    start: ({ image }) => opened(image),
    run: (image) => renderInspectionJson(inspectImage('image', image)),
  },
  { name: 'drawing', start: ({ image }) => opened(image), run: (image) => renderDrawing(inspectImage('image', image)) },
  {
    name: 'plan',
    start: ({ image, requests }) => ({
      image: memoryAccess(image),
      requests: requests.map((request) => ({ ...request, content: memoryAccess(request.content) })),
    }),
    run: ({ image, requests }) => planAppend(image, requests, OPTIONS),
  },
  {
    name: 'append',
    start: (prepared) => prepared,
    run: ({ image, requests }) => appendSections(image, requests, OPTIONS),
  },
  {
    name: 'judge append',
    start: ({ image, requests, output }) => ({
      before: { ok: true, image: opened(image) },
      steps: [
        {
          on: null,
          requests,
          setting: { previousOutput: null },
          answer: { kind: 'rewritten', bytes: output },
          after: { ok: true, image: opened(output) },
        },
      ],
    }),
    run: (call) => whole(RULES.map((rule) => judgeCall(rule, call))),
  },
];
