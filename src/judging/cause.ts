import { isZboot, lengthSpan, payloadSpan } from '../reader/index.ts';
import type { Image, Reading } from '../reader/index.ts';
import { endOf, hex } from '../results/index.ts';
import type { Cause } from '../results/index.ts';

/**
 * Rules that an image breaks because its end is missing, whatever else is wrong with it. Each looks at the end of the file
 * or at what reaches beyond it.
 */
const OF_CUT_FILES: readonly string[] = [
  'ZB-004',
  'ZB-006',
  'ZB-012',
  'PE-SEC-017',
  'PE-LAF-009',
  'PE-LAF-010',
  'PE-LAF-011',
  'PE-NX-012',
  'PE-NX-013',
  'PE-DIR-010',
  'PE-DIR-011',
  'PE-DIR-012',
  'PE-DIR-013',
  'PE-DIR-014',
];

/** A part of the file that an image claims to have. */
interface Part {
  readonly what: string;
  readonly end: number;
}

/** What is wrong with a file before any rule is asked: that its end is missing. `null` where nothing is missing. */
export function causeOf(reading: Reading): Cause | null {
  if (!reading.ok) return null;
  const { image } = reading;
  const furthest = partsOf(image).reduce((far, part) => (part.end > far.end ? part : far), { what: '', end: 0 });
  const missing = furthest.end - image.fileSize;
  // Who claims more than files of this format can have was not cut but is wrong.
  if (missing <= 0 || furthest.end > 2 ** 32) return null;
  return {
    sentence:
      `The file is cut short, or its headers are wrong: ${missing === 1 ? '1 byte is' : `${missing} bytes are`} missing. ` +
      `${furthest.what} ends at ` +
      `${hex(furthest.end)}, and the file at ${hex(image.fileSize)}.`,
    follows: OF_CUT_FILES,
  };
}

function partsOf(image: Image): readonly Part[] {
  const sections = image.sections
    .filter(({ rawData }) => rawData.length > 0)
    .map(({ name, index, rawData }) => ({ what: `The data of section ${index} (${name.value})`, end: endOf(rawData) }));
  const certificates =
    image.certificateTable === null ? [] : [{ what: 'The certificate table', end: endOf(image.certificateTable.span) }];
  const payload = isZboot(image)
    ? [{ what: 'The payload with its length', end: Math.max(endOf(payloadSpan(image)), endOf(lengthSpan(image))) }]
    : [];
  return [...sections, ...certificates, ...payload];
}
