import {
  COFF,
  OPTIONAL,
  SECTION,
  coff,
  directory,
  lastHeader,
  optionalValue,
  rawDataOf,
  sectionCount,
  sectionHeader,
  setU32,
  u32,
} from './patch.ts';
import { PLAIN, SIGNED } from './plans.ts';
import { misbehaving, spoiling } from './saboteur.ts';
import type { Saboteur, Spoil } from './saboteur.ts';

/** Number of the certificate directory. [PE format, Optional Header Data Directories] */
const CERTIFICATE_DIRECTORY = 4;

const dropOverlay: Spoil = (output, { image }) => {
  const { pointer, size } = rawDataOf(output, lastHeader(output));
  setU32(output, coff(output, COFF.pointerToSymbolTable), u32(image, coff(image, COFF.pointerToSymbolTable)));
  return output.subarray(0, pointer + size);
};

/** Removes the signature, cuts the image where `keep` says, appends, and spoils the output. */
const strippedFirst = (keep: (image: Uint8Array, table: number) => number, spoil: Spoil): Saboteur['sabotage'] => {
  return (good) =>
    misbehaving(good, async (call) => {
      const { image, request, setting } = call;
      const from = directory(image, CERTIFICATE_DIRECTORY);
      const table = u32(image, from);
      if (table === 0) return good.append(image, request, setting);
      const unsigned = image.slice(0, keep(image, table)).fill(0, from, from + 8);
      const answer = await good.append(unsigned, request, setting);
      return answer.kind === 'rewritten' ? { kind: 'rewritten', bytes: spoil(answer.bytes, call) } : answer;
    });
};

/** Keeps the directory of a certificate table that is no longer there, so that it names the new section's bytes. */
const keepCertificateDirectory = strippedFirst(
  (_image, table) => table,
  (output, { image }) => {
    const spoiled = output.slice();
    const from = directory(image, CERTIFICATE_DIRECTORY);
    spoiled.set(image.subarray(from, from + 8), directory(spoiled, CERTIFICATE_DIRECTORY));
    return spoiled;
  },
);

/** Removes the overlay with the signature behind it. */
const stripOverlay = strippedFirst(rawDataEnd, (output) => output);

/** Removes the signature and leaves other bytes in its place. */
const padStripped = strippedFirst(
  (_image, table) => table,
  (output) => Uint8Array.from([...output, ...new Uint8Array(64).fill(0x5a)]),
);

/** The end of the last section's data. */
function rawDataEnd(image: Uint8Array): number {
  let end = 0;
  for (let index = 0; index < sectionCount(image); index += 1) {
    const { pointer, size } = rawDataOf(image, sectionHeader(image, index));
    if (size > 0) end = Math.max(end, pointer + size);
  }
  return end;
}

/** Lays the old data out anew in the order of the table, one section directly behind the other. */
const closeGaps: Spoil = (output, { image }) => {
  const spoiled = output.slice();
  let next = optionalValue(output, OPTIONAL.sizeOfHeaders);
  for (let index = 0; index <= sectionCount(image); index += 1) {
    const header = sectionHeader(output, index);
    const { pointer, size } = rawDataOf(output, header);
    if (size === 0) continue;
    spoiled.set(output.subarray(pointer, pointer + size), next);
    setU32(spoiled, header + SECTION.pointerToRawData, next);
    next += size;
  }
  const { pointer, size } = rawDataOf(output, lastHeader(output));
  spoiled.copyWithin(next, pointer + size);
  return spoiled.subarray(0, next + output.length - (pointer + size));
};

const clearGap: Spoil = (output, { image }) => {
  const sections = Array.from({ length: sectionCount(image) }, (_, index) =>
    rawDataOf(output, sectionHeader(output, index)),
  )
    .filter(({ size }) => size > 0)
    .sort((a, b) => a.pointer - b.pointer);
  let end = optionalValue(output, OPTIONAL.sizeOfHeaders);
  for (const { pointer, size } of sections) {
    output.fill(0, end, pointer);
    end = pointer + size;
  }
  return output;
};

const raiseVirtualSize: Spoil = (output, { image }) => {
  for (let index = 0; index < sectionCount(image); index += 1) {
    const header = sectionHeader(output, index);
    const size = Math.max(u32(output, header + SECTION.virtualSize), rawDataOf(output, header).size);
    setU32(output, header + SECTION.virtualSize, size);
  }
  return output;
};

/** Saboteurs that lose or change what an append has to keep. */
export const KEPT_BYTES_SABOTEURS: readonly Saboteur[] = [
  {
    name: 'keeps the directory of a certificate table that it drops',
    fault: 19,
    plans: [SIGNED],
    caughtBy: [
      'PE-DIR-013',
      'PE-DIR-014',
      'PE-DIR-015',
      'PE-LAF-001',
      'PE-LAF-010',
      'PE-LAF-011',
      'PE-LAF-013',
      'PE-NX-012',
      'PE-NX-013',
      'PR-DIR-002',
      'PR-META-003',
      'PR-META-005',
    ],
    sabotage: keepCertificateDirectory,
  },
  {
    name: 'removes the overlay together with the signature',
    fault: null,
    plans: [`${SIGNED} overlay=40`],
    caughtBy: ['PR-FIL-003', 'PR-FIL-004'],
    sabotage: stripOverlay,
  },
  {
    name: 'leaves other bytes where the signature was',
    fault: null,
    plans: [SIGNED],
    caughtBy: ['PE-LAF-008', 'PE-LAF-010', 'PR-FIL-004'],
    sabotage: padStripped,
  },
  {
    name: 'drops what follows the last section',
    fault: 20,
    plans: [`${PLAIN} overlay=40`, `${PLAIN.replace('.data:data', '.rodata:rodata:1:0,/4:data')} symbols=long`],
    caughtBy: [
      'PE-COF-008',
      'PE-LAF-001',
      'PE-LAF-013',
      'PR-COF-003',
      'PR-COF-004',
      'PR-FIL-003',
      'PR-FIL-004',
      'PR-META-001',
      'PR-META-003',
    ],
    sabotage: spoiling(dropOverlay),
  },
  {
    name: 'lays out the data again without its gaps',
    fault: null,
    plans: [`${PLAIN} gap=3`],
    caughtBy: ['PR-SEC-002', 'PR-FIL-002', 'PR-META-001'],
    sabotage: spoiling(closeGaps),
  },
  {
    name: 'clears the gaps between sections',
    fault: null,
    plans: [`${PLAIN} gap=3`],
    caughtBy: ['PR-FIL-002', 'PR-META-001'],
    sabotage: spoiling(clearGap),
  },
  {
    name: 'raises every VirtualSize to the raw size',
    fault: null,
    plans: [PLAIN.replace('.text:code:2:0', '.text:code:2:-40')],
    caughtBy: ['PR-SEC-001', 'PR-META-001', 'PR-META-002', 'PR-META-004'],
    sabotage: spoiling(raiseVirtualSize),
  },
];
