import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { VERSION } from '../results/index.ts';
import type { Tool } from '../results/index.ts';

/** Where the compiled code of the package begins, seen from this file. */
const CODE = new URL('../../', import.meta.url);

/** What judges, with a digest of its code, so that two builds of one version can be told apart. */
export function toolkit(): Tool {
  return { name: 'zbootkit', version: VERSION, sha256: digestOfCode() };
}

/** What is run or read; types and maps change nothing. */
const RUN = /\.js(?:on)?$/;

/**
 * Digest over the compiled code, file by file in the order of their names, each with its name and its length; `null` where
 * this runs from sources, which nobody ships, or cannot be read.
 */
function digestOfCode(): string | null {
  if (import.meta.url.endsWith('.ts')) return null;
  const folder = fileURLToPath(CODE);
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    const names = entries
      .filter((entry) => entry.isFile() && RUN.test(entry.name))
      .map(({ parentPath, name }) =>
        `${parentPath}/${name}`.slice(folder.length).replaceAll('\\', '/').replace(/^\//, ''),
      );
    const hash = createHash('sha256');
    for (const name of names.sort()) {
      const bytes = readFileSync(new URL(name, CODE));
      hash.update(`${name}\0${bytes.length}\0`).update(bytes);
    }
    return hash.digest('hex');
  } catch {
    return null;
  }
}
