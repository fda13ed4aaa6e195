import type { Image, Section } from '../../src/reader/index.ts';
import { bytesOf, firstNonZero } from '../bytes/bytes.ts';
import { crashes, everywhere } from '../effects.ts';
import { place, wrong, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { ImageRule } from '../rule.ts';

/** No program begins with so many zeros: four of them are no instruction on Arm, RISC-V and LoongArch. */
const ZEROS = 16;

/** The section that the entry point lies in; `null` where it is in none or in several. */
function entrySection({ sections, optionalHeader }: Image): Section | null {
  const entry = optionalHeader.addressOfEntryPoint.value;
  const [first, second] = sections.filter(({ virtualAddress, virtualSize, rawData }) => {
    const distance = entry - virtualAddress.value;
    return distance >= 0 && distance < (virtualSize.value === 0 ? rawData.length : virtualSize.value);
  });
  return first !== undefined && second === undefined ? first : null;
}

/** The rule on what is run first. */
export const ENTRY_CODE_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-OPT-034',
    name: 'ep-has-code',
    levels: 'WWWWWE',
    title: 'There are bytes other than zero at the entry point.',
    references: [REFERENCES.standardFields],
    rationale:
      'Zeros are no program: on most machines they are no instruction, and on x86 they write where they must not.',
    severity: 'mishandled',
    effects: everywhere(crashes('edk2', 'runs zeros')),
    enforcedBy: [
      'EDK2: jumps to the entry point, whatever is there',
      'shim: jumps to the entry point',
      'U-Boot: jumps to the entry point',
    ],
    brokenBy: ['an entry point in padding or in memory that has no data', 'code that was lost or moved'],
    undecided: 'Whether the image is ever started: some are made to be loaded and no more. A kernel is not.',
    inapplicable: (image) => (entrySection(image) === null ? 'the entry point does not lie in one section' : undefined),
    *check(image) {
      const section = entrySection(image);
      if (section === null) return;
      const { addressOfEntryPoint } = image.optionalHeader;
      const { virtualAddress, rawData } = section;
      const distance = addressOfEntryPoint.value - virtualAddress.value;
      if (distance >= rawData.length) {
        yield wrongValue(addressOfEntryPoint, { kind: 'form', name: 'an address that the file has bytes for' });
        return;
      }
      const at = { offset: rawData.offset + distance, length: Math.min(ZEROS, rawData.length - distance) };
      const bytes = bytesOf(image, at);
      // What the end of the file cuts off is for other rules.
      if (bytes.length < at.length || firstNonZero(bytes) !== -1) return;
      const code = { kind: 'form', name: 'code' } as const;
      yield wrong('bytes at the entry point', code, 'zeros', place(at), place(addressOfEntryPoint));
    },
  },
];
