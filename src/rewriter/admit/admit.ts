import type { AppendOptions } from '../options.ts';
import { isRefusal, refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { readDebugDirectory } from './debug-directory.ts';
import type { DebugDirectory } from './debug-directory.ts';
import { collectFilePointers } from './file-pointers.ts';
import type { FilePointer } from './file-pointers.ts';
import { readHeaders } from './headers.ts';
import type { Headers } from './headers.ts';
import { isZboot, locatePayload } from './payload.ts';
import type { Payload } from './payload.ts';
import type { RandomAccess } from './random-access.ts';
import { namesakeOf } from './repeatable-names.ts';
import { checkRequest, encodeName } from './request.ts';
import type { SectionRequest } from './request.ts';
import { describeSection, namesOf, readSections } from './sections.ts';
import type { SectionFields } from './sections.ts';

/** An image that can be rewritten, and everything about it that a plan depends on. */
export interface Admission {
  readonly image: RandomAccess;
  readonly headers: Headers;
  readonly sections: readonly SectionFields[];
  /** `null` for a PE image that is no zboot image. */
  readonly payload: Payload | null;
  readonly debug: DebugDirectory;
  readonly filePointers: readonly FilePointer[];
}

/**
 * Reads the few fields that matter and declines whatever could not be rewritten truthfully.
 *
 * Nothing after this step has to doubt an offset: all ranges were checked against the file's length.
 *
 * @returns the admission, or the first refusal: of the headers, of the sections, of the payload, of the symbol table
 */
export function admitImage(image: RandomAccess, options: AppendOptions): Admission | Refusal {
  const headers = readHeaders(image, options);
  if (isRefusal(headers)) return headers;
  const sections = readSections(image, headers);
  if (isRefusal(sections)) return sections;
  const payload = isZboot(image) ? locatePayload(image, headers, sections) : null;
  if (payload !== null && isRefusal(payload)) return payload;
  const debug = readDebugDirectory(image, headers, sections);
  const filePointers = collectFilePointers(image, headers, sections, debug);
  if (isRefusal(filePointers)) return filePointers;
  return { image, headers, sections, payload, debug, filePointers };
}

/** The section that keeps a new one from having a name, if there is one. */
export function namesakeIn(
  { image, sections }: Pick<Admission, 'image' | 'sections'>,
  name: string,
): SectionFields | undefined {
  return sections[namesakeOf(name, namesOf(image, sections))];
}

/**
 * Judges a request by itself and beside the sections that the image has.
 *
 * @returns the name as it will stand in the section header, or a refusal `bad-name`, `empty-content`,
 *   `bad-characteristics` or `name-taken`
 */
export function admitRequest({ image, sections }: Admission, request: SectionRequest): Uint8Array | Refusal {
  const refusal = checkRequest(request);
  if (refusal !== null) return refusal;
  const namesake = namesakeIn({ image, sections }, request.name);
  if (namesake === undefined) return encodeName(request.name);
  const detail = `The image already has ${describeSection(image, namesake)}; choose another name.`;
  return refuse('name-taken', detail);
}
