/** Extraction: the payload of a zboot image, as it is stored or as the kernel that it was made from. */
export { extractPayload } from './extract-payload.ts';
export type { Extraction, Form, NotExtracted, Remedy } from './extract-payload.ts';
