import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FEATURES, caseFromPlan, parsePlan, printPlan } from '../../../generators/index.ts';
import type { Answer } from '../../witness/firmware/answer.ts';
import { FIRMWARE, SMALL_GUEST } from '../../witness/firmware/firmware.ts';
import { isAsExpected, judge, prepare } from '../../witness/firmware/judgement.ts';
import type { Subject } from '../../witness/firmware/subjects.ts';
import { Tally } from '../../witness/firmware/tally.ts';

const [AAVMF] = FIRMWARE;
if (AAVMF === undefined) throw new Error('there is no firmware');
const SMALL = { ...AAVMF, guest: SMALL_GUEST };
const CASE = caseFromPlan(parsePlan('machine=x86-64 sections=.text:code:1:0,.data:data:2:64'));
const PREPARED = prepare(SMALL, CASE.image);
const BASE = 0x7c73_0000n;

const refused = (status: number): Answer => ({ kind: 'refused', status: 2n ** 63n + BigInt(status) });

/** What the machine says of the image when all is right, but for what is given. */
function loaded(changed: Partial<Extract<Answer, { kind: 'loaded' }>> = {}): Answer {
  const { image, question } = PREPARED;
  if (image === null) throw new Error('the image cannot be read');
  const crc = crc32(SMALL.loader.memory(image, question.bytes, BASE).bytes);
  const size = image.optionalHeader.sizeOfImage.value;
  return { kind: 'loaded', status: 0n, unloaded: 0n, base: BASE, size, crc, ...changed };
}

describe('an image that is put to a firmware', () => {
  it('is given the machine of the firmware, and keeps all other bytes', () => {
    const { bytes } = PREPARED.question;
    const changed = [...bytes.keys()].filter((at) => bytes[at] !== CASE.image[at]);
    expect(changed).toEqual([0x45]);
    expect([PREPARED.restamped, bytes[0x44], bytes[0x45]]).toEqual([true, 0x64, 0xaa]);
    const own = caseFromPlan(parsePlan('machine=arm64'));
    expect(prepare(SMALL, own.image)).toMatchObject({ restamped: false, question: { bytes: own.image } });
  });

  it('is loaded when size and memory are what they have to be at the base that it has', () => {
    expect(judge(SMALL, PREPARED, [], loaded())).toEqual({ outcome: 'loaded', detail: '' });
    expect(judge(SMALL, PREPARED, [], loaded({ base: BASE + 0x1000n })).outcome).toBe('differs');
  });

  it('differs by its memory, its size, its status and by what unloading it comes to', () => {
    const answer = loaded({ status: 2n ** 63n + 26n, unloaded: 2n ** 63n + 2n, size: 1, crc: 5 });
    const { outcome, detail } = judge(SMALL, PREPARED, [], answer);
    expect(outcome).toBe('differs');
    expect(detail).toMatch(
      /^it is loaded with SECURITY_VIOLATION, it takes 1 bytes of memory, not \d+, its memory has the CRC 0x00000005, not 0x[0-9a-f]{8}, unloading it ends with INVALID_PARAMETER$/,
    );
  });

  it('is refused or crashed although it is valid, or left unasked', () => {
    const outcomes = [refused(3), refused(0x77), { kind: 'crashed', how: 'silent' }, { kind: 'unasked' }] as const;
    expect(outcomes.map((answer) => judge(SMALL, PREPARED, [], answer))).toEqual([
      { outcome: 'refused', detail: 'UNSUPPORTED' },
      { outcome: 'refused', detail: 'status 0x8000000000000077' },
      { outcome: 'crashed', detail: 'silent' },
      { outcome: 'unasked', detail: 'the machine had stopped too often' },
    ]);
  });

  it('is excepted when it may be too large for the machine', () => {
    const large = { ...PREPARED, isLarge: true };
    expect(judge(SMALL, large, [], refused(9)).outcome).toBe('excepted');
    expect(judge(SMALL, large, [], loaded({ crc: 0 })).outcome).toBe('excepted');
    expect(judge(SMALL, large, [], refused(3)).outcome).toBe('refused');
    expect(judge(SMALL, PREPARED, [], refused(9)).outcome).toBe('refused');
  });

  it('cannot be loaded when the reader cannot read it', () => {
    const unreadable = prepare(SMALL, Uint8Array.of(0x4d));
    expect(unreadable.image).toBeNull();
    expect(judge(SMALL, unreadable, [], refused(3)).outcome).toBe('refused');
    expect(judge(SMALL, unreadable, [], loaded()).outcome).toBe('differs');
  });
});

describe('the tally of a firmware witness', () => {
  const subject: Subject = {
    kind: 'appended',
    title: 'case (1, 7)',
    plan: printPlan(CASE.plan),
    features: CASE.features,
    bytes: CASE.image,
  };
  const tally = new Tally(['AAVMF', 'OVMF']);
  const add = (firmware: 'AAVMF' | 'OVMF', answer: Answer): void => {
    const judgement = judge(SMALL, PREPARED, [], answer);
    tally.add({ firmware, subject, judgement, restamped: true });
  };
  add('AAVMF', loaded());
  add('AAVMF', refused(3));
  add('OVMF', loaded());

  it('counts by firmware, outcome and label, with a row for every feature that there is', () => {
    expect(tally.count('AAVMF', 'x86-64', 'loaded')).toBe(1);
    expect(tally.count('OVMF', 'x86-64', 'refused')).toBe(0);
    const [head, all, generated, appended, changed, ...features] = tally.table();
    expect([head, all, generated, appended, changed].map((row) => row?.split(/ {2,}/))).toEqual([
      ['images', 'AAVMF', 'loaded', 'refused', 'OVMF', 'loaded', 'refused'],
      ['all images', '2', '1', '1', '1', '1', '0'],
      ['generated', '0', '0', '0', '0', '0', '0'],
      ['appended to', '2', '1', '1', '1', '1', '0'],
      ['machine changed', '2', '1', '1', '1', '1', '0'],
    ]);
    expect(features.map((row) => row.split(' ')[0])).toEqual(FEATURES.map(({ name }) => name));
  });

  it('names what is not as it has to be, with the plan that makes it again', () => {
    expect(tally.faults()).toEqual([
      `AAVMF: what is appended to case (1, 7): refused: UNSUPPORTED\n  ${printPlan(CASE.plan)}`,
    ]);
  });

  it('says why images were excepted, which is no fault', () => {
    const excepting = new Tally(['AAVMF']);
    const judgement = { outcome: 'excepted', detail: 'too large for this machine' } as const;
    excepting.add({ firmware: 'AAVMF', subject, judgement, restamped: false });
    expect([isAsExpected(judgement), excepting.faults(), excepting.exceptions()]).toEqual([
      true,
      [],
      ['AAVMF: excepted: too large for this machine: 1 images'],
    ]);
  });
});
