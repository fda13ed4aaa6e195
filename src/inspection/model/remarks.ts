import { grouped } from '../../page/index.ts';
import { endOf, formatSpan, hex } from '../../results/index.ts';
import { startsAsItsType } from '../../reader/index.ts';
import type { Inspection } from './inspection.ts';
import { byteText } from './name-text.ts';
import { anomalyText, ownerText } from './wording.ts';

/** Something that does not fit together, as one clause. */
export interface Remark {
  /** Two claims on the same bytes or addresses, a claim on bytes that are not there, or an oddity of the headers. */
  readonly kind: 'clash' | 'beyond' | 'odd';
  readonly text: string;
}

/** All that does not fit together. Whether it matters is for `check` to say. */
export function remarksOf(inspection: Inspection): readonly Remark[] {
  const { image, clashes, overlaps, beyond, payload } = inspection;
  const owner = (name: string): string =>
    name === 'payload' || name === 'headers' ? name : ownerText(inspection, name);
  const remarks: Remark[] = [];
  for (const { first, second } of clashes) {
    const shared = Math.min(endOf(first), endOf(second)) - second.offset;
    const place = formatSpan({ offset: second.offset, length: shared });
    remarks.push({ kind: 'clash', text: `${owner(first.owner)} and ${owner(second.owner)} both claim bytes ${place}` });
  }
  for (const { first, second, address, length } of overlaps) {
    const place = formatSpan({ offset: address, length });
    remarks.push({ kind: 'clash', text: `${owner(first)} and ${owner(second)} both take addresses ${place}` });
  }
  for (const claim of beyond) {
    const missing = endOf(claim) - Math.max(claim.offset, image.fileSize);
    const text = `${owner(claim.owner)} claims ${formatSpan(claim)}, but the file ends at ${hex(image.fileSize)}`;
    remarks.push({ kind: 'beyond', text: `${text}: ${grouped(missing)} bytes are missing` });
  }
  if (payload !== null && payload.section === null) {
    remarks.push({ kind: 'odd', text: `the payload ${formatSpan(payload)} is not in any section's data` });
  }
  if (payload !== null && endOf(payload) <= image.fileSize && startsAsItsType(image) === false) {
    const type = byteText(payload.compressionType);
    const text = `the payload ${formatSpan(payload)} does not start like ${type}, so its offset may be stale`;
    remarks.push({ kind: 'odd', text: `${text}; "zbootkit check" searches for it` });
  }
  if (image.sectionTableByDirectories !== image.sectionTable.offset) {
    const [bySize, byCount] = [image.sectionTable.offset, image.sectionTableByDirectories].map(hex);
    remarks.push({
      kind: 'odd',
      text: `the section table starts at ${bySize} by sizeOfOptionalHeader, but at ${byCount} by numberOfRvaAndSizes`,
    });
  }
  for (const anomaly of image.anomalies) remarks.push({ kind: 'odd', text: anomalyText(anomaly) });
  return remarks;
}
