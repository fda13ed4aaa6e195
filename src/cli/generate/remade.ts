import { PlanError, parsePlan } from '../../../generators/index.ts';
import type { FileRow, ImageRow, Manifest } from '../../fixtures/index.ts';
import { VERSION } from '../version.ts';
import { hostileProduct, productOfPlan } from './product.ts';
import type { Product } from './product.ts';
import type { Pulse } from './pulse.ts';
import { FAST_CHECK_VERSION } from './versions.ts';

/** Whether this program makes the images of a manifest as the one that wrote it did. */
export function canRemake({ generator }: Manifest): boolean {
  return generator.name === 'zbootkit' && generator.version === VERSION && generator.fastCheck === FAST_CHECK_VERSION;
}

/**
 * Makes every image and its companions again and compares them with their rows.
 *
 * @returns one sentence for each file that comes out otherwise
 * @throws Interrupted when an interrupt arrives
 */
export async function remakeProblems({ files, count }: Manifest, pulse: Pulse): Promise<readonly string[]> {
  const rows = new Map(files.map((row) => [row.path, row]));
  const problems: string[] = [];
  let done = 0;
  for (const row of files) {
    if (row.mode !== 'image') continue;
    await pulse.beat('check', done, count);
    problems.push(...problemsOf(row, rows));
    done += 1;
  }
  return problems;
}

function problemsOf(row: ImageRow, rows: ReadonlyMap<string, FileRow>): readonly string[] {
  const product = remade(row);
  if (typeof product === 'string') return [`${row.path}: ${product}`];
  const problems = differences(row, product.image.row);
  for (const { row: again } of product.companions) {
    const listed = rows.get(again.mode === 'section' ? (row.section ?? '') : (row.expected ?? ''));
    // What the row should name and does not, the comparison of the rows has told already.
    if (listed !== undefined) problems.push(...differences(listed, again));
  }
  return problems;
}

/** The product of a row, or why there is none. */
function remade({ plan, source, section }: ImageRow): Product | string {
  const setting = { prefix: 'again', companions: section === null ? 'none' : 'pairs' } as const;
  if (plan === null) {
    return source === null
      ? 'it has neither a plan nor a source, so it cannot be made again.'
      : hostileProduct(source, setting);
  }
  try {
    return productOfPlan(parsePlan(plan), source, setting);
  } catch (cause) {
    if (cause instanceof PlanError) return `it cannot be made again: ${cause.message}.`;
    throw cause;
  }
}

/** Keys that hold a path, which depends on the whole collection; whether there is one does not. */
const PATHS: readonly string[] = ['path', 'image', 'expected', 'section'];

function differences(listed: FileRow, again: FileRow): string[] {
  if (listed.sha256 !== again.sha256) {
    return [`${listed.path}: made again, its SHA-256 is ${again.sha256} and not ${listed.sha256}.`];
  }
  const keys = keysIn(again);
  const values = new Map<string, unknown>(Object.entries(listed));
  return Object.entries(again)
    .filter(([key, value]) => comparable(key, value, keys) !== comparable(key, values.get(key), keys))
    .map(([key]) => `${listed.path}: made again, it has another "${key}" than the manifest says.`);
}

/** Every key at any depth: others are ignored, as in all reading of manifests. */
function keysIn(row: FileRow): readonly string[] {
  const keys = new Set<string>();
  JSON.stringify(row, (key, value: unknown) => {
    keys.add(key);
    return value;
  });
  return [...keys].sort();
}

function comparable(key: string, value: unknown, keys: readonly string[]): string {
  if (PATHS.includes(key)) return value === null ? 'null' : 'a path';
  return JSON.stringify(value, [...keys]);
}
