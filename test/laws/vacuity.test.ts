/**
 * Goal: a rule says that nothing is at stake exactly where that is so. Of each that can say it there is something of which it
 * does and something else of which it does not: a reason that is given always, or never, would be a wrong one.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { caseAt } from '../../generators/index.ts';
import { IMAGE_RULES, PROFILES, RULES, imageRuleIn } from '../../properties/index.ts';
import type { Append, Call, Rule } from '../../properties/index.ts';
import { examine } from '../../src/campaign/index.ts';
import { readImage } from '../../src/reader/index.ts';
import type { Image } from '../../src/reader/index.ts';
import { builtinSubject } from '../../src/subjects/index.ts';
import { AT, clean, headersOnly, ideal, withoutZboot } from '../vectors/base-images.ts';
import { CALLS } from '../vectors/call-violations.ts';
import { REFUSED, REQUEST, call, rewritten } from '../vectors/calls.ts';
import { PAIR_NAMES, imageIn, pairOf } from '../vectors/append-pairs.ts';
import { IMAGE_HOLDS, IMAGE_VIOLATIONS } from '../vectors/image-violations.ts';
import { IMAGE_SKIPS } from '../vectors/image-skips.ts';
import { setU16, setU32, setWords } from '../vectors/patch.ts';
import { effort } from '../support/effort.ts';

/** 64-bit Arm, whose instructions are aligned. [PE format, Machine Types] */
const ARM64 = 0xaa64;
const CASES = effort(1200);
const IDLE_RULES = RULES.filter(({ vacuous }) => vacuous !== undefined);

/** What an image has to have in its headers for some rules to be idle, as no image of the tables has it. */
const BARE: readonly (readonly [string, () => Uint8Array])[] = [
  ['as they are', clean],
  ['without data', headersOnly],
  ['of no zboot image', withoutZboot],
  ['without directories', () => setU32(clean(), AT.numberOfRvaAndSizes, 0)],
  ['without sections', () => setU16(clean(), AT.numberOfSections, 0)],
  ['with an empty payload', () => setU32(clean(), AT.payloadSize, 0)],
  ['with a payload at 0', () => setU32(clean(), AT.payloadOffset, 0)],
  [
    'for 64-bit Arm, without an entry point',
    () => setU16(setU32(clean(), AT.addressOfEntryPoint, 0), AT.machine, ARM64),
  ],
  [
    'without sums and bases',
    () =>
      setWords(
        clean(),
        [AT.sizeOfCode, 0],
        [AT.sizeOfInitializedData, 0],
        [AT.sizeOfUninitializedData, 0],
        [AT.baseOfCode, 0],
      ),
  ],
  ['of size 0', () => setU32(clean(), AT.sizeOfImage, 0)],
  ['with headers of size 0', () => setU32(clean(), AT.sizeOfHeaders, 0)],
];

function imageOf(bytes: Uint8Array): Image[] {
  const reading = readImage(bytes);
  return reading.ok ? [reading.image] : [];
}

/** What there is to ask of a rule before its check. */
type Asked<Subject> = Pick<Rule, 'id'> &
  Readonly<Partial<Record<'inapplicable' | 'unverified' | 'vacuous', (subject: Subject) => string | undefined>>>;

/** What rules said, by their ids. */
class Said {
  readonly #answers = new Map<string, Set<'idle' | 'at stake'>>();

  /** Asks a rule about something to which it applies. */
  ask<Subject>({ id, inapplicable, unverified, vacuous }: Asked<Subject>, subject: Subject): void {
    if (inapplicable?.(subject) !== undefined || unverified?.(subject) !== undefined) return;
    const answers = this.#answers.get(id) ?? new Set();
    this.#answers.set(id, answers.add(vacuous?.(subject) === undefined ? 'at stake' : 'idle'));
  }

  withoutAnswer(answer: 'idle' | 'at stake'): readonly string[] {
    return IDLE_RULES.filter(({ id }) => this.#answers.get(id)?.has(answer) !== true).map(({ id }) => id);
  }
}

/** A gap of zeros behind the headers that became a part of them. */
function grownOverGap(): Append {
  const [before, after] = [setU32(clean(), AT.sizeOfHeaders, 0x200), clean()].map(imageIn);
  if (before === undefined || after === undefined) throw new Error('two images are two');
  return { before, after, requests: [REQUEST] };
}

/** A second append to what may be refused, and was. */
function declinedAgain(): Call {
  const { before, steps } = call(clean(), rewritten(withoutZboot()));
  const further = {
    ...steps[0],
    on: 0,
    requests: [{ ...REQUEST, name: '.second' }],
    answer: REFUSED,
    after: null,
  } as const;
  return { before, steps: [steps[0], further] };
}

/** Asks all rules on appends about one, and all rules on images about its output. */
function askOfAppend(said: Said, append: Append): void {
  for (const rule of RULES) {
    if (rule.scope === 'append') said.ask(rule, append);
    if (rule.scope === 'image') said.ask(rule, append.after);
  }
}

function askOfCall(said: Said, call: Call): void {
  for (const rule of RULES) if (rule.scope === 'call') said.ask(rule, call);
  const [{ after, requests }] = call.steps;
  if (call.before.ok && after?.ok === true) {
    askOfAppend(said, { before: call.before.image, after: after.image, requests });
  }
}

describe(`rules on ${CASES} drawn cases and on what the tables have`, () => {
  const said = new Said();

  beforeAll(async () => {
    const subject = builtinSubject('test');
    for (let index = 0; index < CASES; index += 1) {
      const examination = await examine(caseAt(1, index), subject, [], index % 4 === 0 ? 'twice' : 'same');
      askOfCall(said, examination.call);
    }
    for (const { make } of CALLS) askOfCall(said, make());
    askOfCall(said, declinedAgain());
    askOfAppend(said, grownOverGap());
    for (const name of PAIR_NAMES) askOfAppend(said, pairOf(name));
    const images = [...IMAGE_HOLDS, ...IMAGE_VIOLATIONS, ...IMAGE_SKIPS].flatMap(({ make }) => imageOf(make()));
    for (const image of images) for (const rule of IMAGE_RULES) said.ask(rule, image);
    const request = { name: '.bpf', content: new Uint8Array(0), characteristics: 0x40000040 };
    for (const image of BARE.flatMap(([, make]) => imageOf(make()))) {
      askOfAppend(said, { before: image, after: image, requests: [request] });
    }
  });

  it('say of something that nothing there could break them, each that can', () => {
    expect(said.withoutAnswer('idle')).toEqual([]);
  });

  it('say of something else that it could', () => {
    expect(said.withoutAnswer('at stake')).toEqual([]);
  });
});

describe('what profiles want beyond a rule', () => {
  const adapted = PROFILES.flatMap(({ name }) =>
    IMAGE_RULES.filter(({ demands, vacuous }) => demands?.[name] !== undefined && vacuous !== undefined).map(
      (rule) => [name, rule] as const,
    ),
  );

  it('is idle with the rule in some image, each', () => {
    const images = [ideal(), ...BARE.map(([, make]) => make())].flatMap(imageOf);
    const never = adapted.filter(([profile, rule]) => {
      const { vacuous } = imageRuleIn(rule, profile);
      return !images.some((image) => vacuous?.(image) !== undefined);
    });
    expect(never.map(([profile, { id }]) => `${id} in ${profile}`)).toEqual([]);
  });
});
