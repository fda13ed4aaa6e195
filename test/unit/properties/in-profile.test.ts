/** What single profiles want beyond a rule. */
import { describe, expect, it } from 'vitest';
import { IMAGE_RULES, PROFILES, imageRuleIn, judgeImage, ruleIn, ruleOf } from '../../../properties/index.ts';
import type { ImageRule, ProfileName } from '../../../properties/index.ts';
import { readImage } from '../../../src/reader/index.ts';
import type { Verdict } from '../../../src/results/index.ts';
import { AT, IDEAL_AT, ideal } from '../../vectors/base-images.ts';
import { certificate, certified, relocatedBlock } from '../../vectors/directory-images.ts';
import { setBytes, setText, setU16, setU32, setWords } from '../../vectors/patch.ts';

const { data } = IDEAL_AT;
/** Flags of a section, in bytes from the start of its header. */
const FLAGS = 36;
const READABLE_DATA = 0x40000040;
const HEADERS_END = 0x1000;

function imageRule(id: string): ImageRule {
  const rule = ruleOf(id);
  if (rule?.scope !== 'image') throw new Error(`${id} is no rule on images`);
  return rule;
}

function verdictIn(profile: ProfileName, bytes: Uint8Array, id = 'PE-SEC-018'): Verdict {
  return judgeImage(imageRuleIn(imageRule(id), profile), readImage(bytes));
}

/** {@link ideal} with a second section that has no data, such flags and such a pointer. */
function withoutData(flags: number, pointer: number, virtualSize = 0x1000): Uint8Array {
  const image = setWords(ideal(), [data.sizeOfRawData, 0], [data.virtualSize, virtualSize]);
  return setWords(image, [data.pointerToRawData, pointer], [data.name + FLAGS, flags]);
}

describe('a rule in a profile', () => {
  it('is the rule itself where the profile wants or allows nothing, and always the same object', () => {
    const widened = IMAGE_RULES.flatMap((rule) =>
      PROFILES.filter(({ name }) => imageRuleIn(rule, name) !== rule).map(({ name }) => `${rule.id} in ${name}`),
    );
    expect(widened).toEqual([
      'PE-OPT-003 in edk2',
      'PE-OPT-020 in shim',
      'PE-OPT-020 in uefi-ca',
      'PE-OPT-020 in zboot',
      'PE-DIR-010 in shim',
      'PE-DIR-010 in uefi-ca',
      'PE-DIR-010 in zboot',
      'PE-DIR-015 in edk2',
      'PE-DIR-015 in zboot',
      'PE-DIR-041 in shim',
      'PE-DIR-041 in uefi-ca',
      'PE-SEC-018 in shim',
      'PE-SEC-019 in edk2',
      'PE-SEC-019 in shim',
      'PE-SEC-019 in zboot',
      'PE-SEC-024 in spec',
      'PE-LAF-007 in zboot',
      'PE-LAM-004 in audk-strict',
      'PE-LAM-009 in edk2',
      'PE-LAM-009 in audk-strict',
    ]);
    const rule = imageRule('PE-SEC-018');
    expect(imageRuleIn(rule, 'shim')).toBe(imageRuleIn(rule, 'shim'));
    expect(ruleIn(rule, 'shim')).toBe(imageRuleIn(rule, 'shim'));
  });

  it('says what the rule says too', () => {
    const inside = setU32(ideal(), data.pointerToRawData, HEADERS_END - 1);
    const verdicts = (['edk2', 'shim'] as const).map((profile) => verdictIn(profile, inside));
    expect(verdicts[0]?.kind).toBe('fail');
    expect(verdicts[1]).toEqual(verdicts[0]);
  });
});

describe('what a program takes although it breaks a rule', () => {
  /** {@link ideal} with a second section at such an address, with so much data and such flags. */
  const placed = (address: number, size: number, flags: number): Uint8Array =>
    setWords(
      ideal(),
      [data.virtualAddress, address],
      [data.sizeOfRawData, size],
      [data.pointerToRawData, size === 0 ? 0 : 0x3000],
      [data.name + FLAGS, flags],
    );
  const EMPTY = placed(0, 0, READABLE_DATA);
  const BSS = placed(0, 0, 0x80);
  const FULL = placed(0, 0x200, READABLE_DATA);

  /** {@link ideal} whose second section has such a name, and a byte in its padding. */
  const padded = (name: string): Uint8Array => {
    const image = setText(setU32(ideal(), data.virtualSize, 0xfff), data.name, name, 8);
    return setBytes(image, 0x3fff, [1]);
  };

  it.each<readonly [id: string, what: string, image: Uint8Array, profiles: readonly ProfileName[]]>([
    ['PE-LAF-007', 'a byte in the padding of .data', padded('.data'), ['zboot']],
    ['PE-LAF-007', 'a byte in the padding of .bpf', padded('.bpf'), []],
    ['PE-OPT-003', 'a SectionAlignment of 3', setU32(ideal(), AT.sectionAlignment, 3), ['edk2']],
    ['PE-OPT-003', 'a SectionAlignment of 0', setU32(ideal(), AT.sectionAlignment, 0), []],
    ['PE-SEC-019', 'an empty section in the headers', EMPTY, ['edk2']],
    ['PE-SEC-019', 'bss in the headers', BSS, ['edk2', 'shim', 'zboot']],
    ['PE-SEC-019', 'data in the headers', FULL, []],
    ['PE-LAM-009', 'an empty section in the headers', EMPTY, ['edk2']],
    ['PE-LAM-009', 'data in the headers', FULL, []],
    ['PE-LAM-004', 'a first section at 0', setU32(ideal(), IDEAL_AT.text.virtualAddress, 0), ['audk-strict']],
    ['PE-LAM-009', 'a first section at 0', setU32(ideal(), IDEAL_AT.text.virtualAddress, 0), ['audk-strict']],
    ['PE-LAM-004', 'a first section at 0x3000', setU32(ideal(), IDEAL_AT.text.virtualAddress, 0x3000), []],
  ])('%s: %s', (id, _what, image, profiles) => {
    const passing = PROFILES.filter(({ name }) => verdictIn(name, image, id).kind === 'pass').map(({ name }) => name);
    expect(passing).toEqual(profiles);
  });
});

describe('PE-DIR-010 where shim reads the headers', () => {
  it.each(['shim', 'uefi-ca', 'zboot'] as const)(
    'fails in %s on an offset behind the file, without a size',
    (profile) => {
      const beyond = setU32(ideal(), AT.certificateDirectory, IDEAL_AT.end);
      expect(verdictIn('edk2', beyond, 'PE-DIR-010')).toEqual({ kind: 'pass' });
      expect(verdictIn(profile, beyond, 'PE-DIR-010')).toMatchObject({
        kind: 'fail',
        findings: [{ expected: { kind: 'below', value: IDEAL_AT.end }, actual: IDEAL_AT.end }],
      });
      const last = setU32(ideal(), AT.certificateDirectory, IDEAL_AT.end - 1);
      expect(verdictIn(profile, last, 'PE-DIR-010')).toEqual({ kind: 'pass' });
    },
  );
});

describe('PE-DIR-041 where shim relocates the image', () => {
  it.each(['shim', 'uefi-ca'] as const)('fails in %s on a type that is for one machine', (profile) => {
    const riscv = setU16(relocatedBlock(0x1000, 0x5000, 0), AT.machine, 0x5064);
    expect(verdictIn('edk2', riscv, 'PE-DIR-041')).toEqual({ kind: 'pass' });
    expect(verdictIn(profile, riscv, 'PE-DIR-041')).toMatchObject({ kind: 'fail', findings: [{ actual: 5 }] });
  });
});

describe('PE-DIR-015 where EDK2 verifies the image', () => {
  it.each(['edk2', 'zboot'] as const)('fails in %s on a last certificate that is a head alone', (profile) => {
    const heads = certified(Buffer.concat([certificate(16), certificate(8)]));
    expect(verdictIn('shim', heads, 'PE-DIR-015')).toEqual({ kind: 'pass' });
    expect(verdictIn(profile, heads, 'PE-DIR-015')).toMatchObject({
      kind: 'fail',
      findings: [
        { expected: { kind: 'at-least', value: 9 }, actual: 8, at: [{ offset: IDEAL_AT.end + 16, length: 4 }] },
      ],
    });
  });

  it('holds for a last certificate of 9 bytes, for a first one that is a head, and without certificates', () => {
    const nine = certified(certificate(9));
    const first = certified(Buffer.concat([certificate(8), certificate(16)]));
    for (const image of [nine, first, ideal()]) {
      expect(verdictIn('edk2', image, 'PE-DIR-015')).toEqual({ kind: 'pass' });
    }
  });
});

describe('PE-OPT-020 where shim loads the image', () => {
  /** The address of the last byte of `.text`. */
  const LAST = 0x2fff;
  const startingAt = (address: number): Uint8Array => setU32(ideal(), AT.addressOfEntryPoint, address);

  it.each(['shim', 'uefi-ca', 'zboot'] as const)(
    'fails in %s on an entry point that is the last address',
    (profile) => {
      expect(verdictIn('edk2', startingAt(LAST), 'PE-OPT-020')).toEqual({ kind: 'pass' });
      expect(verdictIn(profile, startingAt(LAST), 'PE-OPT-020')).toMatchObject({
        kind: 'fail',
        findings: [
          {
            expected: { kind: 'form', name: 'an address before the last of the section' },
            actual: LAST,
            at: [
              { offset: AT.addressOfEntryPoint, length: 4 },
              { offset: IDEAL_AT.text.virtualSize, length: 8 },
            ],
          },
        ],
      });
      expect(verdictIn(profile, startingAt(LAST - 1), 'PE-OPT-020')).toEqual({ kind: 'pass' });
    },
  );
});

describe('PE-SEC-018 in shim', () => {
  it.each([0, 1, HEADERS_END - 1])('fails on a section without data that points at %i, in the headers', (pointer) => {
    const image = withoutData(READABLE_DATA, pointer);
    expect(verdictIn('edk2', image)).toEqual({ kind: 'pass' });
    expect(verdictIn('shim', image)).toMatchObject({
      kind: 'fail',
      findings: [
        {
          expected: { kind: 'at-least', value: HEADERS_END },
          actual: pointer,
          at: [
            { offset: data.pointerToRawData, length: 4 },
            { offset: AT.sizeOfHeaders, length: 4 },
          ],
        },
      ],
    });
  });

  it.each([
    ['points behind the headers', withoutData(READABLE_DATA, HEADERS_END)],
    ['is uninitialised', withoutData(0xc0000080, 0)],
    ['is not readable', withoutData(0x80000040, 0)],
    ['is empty and discardable', withoutData(0x42000040, 0, 0)],
  ])('holds for a section without data that %s', (_, image) => {
    expect(verdictIn('shim', image)).toEqual({ kind: 'pass' });
  });

  it.each([
    ['is discardable and takes addresses', withoutData(0x42000040, 0, 1)],
    ['is empty and stays', withoutData(READABLE_DATA, 0, 0)],
  ])('fails on a section without data that %s', (_, image) => {
    expect(verdictIn('shim', image).kind).toBe('fail');
  });
});
