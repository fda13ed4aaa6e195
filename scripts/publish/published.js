// What lies below reports/published, read back.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder itself. */
export const FOLDER = fileURLToPath(new URL('../../reports/published/', import.meta.url));
/** What is known of each tool beside its report: the version and how it was called. */
export const TOOLS_FILE = join(FOLDER, 'tools.json');

/** @returns {readonly import('./page.js').Entry[]} */
export function readEntries() {
  return existsSync(TOOLS_FILE) ? JSON.parse(readFileSync(TOOLS_FILE, 'utf8')) : [];
}

/** @returns {readonly import('./page.js').Published[]} */
export function readPublished() {
  return readEntries().map((entry) => {
    const folder = join(FOLDER, entry.id);
    const cases = existsSync(join(folder, 'cases')) ? readdirSync(join(folder, 'cases')).sort() : [];
    const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
    return { entry, report, cases, hasHtml: existsSync(join(folder, 'report.html')) };
  });
}
