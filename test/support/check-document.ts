import type { CheckDocument } from '../../reports/index.ts';
import { schemaAt } from './schema.ts';

const { validate } = schemaAt('reports/schema/check-v1.schema.json');

/**
 * What `check --json` wrote, held to its schema.
 *
 * @throws Error with the first place that does not fit
 */
export function checkDocument(text: string): CheckDocument {
  const document: unknown = JSON.parse(text);
  if (!validate(document)) {
    const [first] = validate.errors ?? [];
    throw new Error(`check --json does not fit its schema: ${first?.instancePath ?? ''} ${first?.message ?? ''}`);
  }
  return document as CheckDocument;
}
