/**
 * The PE images inside of a firmware file: volumes hold files, files hold sections, and a section holds an image, its
 * name, more sections or a whole volume. Layouts from the UEFI Platform Initialization specification, volume 3.
 */

/** One PE32 section. */
export interface FirmwareImage {
  /** What the user interface section of its file says, else the GUID of the file. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Decompresses a stream in the format of `xz --format=lzma`. */
export type UnpackLzma = (stream: Uint8Array) => Uint8Array;

interface Section {
  readonly type: number;
  readonly whole: Uint8Array;
  /** What follows the header that all types share. */
  readonly body: Uint8Array;
}

/** Where a volume lies in the bytes around it, and where its files start, counted from there. */
interface Volume {
  readonly bytes: Uint8Array;
  readonly firstFile: number;
}

const VOLUME = { signature: 0x4856465f, fixedHeader: 56, alignment: 8, erasedToOnes: 0x800 } as const;
const FILE = { header: 24, largeHeader: 32, large: 0x01, firstWithSections: 0x02, lastWithSections: 0x0f } as const;
const SECTION = {
  header: 4,
  largeHeader: 8,
  large: 0xffffff,
  guidHeader: 20,
  compressionHeader: 5,
  alignment: 4,
} as const;
const TYPE = { compression: 0x01, guidDefined: 0x02, pe32: 0x10, userInterface: 0x15, volume: 0x17 } as const;

const FILE_SYSTEMS: readonly string[] = [
  '8c8ce578-8a3d-4f1c-9935-896185c32dd3',
  '5473c07a-3dcb-4dca-bd6f-1e9689e7349a',
];
const LZMA = 'ee4e5898-3914-4259-9d6e-dc7bd79403cf';
const PROCESSING_REQUIRED = 0x01;

/** Real firmware nests four levels deep; the bound stops data that unpack to themselves. */
const MAX_DEPTH = 16;

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function alignUp(value: number, alignment: number): number {
  return Math.ceil(value / alignment) * alignment;
}

function uint24(bytes: Uint8Array, at: number): number {
  const view = viewOf(bytes);
  return view.getUint16(at, true) + view.getUint8(at + 2) * 0x10000;
}

/** A GUID as it is written: its first three fields are stored as little-endian numbers, the rest as bytes. */
function guidAt(bytes: Uint8Array, at: number): string {
  const view = viewOf(bytes);
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
  const tail = Array.from(bytes.subarray(at + 8, at + 16), (byte) => hex(byte, 2)).join('');
  const head = [hex(view.getUint32(at, true), 8), hex(view.getUint16(at + 4, true), 4)];
  return [...head, hex(view.getUint16(at + 6, true), 4), tail.slice(0, 4), tail.slice(4)].join('-');
}

/** The part of the bytes that a header claims. What claims too little or too much throws, so every walk moves on. */
function claimed(bytes: Uint8Array, at: number, size: number, atLeast: number): Uint8Array {
  if (size < atLeast || size > bytes.length - at) throw new RangeError(`a size of ${size} at ${at} cannot be`);
  return bytes.subarray(at, at + size);
}

/** The words of a header add up to zero. This tells a header from the mere signature, which programs hold as a constant. */
function isVolumeAt(view: DataView, at: number): boolean {
  if (view.getUint32(at + 40, true) !== VOLUME.signature) return false;
  const length = view.getUint16(at + 48, true);
  if (length < VOLUME.fixedHeader || length % 2 !== 0 || length > view.byteLength - at) return false;
  let sum = 0;
  for (let word = at; word < at + length; word += 2) sum += view.getUint16(word, true);
  return sum % 0x10000 === 0;
}

function* volumesIn(bytes: Uint8Array): Generator<Volume> {
  const view = viewOf(bytes);
  let at = 0;
  while (at + VOLUME.fixedHeader <= bytes.length) {
    if (!isVolumeAt(view, at)) {
      at += VOLUME.alignment;
      continue;
    }
    const headerLength = view.getUint16(at + 48, true);
    const volume = claimed(bytes, at, Number(view.getBigUint64(at + 32, true)), headerLength);
    const extended = view.getUint16(at + 52, true);
    const headersEnd = extended === 0 ? headerLength : extended + viewOf(volume).getUint32(extended + 16, true);
    yield { bytes: volume, firstFile: alignUp(headersEnd, VOLUME.alignment) };
    at += alignUp(volume.length, VOLUME.alignment);
  }
}

function isLarge(file: Uint8Array): boolean {
  return (viewOf(file).getUint8(19) & FILE.large) !== 0;
}

/** The files of a volume up to its free space, each with its header. */
function* filesOf({ bytes, firstFile }: Volume): Generator<Uint8Array> {
  const erased = (viewOf(bytes).getUint32(44, true) & VOLUME.erasedToOnes) === 0 ? 0x00 : 0xff;
  let at = firstFile;
  while (at + FILE.header <= bytes.length) {
    if (bytes.subarray(at, at + FILE.header).every((byte) => byte === erased)) return;
    const size = isLarge(bytes.subarray(at))
      ? Number(viewOf(bytes).getBigUint64(at + 24, true))
      : uint24(bytes, at + 20);
    yield claimed(bytes, at, size, FILE.header);
    at = alignUp(at + size, VOLUME.alignment);
  }
}

function hasSections(file: Uint8Array): boolean {
  const type = viewOf(file).getUint8(18);
  return type >= FILE.firstWithSections && type <= FILE.lastWithSections;
}

function* sectionsIn(bytes: Uint8Array): Generator<Section> {
  let at = 0;
  while (at + SECTION.header <= bytes.length) {
    const small = uint24(bytes, at);
    const header = small === SECTION.large ? SECTION.largeHeader : SECTION.header;
    const size = small === SECTION.large ? viewOf(bytes).getUint32(at + 4, true) : small;
    const whole = claimed(bytes, at, size, header);
    yield { type: viewOf(whole).getUint8(3), whole, body: whole.subarray(header) };
    at = alignUp(at + size, SECTION.alignment);
  }
}

/** The sections that a section wraps, as bytes: `null` when it is of no such type, empty when only others can unpack it. */
function wrappedBy({ type, whole, body }: Section, unpackLzma: UnpackLzma): Uint8Array | null {
  if (type === TYPE.compression) {
    const packed = viewOf(body).getUint8(4) !== 0;
    return packed ? new Uint8Array() : body.subarray(SECTION.compressionHeader);
  }
  if (type !== TYPE.guidDefined) return null;
  const headers = claimed(whole, 0, viewOf(body).getUint16(16, true), whole.length - body.length + SECTION.guidHeader);
  const data = whole.subarray(headers.length);
  if (guidAt(body, 0) === LZMA) return unpackLzma(data);
  return (viewOf(body).getUint16(18, true) & PROCESSING_REQUIRED) === 0 ? data : new Uint8Array();
}

/** The innermost sections, in their order. */
function* leavesIn(bytes: Uint8Array, unpackLzma: UnpackLzma, depth: number): Generator<Section> {
  if (depth > MAX_DEPTH) throw new RangeError(`sections lie more than ${MAX_DEPTH} levels deep`);
  for (const section of sectionsIn(bytes)) {
    const wrapped = wrappedBy(section, unpackLzma);
    if (wrapped === null) yield section;
    else yield* leavesIn(wrapped, unpackLzma, depth + 1);
  }
}

function textOf(body: Uint8Array): string {
  return new TextDecoder('utf-16le').decode(body).replace(/\0.*$/su, '');
}

function* imagesIn(bytes: Uint8Array, unpackLzma: UnpackLzma, depth: number): Generator<FirmwareImage> {
  if (depth > MAX_DEPTH) throw new RangeError(`volumes lie more than ${MAX_DEPTH} levels deep`);
  for (const volume of volumesIn(bytes)) {
    if (!FILE_SYSTEMS.includes(guidAt(volume.bytes, 16))) continue;
    for (const file of filesOf(volume)) {
      if (!hasSections(file)) continue;
      const content = file.subarray(isLarge(file) ? FILE.largeHeader : FILE.header);
      // All at once, for the name stands behind the image.
      const leaves = [...leavesIn(content, unpackLzma, 0)];
      const title = leaves.find(({ type }) => type === TYPE.userInterface);
      const name = title === undefined ? guidAt(file, 0) : textOf(title.body);
      for (const { type, body } of leaves) {
        if (type === TYPE.pe32) yield { name, bytes: body };
        if (type === TYPE.volume) yield* imagesIn(body, unpackLzma, depth + 1);
      }
    }
  }
}

/**
 * Every PE32 image in the volumes of a firmware file. TE images are left out: they are no PE files. A size that cannot
 * be throws.
 */
export function firmwareImages(firmware: Uint8Array, unpackLzma: UnpackLzma): Generator<FirmwareImage> {
  return imagesIn(firmware, unpackLzma, 0);
}
