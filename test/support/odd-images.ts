import * as fc from 'fast-check';
import { caseAt, caseFromPlan, parsePlan } from '../../generators/index.ts';
import { readImage } from '../../src/reader/index.ts';
import type { Image } from '../../src/reader/index.ts';
import { oddBytes } from './odd-text.ts';

/** A stretch of an image that somebody may take for text. */
interface TextPlace {
  readonly what: string;
  readonly offset: number;
  readonly length: number;
}

/** An image whose texts are odd, and what was written where. */
export interface OddImage {
  readonly image: Uint8Array;
  readonly written: readonly (TextPlace & { readonly bytes: Uint8Array })[];
}

/** What some of the images have to have, each the first small ones of seed 1 that do. */
const WANTED: readonly (readonly string[])[] = [
  ['path of debug data', 'symbols', 'strings', 'DOS stub'],
  ['certificate', 'strings'],
  ['.sbat', 'DOS stub'],
];
/** A longer image takes long to read, and has no other texts. */
const IMAGE_MAX = 0x8000;
/** One whose payload can be decompressed. */
const GZIP = 'machine=arm64 compression=gzip directories=7 debug=codeview overlay=13';

/** Longest stretch that is written over; more of the same shows nothing new. */
const LENGTH_MAX = 300;
/** The magic, the signature and, for a CodeView record, the identifier and the age in front of the path. */
const CODEVIEW_HEAD = 24;
const CODEVIEW = 2;
/** Length of the string table, in front of its strings. */
const STRINGS_HEAD = 4;
/** From behind the compression type up to the offset of the PE header. */
const DOS_WORDS = { offset: 0x28, length: 0x10 };
const DOS_HEADER = 0x40;

function placesOf(image: Image): readonly TextPlace[] {
  const { sections, debugEntries, certificateTable, symbolTable, zbootHeader, peSignature } = image;
  const { compressionType } = zbootHeader;
  const strings = symbolTable?.strings ?? null;
  return [
    ...sections.map(({ name, index }) => ({ what: `name of section ${index}`, offset: name.offset, length: 8 })),
    ...sections.filter(({ name }) => name.value === '.sbat').map(({ rawData }) => ({ what: '.sbat', ...rawData })),
    ...debugEntries
      .filter(({ type, data }) => type.value === CODEVIEW && data.length > CODEVIEW_HEAD)
      .map(({ data }) => ({
        what: 'path of debug data',
        offset: data.offset + CODEVIEW_HEAD,
        length: data.length - CODEVIEW_HEAD,
      })),
    ...(certificateTable?.certificates ?? []).map(({ data }) => ({ what: 'certificate', ...data })),
    ...(symbolTable === null ? [] : [{ what: 'symbols', ...symbolTable.symbols }]),
    ...(strings === null
      ? []
      : [{ what: 'strings', offset: strings.offset + STRINGS_HEAD, length: strings.length - STRINGS_HEAD }]),
    { what: 'compression type', offset: compressionType.offset, length: compressionType.length },
    { what: 'words of the DOS header', ...DOS_WORDS },
    { what: 'DOS stub', offset: DOS_HEADER, length: peSignature.offset - DOS_HEADER },
  ].filter(({ length }) => length > 0);
}

function modelOf(bytes: Uint8Array): Image {
  const reading = readImage(bytes);
  if (!reading.ok) throw new Error(`a generated image cannot be read: ${reading.fault.path}`);
  return reading.image;
}

/** The first small image of seed 1 that has places of all these kinds. */
function imageWith(wanted: readonly string[]): Uint8Array {
  for (let index = 0; ; index += 1) {
    const { image } = caseAt(1, index);
    if (image.length > IMAGE_MAX) continue;
    const kinds = new Set(placesOf(modelOf(image)).map(({ what }) => what));
    if (wanted.every((what) => kinds.has(what))) return image;
  }
}

const IMAGES = [...WANTED.map(imageWith), caseFromPlan(parsePlan(GZIP)).image].map((image) => ({
  image,
  places: placesOf(modelOf(image)),
}));

/** What kinds of text the images have. */
export const PLACES: readonly string[] = [...new Set(IMAGES.flatMap(({ places }) => places.map(({ what }) => what)))];

/** An image with odd bytes in most of the places that hold text, some to their ends, some with a zero in the middle. */
export const oddImage: fc.Arbitrary<OddImage> = fc.constantFrom(...IMAGES).chain(({ image, places }) =>
  fc
    .tuple(
      ...places.map((place) => {
        const length = Math.min(place.length, LENGTH_MAX);
        return fc.option(
          fc.tuple(oddBytes(length), fc.nat(length)).map(([bytes, zero]) => ({ ...place, bytes: bytes.fill(0, zero) })),
        );
      }),
    )
    .map((drawn) => {
      const written = drawn.filter((each) => each !== null);
      const odd = Uint8Array.from(image);
      for (const { offset, bytes } of written) odd.set(bytes, offset);
      return { image: odd, written };
    }),
);
