import { counted, grouped } from '../../page/index.ts';
import { formatSpan } from '../../results/index.ts';
import type { Inspection } from './inspection.ts';
import { byteText } from './name-text.ts';
import { FORMATS, MACHINES, valueName } from './value-names.ts';

/** What the image is, in one sentence without its full stop. */
export function summaryText({ image, payload }: Inspection): string {
  const { coffHeader, optionalHeader, sections, certificateTable, fileSize } = image;
  const machine = MACHINES.get(coffHeader.machine.value) ?? `machine 0x${coffHeader.machine.value.toString(16)}`;
  const format = valueName(FORMATS, optionalHeader.magic.value);
  const certificates = certificateTable?.certificates.length ?? 0;
  const signed = certificateTable === null ? 'unsigned' : `signed with ${counted(certificates, 'certificate')}`;
  const facts = [
    `${payload === null ? 'PE image' : 'zboot image'} for ${machine} (${format})`,
    ...(payload === null
      ? []
      : [`${byteText(payload.compressionType)} payload at ${formatSpan(payload)} of ${grouped(payload.length)} bytes`]),
    signed,
    counted(sections.length, 'section'),
    `${grouped(fileSize)} bytes in the file`,
    `${grouped(optionalHeader.sizeOfImage.value)} in memory`,
  ];
  return facts.join(', ');
}
