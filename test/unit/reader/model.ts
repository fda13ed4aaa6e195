import { readImage } from '../../../src/reader/index.ts';
import type { ByteSource, Fault, Field, Image } from '../../../src/reader/index.ts';
import { entriesOf } from '../../support/structure-fields.ts';

/** The model of a file that can be read. */
export function imageOf(input: Uint8Array | ByteSource): Image {
  const reading = readImage(input);
  if (!reading.ok) throw new Error(`cannot be read: ${reading.fault.code}`);
  return reading.image;
}

/** The fault of a file that cannot. */
export function faultOf(input: Uint8Array | ByteSource): Fault {
  const reading = readImage(input);
  if (reading.ok) throw new Error('can be read');
  return reading.fault;
}

/** Every field of a model. */
export function fieldsOf(image: Image): readonly Field<number | bigint | string>[] {
  const structures: readonly object[] = [
    image.dosHeader,
    image.zbootHeader,
    image.coffHeader,
    image.optionalHeader,
    ...image.directories,
    ...image.sections,
    ...image.debugEntries,
    ...(image.certificateTable?.certificates ?? []),
  ];
  return structures.flatMap((structure) =>
    entriesOf(structure)
      .map(([, value]) => value)
      .filter(isField),
  );
}

function isField(value: unknown): value is Field<number | bigint | string> {
  return typeof value === 'object' && value !== null && 'path' in value;
}

/** What went oddly, without the places. */
export function codesOf(image: Image): readonly string[] {
  return image.anomalies.map(({ code }) => code);
}
