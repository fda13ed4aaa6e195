import { isZboot, payloadSpan } from '../../src/reader/index.ts';
import type { Image } from '../../src/reader/index.ts';
import { endOf } from '../../src/results/index.ts';
import type { Place } from '../../src/results/index.ts';
import { misreads, refuses, stops } from '../effects.ts';
import { equals, place, wrong } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { ImageRule } from '../rule.ts';
import { contentLength, innerImage, innerReading, unverifiedContent, withoutWholeContent } from './payload-content.ts';
import { unlessThereAre } from '../vacuity.ts';

/** What is said of the content has no bytes in the file; the start of the payload stands for it. */
export function atPayload(image: Image): Place {
  const { offset, length } = payloadSpan(image);
  return place({ offset, length: Math.min(16, length) });
}

/** Why there is no inner image to look at; `undefined` when there is, and when nobody knows. */
export function withoutInner(image: Image): string | undefined {
  const reason = withoutWholeContent(image);
  if (reason !== undefined || unverifiedContent(image) !== undefined) return reason;
  return innerImage(image) === null ? 'the decompressed payload is not an image' : undefined;
}

/** Where the last data of a section ends, in bytes; 0 where none has data. */
function sectionDataEnd({ sections }: Image): number {
  return sections.reduce((end, { rawData }) => (rawData.length === 0 ? end : Math.max(end, endOf(rawData))), 0);
}

/** Rules on the kernel that the payload decompresses to. */
export const ZBOOT_INNER_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'ZB-017',
    name: 'inner-image-sane',
    levels: '-----E',
    title: 'The decompressed payload is a sound PE image.',
    references: [REFERENCES.kexecZboot],
    rationale:
      'kexec-tools accepts nothing else, and takes the end of the certificates as the end of the kernel, wherever it is.',
    severity: 'mishandled',
    effects: {
      zboot: refuses('kexec', ', cuts the kernel at the end of its certificates, or reads them past its buffer'),
    },
    enforcedBy: [
      'kexec-tools kexec-pe-zboot.c pez_prepare: requires PE headers, and reads certificates past its buffer',
    ],
    brokenBy: ['an inner certificate table that ends past the inner image', 'a kernel without an EFI stub'],
    inapplicable: withoutWholeContent,
    unverified: unverifiedContent,
    *check(image) {
      const inner = innerReading(image);
      if (!inner.ok) {
        const { path, expected, actual } = inner.fault;
        yield wrong(`payload, decompressed: ${path}`, { kind: 'form', name: expected }, actual, atPayload(image));
        return;
      }
      const table = inner.image.certificateTable;
      if (table === null) return;
      const length = contentLength(image);
      const about = 'payload, decompressed: end of the certificate table';
      if (endOf(table.span) > length) {
        yield wrong(about, { kind: 'at-most', value: length }, endOf(table.span), atPayload(image));
      }
      const data = sectionDataEnd(inner.image);
      if (table.span.offset < data) {
        const start = 'payload, decompressed: start of the certificate table';
        yield wrong(start, { kind: 'at-least', value: data }, table.span.offset, atPayload(image));
      }
    },
  },
  {
    scope: 'image',
    id: 'ZB-021',
    name: 'inner-machine',
    levels: '-----E',
    title: 'The decompressed kernel is for the same machine as the image.',
    references: [REFERENCES.kexecZboot, REFERENCES.machineTypes],
    rationale: 'The firmware starts the stub, and the stub jumps into code of another machine.',
    severity: 'mishandled',
    effects: { zboot: misreads('stub', 'starts a kernel whose own headers name another machine') },
    enforcedBy: ['Linux libstub zboot.c: jumps to the kernel', 'kexec-tools: refuses a kernel of another machine'],
    brokenBy: ['a replaced payload', 'a changed Machine'],
    inapplicable: withoutInner,
    unverified: unverifiedContent,
    *check(image) {
      const inner = innerImage(image);
      const { machine } = image.coffHeader;
      if (inner === null || inner.coffHeader.machine.value === machine.value) return;
      const actual = inner.coffHeader.machine.value;
      yield wrong('payload, decompressed: Machine', equals(machine.value), actual, atPayload(image), place(machine));
    },
  },
  {
    scope: 'image',
    id: 'ZB-022',
    name: 'inner-image-whole',
    levels: '-----E',
    title: 'The decompressed kernel holds the data of all its sections.',
    references: [REFERENCES.kexecZboot, REFERENCES.sectionData],
    rationale: 'A kernel that was truncated before compression starts, and then runs into missing code or data.',
    severity: 'mishandled',
    effects: { zboot: misreads('stub', 'starts a kernel that is shorter than its own headers say') },
    enforcedBy: ['Linux libstub zboot.c: copies what there is and jumps', 'kexec-tools: loads what there is'],
    brokenBy: ['an Image truncated before compression'],
    inapplicable: withoutInner,
    unverified: unverifiedContent,
    vacuous: unlessThereAre(
      1,
      (image: Image) => innerImage(image)?.sections.filter(({ rawData }) => rawData.length > 0) ?? [],
      'no section of the decompressed kernel has data',
    ),
    *check(image) {
      const inner = innerImage(image);
      const length = contentLength(image);
      for (const section of inner?.sections ?? []) {
        const { rawData, index } = section;
        if (rawData.length === 0 || endOf(rawData) <= length) continue;
        const what = `payload, decompressed: end of the data of section ${index}`;
        yield wrong(what, { kind: 'at-most', value: length }, endOf(rawData), atPayload(image));
      }
    },
  },
  {
    scope: 'image',
    id: 'ZB-023',
    name: 'inner-image-plain',
    levels: '-----E',
    title: 'The decompressed kernel is not itself a zboot image.',
    references: [REFERENCES.zbootMakefile, REFERENCES.kexecZboot],
    rationale: 'Nobody unpacks twice: kexec hands the inner image to a loader for plain kernels, which refuses it.',
    severity: 'rejected',
    effects: { zboot: stops('kexec', 'has no loader for the inner image') },
    enforcedBy: ['kexec-tools: no loader for the inner image', 'QEMU hw/core/loader.c: treats it as the kernel'],
    brokenBy: ['vmlinuz.efi compressed instead of Image'],
    inapplicable: withoutInner,
    unverified: unverifiedContent,
    *check(image) {
      const inner = innerImage(image);
      if (inner === null || !isZboot(inner)) return;
      yield wrong('payload, decompressed: magic', { kind: 'form', name: 'a plain kernel' }, 'zimg', atPayload(image));
    },
  },
];
