import type { Section } from '../../reader/index.ts';

/**
 * Bytes that are meant as text, one character for each byte, as ASCII that acts on no terminal: every other byte shows
 * as an escape such as `\x1b`, for what a byte beyond ASCII means nobody has written down.
 */
export function byteText(text: string): string {
  return text.replace(/[^ -~]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** The name of a section for people: its long name with the short one behind it, and words where it has none. */
export function sectionName({ name, longName }: Section): string {
  if (name.value === '') return '(no name)';
  return longName === null ? byteText(name.value) : `${byteText(longName)} (${byteText(name.value)})`;
}
