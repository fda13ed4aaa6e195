/** The file from which the application in `application/witness.c` takes the images that it loads; the format is told there. */

/** Part of a loaded image, by addresses relative to its base. */
export interface MemoryRange {
  readonly address: number;
  readonly length: number;
}

/** An image and the parts of its memory whose CRC-32 is asked for. */
export interface Question {
  readonly bytes: Uint8Array;
  readonly ranges: readonly MemoryRange[];
}

const MAGIC = 'ZBWPACK1';
/** Bytes of the pack's header, and of that of each image. */
const HEADER = 16;
const RANGE = 8;
const ALIGNMENT = 16;

function lengthOf({ bytes, ranges }: Question): number {
  return Math.ceil((HEADER + RANGE * ranges.length + bytes.length) / ALIGNMENT) * ALIGNMENT;
}

/** A pack of images; each has its place among all as its id. */
export function packOf(questions: readonly Question[]): Uint8Array {
  const pack = new Uint8Array(questions.reduce((sum, each) => sum + lengthOf(each), HEADER));
  const view = new DataView(pack.buffer);
  const put = (at: number, ...words: readonly number[]): void => {
    words.forEach((word, index) => {
      view.setUint32(at + 4 * index, word, true);
    });
  };
  pack.set(Buffer.from(MAGIC, 'latin1'));
  put(MAGIC.length, questions.length);
  let at = HEADER;
  questions.forEach((question, id) => {
    const { bytes, ranges } = question;
    put(at, id, bytes.length, ranges.length);
    ranges.forEach(({ address, length }, index) => {
      put(at + HEADER + RANGE * index, address, length);
    });
    pack.set(bytes, at + HEADER + RANGE * ranges.length);
    at += lengthOf(question);
  });
  return pack;
}
