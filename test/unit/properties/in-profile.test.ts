/** What single profiles want beyond a rule. */
import { describe, expect, it } from 'vitest';
import { IMAGE_RULES, PROFILES, imageRuleIn, ruleIn } from '../../../properties/index.ts';
import { imageRule, relocatedAt, verdictIn } from '../../support/profile-verdicts.ts';
import { AT, IDEAL_AT, ideal } from '../../vectors/base-images.ts';
import { DATA, certificate, certified, relocatedBlock } from '../../vectors/directory-images.ts';
import { setText, setU16, setU32, setWords } from '../../vectors/patch.ts';

const { data } = IDEAL_AT;
/** Flags of a section, in bytes from the start of its header. */
const FLAGS = 36;
const READABLE_DATA = 0x40000040;
const HEADERS_END = 0x1000;

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
      'PE-OPT-018 in edk2',
      'PE-OPT-020 in shim',
      'PE-OPT-020 in uefi-ca',
      'PE-OPT-020 in zboot',
      'PE-DIR-010 in shim',
      'PE-DIR-010 in uefi-ca',
      'PE-DIR-010 in zboot',
      'PE-DIR-015 in edk2',
      'PE-DIR-015 in zboot',
      'PE-DIR-020 in edk2',
      'PE-DIR-021 in shim',
      'PE-DIR-022 in shim',
      'PE-DIR-022 in uefi-ca',
      'PE-DIR-041 in shim',
      'PE-DIR-041 in uefi-ca',
      'PE-SEC-018 in shim',
      'PE-SEC-018 in zboot',
      'PE-SEC-019 in edk2',
      'PE-SEC-019 in shim',
      'PE-SEC-019 in zboot',
      'PE-SEC-024 in spec',
      'PE-LAF-007 in zboot',
      'PE-LAM-004 in audk-strict',
      'PE-LAM-009 in edk2',
      'PE-LAM-009 in audk-strict',
      'PE-LAM-009 in shim',
      'PE-LAM-009 in zboot',
      'PE-NX-012 in zboot',
      'PE-NX-015 in shim',
      'PE-NX-015 in zboot',
    ]);
    const rule = imageRule('PE-SEC-018');
    expect(imageRuleIn(rule, 'shim')).toBe(imageRuleIn(rule, 'shim'));
    expect(ruleIn(rule, 'shim')).toBe(imageRuleIn(rule, 'shim'));
  });

  it('says what the rule says too', () => {
    const inside = setU32(ideal(), data.pointerToRawData, HEADERS_END - 1);
    const verdicts = (['edk2', 'shim'] as const).map((profile) => verdictIn(profile, inside, 'PE-SEC-018'));
    expect(verdicts[0]?.kind).toBe('fail');
    expect(verdicts[1]).toEqual(verdicts[0]);
  });
});

describe('PE-DIR-010 where shim reads the headers', () => {
  it.each(['shim', 'uefi-ca', 'zboot'] as const)(
    'fails in %s on an offset behind the file, without a size',
    (profile) => {
      const beyond = setU32(ideal(), AT.certificateDirectory, IDEAL_AT.end + 1);
      expect(verdictIn('edk2', beyond, 'PE-DIR-010')).toEqual({ kind: 'vacuous', reason: 'there are no certificates' });
      expect(verdictIn(profile, beyond, 'PE-DIR-010')).toMatchObject({
        kind: 'fail',
        findings: [{ expected: { kind: 'at-most', value: IDEAL_AT.end }, actual: IDEAL_AT.end + 1 }],
      });
      const last = setU32(ideal(), AT.certificateDirectory, IDEAL_AT.end);
      expect(verdictIn(profile, last, 'PE-DIR-010')).toEqual({ kind: 'pass' });
    },
  );
});

describe('PE-DIR-041 where shim relocates the image', () => {
  /** Relocations of Arm, in a section of such a name. */
  const thumb = (name: string): Uint8Array =>
    setText(setU16(relocatedBlock(0x1000, 0x7000, 0), AT.machine, 0x1c2), data.name, name, 8);

  it.each(['shim', 'uefi-ca'] as const)('fails in %s on a type that is for one machine', (profile) => {
    expect(verdictIn('edk2', thumb('.reloc'), 'PE-DIR-041')).toEqual({ kind: 'pass' });
    expect(verdictIn(profile, thumb('.reloc'), 'PE-DIR-041')).toMatchObject({
      kind: 'fail',
      findings: [{ actual: 7 }],
    });
    expect(verdictIn(profile, thumb('.data'), 'PE-DIR-041')).toEqual({ kind: 'pass' });
  });

  it('holds in shim of any type where no section is called .reloc', () => {
    const unknown = relocatedBlock(0x1000, 0, 0x5000);
    const verdicts = PROFILES.map(({ name }) => [name, verdictIn(name, unknown, 'PE-DIR-041').kind]);
    expect(verdicts.filter(([, kind]) => kind === 'pass')).toEqual([['shim', 'pass']]);
    expect(verdictIn('shim', setText(unknown, data.name, '.reloc', 8), 'PE-DIR-041')).toMatchObject({
      kind: 'fail',
      findings: [{ about: 'type of relocationBlocks[0].entries[1]', actual: 5 }],
    });
  });

  it('asks shim for relocations that begin with .reloc, and changes of the table of nobody in shim', () => {
    const own = setText(relocatedBlock(DATA.address, 0xa000, 0), data.name, '.reloc', 8);
    expect(verdictIn('edk2', own, 'PE-DIR-021').kind).toBe('fail');
    expect(verdictIn('shim', own, 'PE-DIR-021')).toEqual({ kind: 'pass' });
    const outside = relocatedBlock(0x5000, 0xaff9, 0);
    expect(verdictIn('shim', outside, 'PE-DIR-021')).toEqual({ kind: 'pass' });
    expect(verdictIn('shim', setText(outside, data.name, '.reloc', 8), 'PE-DIR-021').kind).toBe('fail');
    const late = setText(relocatedAt(DATA.address + 8), data.name, '.reloc', 8);
    expect(verdictIn('edk2', late, 'PE-DIR-022')).toEqual({ kind: 'pass' });
    for (const profile of ['shim', 'uefi-ca'] as const) {
      expect(verdictIn(profile, late, 'PE-DIR-022')).toMatchObject({
        kind: 'fail',
        findings: [{ expected: { kind: 'equals', value: DATA.address }, actual: DATA.address + 8 }],
      });
    }
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
    for (const image of [nine, first]) {
      expect(verdictIn('edk2', image, 'PE-DIR-015')).toEqual({ kind: 'pass' });
    }
    expect(verdictIn('edk2', ideal(), 'PE-DIR-015')).toEqual({ kind: 'vacuous', reason: 'there are no certificates' });
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
            expected: { kind: 'form', name: 'an address before the last one of the section' },
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
    expect(verdictIn('edk2', image, 'PE-SEC-018')).toEqual({ kind: 'pass' });
    expect(verdictIn('shim', image, 'PE-SEC-018')).toMatchObject({
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
    expect(verdictIn('shim', image, 'PE-SEC-018')).toEqual({ kind: 'pass' });
  });

  it.each([
    ['is discardable and takes addresses', withoutData(0x42000040, 0, 1)],
    ['is empty and stays', withoutData(READABLE_DATA, 0, 0)],
  ])('fails on a section without data that %s', (_, image) => {
    expect(verdictIn('shim', image, 'PE-SEC-018').kind).toBe('fail');
  });
});
