import { writeFileSync } from 'node:fs';
import { caseOf } from './cases.ts';

/** Where the files of an append lie. */
export interface AppendFiles {
  readonly image: string;
  readonly content: string;
  readonly output: string;
}

/** Writes the image and the content of a plan below a folder; the output is only named. */
export function writeAppend(path: (name: string) => string, plan?: string): AppendFiles {
  const { image, request } = caseOf(plan);
  const files = { image: path('in.efi'), content: path('section.bin'), output: path('out.efi') };
  writeFileSync(files.image, image);
  writeFileSync(files.content, request.content);
  return files;
}
