import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { appendSectionsFile, planAppendFile } from '../../src/rewriter/index.ts';
import type { AppendPlan, FileAppendRequest, FileAppendResult, Refusal } from '../../src/rewriter/index.ts';
import type { SeveralCase } from './plans.ts';

/** What an append from file to file came to, and what it left in the folder. */
export interface OnDisk {
  readonly result: FileAppendResult;
  readonly planned: AppendPlan | Refusal;
  /** Bytes of the output, or `null` when there is none. */
  readonly output: Buffer | null;
  readonly inputs: 'kept' | 'changed';
  /** Names in the folder that are neither an input's nor the output's. */
  readonly traces: readonly string[];
}

/**
 * Plans and carries out a case from file to file in a folder.
 *
 * @param contents whether the contents are given as paths or as bytes in memory
 */
export async function appendOnDisk(
  folder: string,
  { image, requests, options }: SeveralCase,
  contents: 'files' | 'bytes',
): Promise<OnDisk> {
  const [input, target] = [join(folder, 'in.efi'), join(folder, 'out.efi')];
  const given = new Map<string, Uint8Array>([[input, image]]);
  const sections = requests.map((request, index): FileAppendRequest => {
    if (contents === 'bytes') return request;
    const path = join(folder, `content-${index}`);
    given.set(path, request.content);
    return { ...request, content: path };
  });
  for (const [path, bytes] of given) writeFileSync(path, bytes);
  const planned = await planAppendFile(input, sections, options);
  const result = await appendSectionsFile(input, target, sections, options);
  const names = readdirSync(folder).map((name) => join(folder, name));
  return {
    result,
    planned,
    output: names.includes(target) ? readFileSync(target) : null,
    inputs: [...given].every(([path, bytes]) => readFileSync(path).equals(bytes)) ? 'kept' : 'changed',
    traces: names.filter((path) => path !== target && !given.has(path)),
  };
}
