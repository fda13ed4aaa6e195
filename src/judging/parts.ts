import { isZboot, lengthSpan, payloadSpan } from '../reader/index.ts';
import type { Field, Image } from '../reader/index.ts';
import { endOf } from '../results/index.ts';
import type { Span } from '../results/index.ts';

/** A part of the file that an image claims to have, and the fields that place it. */
export interface Part {
  readonly kind: 'headers' | 'section' | 'certificates' | 'payload';
  /** What it is, as the subject of a sentence that may go on before it. */
  readonly what: string;
  readonly span: Span;
  /** Where it starts; `null` for what starts with the file. */
  readonly start: Field<number> | null;
  readonly size: Field<number>;
}

/** Number of the directory that names the certificate table. [PE format, Optional Header Data Directories] */
const CERTIFICATE_DIRECTORY = 4;

/** Every part that an image claims, but a payload that lies in the data of a section that is not in the file whole. */
export function partsOf(image: Image): readonly Part[] {
  const sections = image.sections
    .filter(({ rawData }) => rawData.length > 0)
    .map(({ name, index, rawData, pointerToRawData, sizeOfRawData }): Part => {
      const what = `the data of section ${index} (${name.value})`;
      return { kind: 'section', what, span: rawData, start: pointerToRawData, size: sizeOfRawData };
    });
  return [headers(image), ...sections, ...certificates(image), ...payload(image, sections)];
}

function headers({ optionalHeader: { sizeOfHeaders } }: Image): Part {
  const span = { offset: 0, length: sizeOfHeaders.value };
  return { kind: 'headers', what: 'the header area', span, start: null, size: sizeOfHeaders };
}

function certificates({ certificateTable, directories }: Image): readonly Part[] {
  const directory = directories[CERTIFICATE_DIRECTORY];
  if (certificateTable === null || directory === undefined) return [];
  const { virtualAddress: start, size } = directory;
  return [{ kind: 'certificates', what: 'the certificate table', span: certificateTable.span, start, size }];
}

function payload(image: Image, sections: readonly Part[]): readonly Part[] {
  if (!isZboot(image)) return [];
  const { payloadOffset, payloadSize } = image.zbootHeader;
  const offset = payloadOffset.value;
  const end = Math.max(endOf(payloadSpan(image)), endOf(lengthSpan(image)));
  // Where the section that has it is not there, nothing more is known of it.
  const holder = sections.find(({ span }) => span.offset <= offset && offset < endOf(span) && end <= endOf(span));
  if (holder !== undefined && endOf(holder.span) > image.fileSize) return [];
  const span = { offset, length: end - offset };
  return [{ kind: 'payload', what: 'the payload with its length', span, start: payloadOffset, size: payloadSize }];
}
