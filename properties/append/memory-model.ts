import type { Image, Section } from '../../src/reader/index.ts';
import { endOf } from '../../src/results/index.ts';
import type { Span } from '../../src/results/index.ts';

/** Bytes of the file that are loaded at addresses `[offset, offset + length)`; `from` is their place in the file. */
export interface Loaded extends Span {
  readonly from: number;
}

/** What a loader makes of an image: everything that no run says is zero. */
export type Memory =
  | { readonly kind: 'loaded'; readonly runs: readonly Loaded[] }
  /** A section takes addresses that the headers or an earlier one have, so that its bytes depend on the loader. */
  | { readonly kind: 'ambiguous'; readonly section: Section };

/**
 * Loads an image on paper: the headers up to SizeOfHeaders at address 0, and of every section as much data as it has
 * addresses for. Runs are in the order of their addresses, none is empty and none leaves the file.
 * [PE format, Section Table (Section Headers): VirtualSize, SizeOfRawData]
 */
export function loadImage({ sections, optionalHeader, fileSize }: Image): Memory {
  const headers = Math.min(optionalHeader.sizeOfHeaders.value, fileSize);
  const runs: Loaded[] = headers === 0 ? [] : [{ offset: 0, length: headers, from: 0 }];
  let end = optionalHeader.sizeOfHeaders.value;
  for (const section of inAddressOrder(sections)) {
    const { extent, rawData } = section;
    if (extent.length === 0) continue;
    if (extent.offset < end) return { kind: 'ambiguous', section };
    end = endOf(extent);
    const length = Math.min(extent.length, rawData.length, fileSize - rawData.offset);
    if (length > 0) runs.push({ offset: extent.offset, length, from: rawData.offset });
  }
  return { kind: 'loaded', runs };
}

function inAddressOrder(sections: readonly Section[]): readonly Section[] {
  const isSorted = sections.every((section, index) => {
    const previous = sections[index - 1];
    return previous === undefined || previous.extent.offset <= section.extent.offset;
  });
  return isSorted ? sections : [...sections].sort((a, b) => a.extent.offset - b.extent.offset);
}

/** A stretch of addresses and where in each of two files its bytes are; `null` where they are zeros that no file has. */
export interface Stretch extends Span {
  readonly before: number | null;
  readonly after: number | null;
}

/** The addresses below a limit in stretches that are loaded from one run of each image, or from none of one. */
export function* stretchesBelow(
  limit: number,
  before: readonly Loaded[],
  after: readonly Loaded[],
): Generator<Stretch> {
  let [offset, i, j] = [0, 0, 0];
  while (offset < limit) {
    const [one, other] = [before[i], after[j]];
    if (one !== undefined && endOf(one) <= offset) {
      i += 1;
    } else if (other !== undefined && endOf(other) <= offset) {
      j += 1;
    } else {
      const end = Math.min(limit, nextEdge(one, offset), nextEdge(other, offset));
      const stretch = { before: placeIn(one, offset), after: placeIn(other, offset) };
      if (stretch.before !== null || stretch.after !== null) yield { offset, length: end - offset, ...stretch };
      offset = end;
    }
  }
}

/** Where a run that ends after an address starts or ends next. */
function nextEdge(run: Loaded | undefined, offset: number): number {
  if (run === undefined) return Infinity;
  return run.offset > offset ? run.offset : endOf(run);
}

function placeIn(run: Loaded | undefined, offset: number): number | null {
  return run === undefined || run.offset > offset ? null : run.from + offset - run.offset;
}
