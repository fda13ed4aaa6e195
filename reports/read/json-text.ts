import { ReportError } from './report-error.ts';

/**
 * The value that a document says in JSON.
 *
 * @param name what the document is called where it is at fault
 * @throws ReportError when it is not JSON
 */
export function parsedJson(text: string, name: string): unknown {
  try {
    // Some editors and shells put a byte order mark before a file's first character.
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ReportError(name, `is not JSON (${reason}); an interrupted run leaves half a file.`);
  }
}

/** Whether a value is an object with named properties. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
