/** Two appends, one after the other: what breaks the rule on both, and what keeps it. */
import type { Call } from '../../properties/index.ts';
import type { Answer, AppendRequest } from '../../src/contract/index.ts';
import { readImage } from '../../src/reader/index.ts';
import type { Place } from '../../src/results/index.ts';
import { appendSections } from '../../src/rewriter/index.ts';
import { AT, clean, signed } from './base-images.ts';
import { REFUSED, REQUEST, appended, call, rewritten } from './calls.ts';
import type { CallEntry } from './calls.ts';
import { flip, setBytes, setText, setU16, setU32 } from './patch.ts';

/** What is appended to {@link appended}. */
const SECOND: AppendRequest = { name: '.cfg', content: new Uint8Array(700).fill(3), characteristics: 0x40000040 };
/** Where findings point, for the second output is no file that they can name: at the end of the first. */
const FIRST_END: Place = { file: 'after', offset: appended().length, length: 0 };
/** The header of the section that the first append adds, and flags in it. */
const FIRST_FLAGS = AT.tableEnd + 36;

/** A good call with what came of a second one to its output. */
function composed(answer: Answer, request = SECOND, output = appended(), input = clean()): Call {
  const after = answer.kind === 'rewritten' ? readImage(answer.bytes) : null;
  const { before, steps } = call(input, rewritten(output));
  return {
    before,
    steps: [...steps, { on: 0, requests: [request], setting: { previousOutput: null }, answer, after }],
  };
}

/** What a good rewriter makes of an output. */
function appendedTo(output: Uint8Array, request = SECOND): Uint8Array {
  const answer = appendSections(output, [request]);
  if (answer.kind === 'rewritten') return answer.bytes;
  throw new Error(`The second section is refused: ${answer.detail} Change the vector.`);
}

/** A good second output of an image that was signed all along, with its last byte changed. */
function certificateLost(): Call {
  const second = signed(appendedTo(appended()));
  return composed(rewritten(flip(second, second.length - 1)), SECOND, signed(appended()), signed(clean()));
}

function broken(name: string, make: () => Call, actual: number | string): CallEntry {
  return { rule: 'PR-META-002', name, make, at: FIRST_END, actual };
}

function kept(name: string, make: () => Call): CallEntry {
  return { rule: 'PR-META-002', name, make, at: null };
}

/** Calls that break or keep the rule on two appends. */
export const COMPOSITIONS: readonly CallEntry[] = [
  kept('the second append is as good as the first', () => composed(rewritten(appendedTo(appended())))),
  kept('what adds nothing is asked for one name twice', () => composed(rewritten(clean()), REQUEST, clean())),
  kept('a name that the output has by now is refused', () => composed(REFUSED, REQUEST)),
  broken(
    'a name that the output has by now is taken',
    () => {
      const other = appendedTo(appended());
      const twice = setText(other, AT.tableEnd + 40, '.bpf', 8);
      return composed(rewritten(twice), { ...SECOND, name: '.bpf' });
    },
    'rewritten',
  ),
  broken('the second append is refused', () => composed(REFUSED), 'refused: No.'),
  broken('the second append crashes', () => composed({ kind: 'crashed', detail: 'Boom.' }), 'crashed: Boom.'),
  broken(
    'the second append leaves no output',
    () => composed({ kind: 'misbehaved', what: 'no-output', detail: 'So it was.' }),
    'So it was.',
  ),
  broken('the second output is no image', () => composed(rewritten(new Uint8Array(10))), 10),
  broken('the second output is the first', () => composed(rewritten(appended())), 3),
  broken(
    'the second append changes a byte of the first',
    () => composed(rewritten(flip(appendedTo(appended()), 0x3200))),
    'different bytes',
  ),
  broken(
    'the second append brings other content',
    () => composed(rewritten(setBytes(appendedTo(appended()), 0x3600, [9]))),
    'a different byte',
  ),
  broken(
    'both together have one section too few',
    () => composed(rewritten(setU16(appendedTo(appended()), AT.numberOfSections, 3))),
    3,
  ),
  kept('what the first append did wrong is not said again', () => {
    const wrong = setU32(appended(), FIRST_FLAGS, 0x42000040);
    return composed(rewritten(appendedTo(wrong)), SECOND, wrong);
  }),
  broken(
    'the second append changes the flags of the first section',
    () => composed(rewritten(setU32(appendedTo(appended()), FIRST_FLAGS, 0x42000040))),
    0x42000040,
  ),
  {
    ...broken('the second append changes the certificates', certificateLost, 'different bytes'),
    at: { ...FIRST_END, offset: signed(appended()).length },
  },
];
