import { payloadSpan } from '../../src/reader/index.ts';
import type { Image, Section } from '../../src/reader/index.ts';
import { contains } from '../../src/results/index.ts';
import { crashes, misreads } from '../effects.ts';
import { place, wrong, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import { addedSections } from '../kept-sections.ts';
import type { ImageRule } from '../rule.ts';
import { nameOf } from './facts.ts';
import {
  PAYLOAD_MAGIC,
  footerSize,
  payloadFields,
  payloadSection,
  withoutPayloadSection,
  withoutZboot,
} from './zboot-facts.ts';
import { withoutSections } from './vacuity.ts';

/** The section in which unified kernel images keep their kernel. [UAPI.5, Unified Kernel Image] */
const LINUX = '.linux';

/** Whether anybody knows what follows the payload. */
function isKnown({ zbootHeader }: Image): boolean {
  return Object.hasOwn(PAYLOAD_MAGIC, zbootHeader.compressionType.value);
}

/** Whether one of some sections takes the address of the entry point. */
function holdsEntryPoint(sections: readonly Section[], { optionalHeader: { addressOfEntryPoint } }: Image): boolean {
  return sections.some(({ extent }) => contains(extent, { offset: addressOfEntryPoint.value, length: 1 }));
}

/** Rules on what is started of a zboot image: its boot stub, and the kernel of its payload. */
export const ZBOOT_START_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'ZB-024',
    name: 'entry-not-in-payload',
    levels: '-----E',
    title: 'The entry point is outside the payload and the length stored after it.',
    references: [REFERENCES.zbootLayout, REFERENCES.standardFields],
    rationale: 'The firmware would run compressed bytes instead of the boot stub.',
    severity: 'mishandled',
    effects: { zboot: crashes('edk2', 'jumps into compressed bytes') },
    enforcedBy: [
      'EDK2: jumps to the entry point, whatever is there',
      'shim: jumps to the entry point',
      'U-Boot: jumps to the entry point',
    ],
    brokenBy: ['a payload that was replaced with a longer one', 'code that moved while the entry point stayed'],
    inapplicable: withoutPayloadSection,
    *check(image) {
      const section = payloadSection(image);
      if (section === null) return;
      const { addressOfEntryPoint } = image.optionalHeader;
      const payload = payloadSpan(image);
      const address = section.virtualAddress.value + payload.offset - section.rawData.offset;
      const length = payload.length + (isKnown(image) ? footerSize(image) : 0);
      if (!contains({ offset: address, length }, { offset: addressOfEntryPoint.value, length: 1 })) return;
      const outside = { kind: 'form', name: 'an address outside the payload and its length' } as const;
      yield wrongValue(addressOfEntryPoint, outside, 'image', place(payloadFields(image)));
    },
  },
  {
    scope: 'image',
    id: 'ZB-032',
    name: 'payload-with-stub',
    levels: '-----W',
    title: 'The payload is in the section of the entry point.',
    references: [REFERENCES.zbootLayout],
    rationale:
      'The boot stub goes by the addresses it was linked with, and everything else by the header: if the payload was moved, they unpack different bytes.',
    severity: 'mishandled',
    effects: { zboot: misreads('stub', 'unpacks what is where the payload was at link time') },
    enforcedBy: ['Linux libstub zboot.c: unpacks from _gzdata_start, which the linker put after its code'],
    brokenBy: ['a payload that was moved to its own section, with the header updated'],
    undecided: 'The address at which the stub looks for the payload is in its code.',
    inapplicable: (image) =>
      withoutPayloadSection(image) ??
      (holdsEntryPoint(image.sections, image) ? undefined : 'the entry point is not in any section'),
    *check(image) {
      const section = payloadSection(image);
      if (section === null || holdsEntryPoint([section], image)) return;
      const { addressOfEntryPoint } = image.optionalHeader;
      const holding = { kind: 'form', name: 'the section of the entry point' } as const;
      yield wrong(
        'section of the payload',
        holding,
        nameOf(section),
        place(payloadFields(image)),
        place(addressOfEntryPoint),
      );
    },
  },
  {
    scope: 'image',
    id: 'ZB-025',
    name: 'no-linux-section',
    levels: '-----E',
    title: 'No section is named .linux.',
    references: [REFERENCES.unifiedKernelImage],
    rationale: 'Readers of unified kernel images take the kernel from that section and not from the payload.',
    severity: 'mishandled',
    effects: { zboot: misreads('uRoot', 'starts what is in .linux, and never the payload') },
    enforcedBy: ['u-root pez: starts what is in .linux, without looking at the zboot header'],
    brokenBy: ['a kernel added to a zboot image as if to a plain boot stub'],
    inapplicable: withoutZboot,
    unavoidable: (_before, _after, fresh, append) => {
      const added = addedSections(append);
      const isAsked = append.requests.some(({ name }) => name === LINUX);
      return isAsked && fresh.every(({ at: [first] }) => added.some(({ name }) => name.offset === first.offset))
        ? 'the name of the new section is that of the request'
        : undefined;
    },
    vacuous: withoutSections,
    *check({ sections }) {
      for (const { name } of sections.filter((section) => section.name.value === LINUX)) {
        yield wrongValue(name, { kind: 'form', name: `a name other than ${LINUX}` });
      }
    },
  },
];
