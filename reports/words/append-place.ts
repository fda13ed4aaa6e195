import type { AppendPlace, CheckedFile, FileRole } from '../../src/results/index.ts';

/** What the files of each role are called in one report. */
export type FileNames = Readonly<Record<FileRole, string>>;

/** Where in a sequence of appends a rule failed, as the end of a sentence. */
export function placeWords({ number, of, against }: AppendPlace): string {
  const where = `at append ${number} of ${of}`;
  return against === 'previous' ? where : `${where}, against the image before the first`;
}

/** A stored case names its files after what a rewriter reads and writes; those of further appends have a number. */
export function filesOfAppend(place: AppendPlace | null): FileNames {
  const number = place?.number ?? 1;
  const isWhole = place?.against !== 'previous';
  const after = outputName(number);
  return {
    image: after,
    before: isWhole ? 'in.efi' : outputName(number - 1),
    after,
    content: isWhole ? 'section.bin' : `section-${number}.bin`,
  };
}

function outputName(number: number): string {
  return number === 1 ? 'out.efi' : `out-${number}.efi`;
}

/** What the files are called that findings of an image point into. */
export function namesOf({ path, files }: CheckedFile): FileNames {
  const called = (role: FileRole): string => files.find(({ file }) => file === role)?.path ?? path;
  return { image: called('image'), before: called('before'), after: called('after'), content: called('content') };
}
