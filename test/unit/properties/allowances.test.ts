/** What single profiles take although it breaks a rule. */
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../properties/index.ts';
import type { ProfileName } from '../../../properties/index.ts';
import { relocatedAt, verdictIn } from '../../support/profile-verdicts.ts';
import { AT, IDEAL_AT, ideal, signed } from '../../vectors/base-images.ts';
import { DATA } from '../../vectors/directory-images.ts';
import { insert, setBytes, setText, setU16, setU32, setWords } from '../../vectors/patch.ts';

const { data } = IDEAL_AT;
/** Flags of a section, in bytes from the start of its header. */
const FLAGS = 36;
const READABLE_DATA = 0x40000040;

/** {@link ideal} with so many bytes behind it. */
function longer(count: number): Uint8Array {
  return insert(ideal(), IDEAL_AT.end, new Uint8Array(count).fill(7));
}

/** {@link ideal} with such lines in .sbat. */
function sbat(text: string): Uint8Array {
  const cleared = setBytes(ideal(), IDEAL_AT.sbatData, new Array<number>(0x200).fill(0));
  return setText(cleared, IDEAL_AT.sbatData, text, text.length);
}

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
  const CLEARED = placed(0, 0, READABLE_DATA);
  const BSS = placed(0, 0, 0xc0000080);
  /** A blank header, which has no flag, no size and no address. */
  const BLANK = setU32(placed(0, 0, 0), data.virtualSize, 0);
  const NO_BSS = setU32(BSS, data.virtualSize, 0);
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
    ['PE-OPT-018', 'a zboot image that is a driver', setU16(ideal(), AT.subsystem, 11), ['edk2']],
    ['PE-OPT-018', 'a zboot image that is a console program', setU16(ideal(), AT.subsystem, 3), []],
    ['PE-SEC-019', 'a section that is cleared, in the headers', CLEARED, []],
    ['PE-SEC-019', 'a blank header', BLANK, ['edk2']],
    ['PE-SEC-019', 'bss in the headers', BSS, ['shim']],
    ['PE-SEC-019', 'bss of no bytes in the headers', NO_BSS, ['edk2', 'shim', 'zboot']],
    ['PE-SEC-019', 'data in the headers', FULL, []],
    ['PE-LAM-009', 'a section that is cleared, in the headers', CLEARED, []],
    ['PE-LAM-009', 'a blank header', BLANK, ['edk2']],
    ['PE-LAM-009', 'bss in the headers', BSS, ['shim']],
    ['PE-LAM-009', 'bss of no bytes in the headers', NO_BSS, ['edk2', 'shim', 'zboot']],
    ['PE-LAM-009', 'a blank header, and data in the headers', setU32(BLANK, IDEAL_AT.sbat.virtualAddress, 0xfff), []],
    ['PE-NX-012', 'an unsigned file of odd length', longer(1), ['zboot']],
    ['PE-NX-012', 'a signed file whose hashed bytes are no multiple of 8', signed(longer(4)), []],
    ['PE-NX-015', 'another first line', sbat('linux,1,a,b,c,d\n'), ['shim', 'zboot']],
    ['PE-NX-015', 'another first line of five columns', sbat('linux,1,a,b,c\n'), []],
    ['PE-NX-015', 'no line', sbat('\n\n'), ['shim', 'zboot']],
    ['PE-DIR-020', 'relocations at an odd address', relocatedAt(DATA.address + 2), ['edk2']],
    ['PE-DIR-020', 'relocations in the headers', relocatedAt(0xf00), ['edk2']],
    ['PE-DIR-020', 'relocations beyond the image', relocatedAt(0x7000), []],
    ['PE-LAM-009', 'data in the headers', FULL, []],
    ['PE-LAM-004', 'a first section at 0', setU32(ideal(), IDEAL_AT.text.virtualAddress, 0), ['audk-strict']],
    ['PE-LAM-009', 'a first section at 0', setU32(ideal(), IDEAL_AT.text.virtualAddress, 0), ['audk-strict']],
    ['PE-LAM-004', 'a first section at 0x3000', setU32(ideal(), IDEAL_AT.text.virtualAddress, 0x3000), []],
  ])('%s: %s', (id, _what, image, profiles) => {
    const passing = PROFILES.filter(({ name }) => verdictIn(name, image, id).kind === 'pass').map(({ name }) => name);
    expect(passing).toEqual(profiles);
  });
});
