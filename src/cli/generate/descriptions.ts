import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFEST_FILES, TSV_HEADER, manifestFrame, manifestRow, renderSums, tsvLine } from '../../fixtures/index.ts';
import type { FileRow, ManifestHead, Sum } from '../../fixtures/index.ts';
import { attempt } from './attempt.ts';
import { GrowingFile } from './growing-file.ts';
import { cannotWrite } from './sink.ts';

/** The manifest, its twin and the checksums of a collection, written as its files are made. */
export interface Descriptions {
  /** Takes the rows in the order of their paths. */
  add(row: FileRow): void;
  /** Ends the three files and gives their names. */
  finish(): readonly string[];
}

/**
 * Writes the descriptions of a collection into the staging folder; only checksums are held in memory.
 *
 * @param shown the place that sentences name
 */
export function openDescriptions(folder: string, shown: string, head: ManifestHead): Descriptions {
  const frame = manifestFrame(head);
  const json = hashedFile(folder, MANIFEST_FILES.json);
  const tsv = hashedFile(folder, MANIFEST_FILES.tsv);
  const sums: Sum[] = [];
  const attempted = <T>(name: string, operation: () => T): T => attempt(cannotWrite(join(shown, name)), operation);
  attempted(MANIFEST_FILES.json, () => {
    json.write(frame.open);
  });
  attempted(MANIFEST_FILES.tsv, () => {
    tsv.write(TSV_HEADER);
  });
  return {
    add(row) {
      attempted(MANIFEST_FILES.json, () => {
        json.write(manifestRow(row, sums.length === 0 ? 'first' : 'later'));
      });
      attempted(MANIFEST_FILES.tsv, () => {
        tsv.write(tsvLine(row));
      });
      sums.push({ path: row.path, sha256: row.sha256 });
    },
    finish() {
      sums.push({
        path: MANIFEST_FILES.json,
        sha256: attempted(MANIFEST_FILES.json, () => json.finish(frame.close)),
      });
      sums.push({ path: MANIFEST_FILES.tsv, sha256: attempted(MANIFEST_FILES.tsv, () => tsv.finish('')) });
      attempted(MANIFEST_FILES.sums, () => {
        writeFileSync(join(folder, MANIFEST_FILES.sums), renderSums(sums), { mode: 0o644 });
      });
      return [MANIFEST_FILES.sums, MANIFEST_FILES.json, MANIFEST_FILES.tsv];
    },
  };
}

interface HashedFile {
  write(text: string): void;
  /** Writes the last text and gives the SHA-256 digest of the whole. */
  finish(text: string): string;
}

function hashedFile(folder: string, name: string): HashedFile {
  const file = new GrowingFile(join(folder, name));
  const hash = createHash('sha256');
  const write = (text: string): void => {
    const bytes = Buffer.from(text, 'utf8');
    hash.update(bytes);
    file.write(bytes);
  };
  return {
    write,
    finish(text) {
      write(text);
      file.flush();
      return hash.digest('hex');
    },
  };
}
