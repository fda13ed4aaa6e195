import type { AppendRequest } from '../../contract/index.ts';
import { readDebugDirectory } from './debug-directory.ts';
import type { DebugDirectory } from './debug-directory.ts';
import { readHeaders } from './headers.ts';
import type { Headers } from './headers.ts';
import { locatePayload } from './payload.ts';
import type { Payload } from './payload.ts';
import { collectReferences } from './references.ts';
import type { Reference } from './references.ts';
import { isRefusal, refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { checkRequest, encodeName } from './request.ts';
import { describeSection, findByName, readSections } from './sections.ts';
import type { SectionFields } from './sections.ts';

/** An image and a request that fit together, and everything about them that a plan depends on. */
export interface Admission {
  readonly view: DataView;
  readonly headers: Headers;
  readonly sections: readonly SectionFields[];
  readonly payload: Payload;
  readonly debug: DebugDirectory;
  readonly references: readonly Reference[];
  /** The new section's name as it will stand in its header. */
  readonly name: Uint8Array;
}

/**
 * Reads the few fields that matter and declines whatever could not be rewritten truthfully.
 *
 * Nothing after this step has to doubt an offset: all ranges were checked against the file's length.
 *
 * @returns the admission, or the first refusal: of the request, of the headers, of the sections, of the payload, of
 *   the name, of the symbol table
 */
export function admit(image: Uint8Array, request: AppendRequest): Admission | Refusal {
  const refusal = checkRequest(request);
  if (refusal !== null) return refusal;
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  const headers = readHeaders(view);
  if (isRefusal(headers)) return headers;
  const sections = readSections(view, headers);
  if (isRefusal(sections)) return sections;
  const payload = locatePayload(view, headers, sections);
  if (isRefusal(payload)) return payload;
  const name = encodeName(request.name);
  const namesake = findByName(view, sections, name);
  if (namesake !== undefined) {
    const detail = `The image already has ${describeSection(view, namesake)}; choose another name.`;
    return refuse('name-taken', detail);
  }
  const debug = readDebugDirectory(view, headers, sections);
  const references = collectReferences(view, headers, sections, debug);
  if (isRefusal(references)) return references;
  return { view, headers, sections, payload, debug, references, name };
}
