/** Goal: every PE image of a firmware file is found under its name, however deep it lies, and damage ends in an error. */
import { describe, expect, it } from 'vitest';
import { firmwareImages } from '../../support/firmware-volume.ts';

// GUIDs as they are stored.
const FFS2 = '78e58c8c3d8a1c4f9935896185c32dd3';
const VARIABLES = '8d2bf1ff96768b4ca9852747075b4f50';
const LZMA = '98584eee143959429d6edc7bd79403cf';
const CRC32 = 'b0cd1bfc317daa49936aa4600d9dd083';
const TIANO = 'ad8012a31e48b64195e8127f4c984779';

const HEADER_LENGTH = 72;
const [DRIVER, RAW, PAD] = [0x07, 0x01, 0xf0];

type Field = readonly [width: number, value: number];

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function numbers(...fields: readonly Field[]): Uint8Array {
  return Uint8Array.from(
    fields.flatMap(([width, value]) => Array.from({ length: width }, (_, at) => Math.floor(value / 256 ** at))),
  );
}

function aligned(alignment: number, parts: readonly Uint8Array[]): Uint8Array {
  return joined(...parts.flatMap((part) => [part, new Uint8Array(-part.length & (alignment - 1))]));
}

function stored(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}

function section(type: number, ...body: readonly Uint8Array[]): Uint8Array {
  const content = joined(...body);
  return joined(numbers([3, 4 + content.length], [1, type]), content);
}

function largeSection(type: number, body: Uint8Array): Uint8Array {
  return joined(numbers([3, 0xffffff], [1, type], [4, 8 + body.length]), body);
}

function guided(guid: string, attributes: number, data: Uint8Array): Uint8Array {
  return section(0x02, stored(guid), numbers([2, 24], [2, attributes]), data);
}

function compressed(method: number, data: Uint8Array): Uint8Array {
  return section(0x01, numbers([4, data.length], [1, method]), data);
}

const pe32 = (content: string): Uint8Array => section(0x10, Buffer.from(content));
const named = (name: string): Uint8Array => section(0x15, Buffer.from(`${name}\0`, 'utf16le'));

function file(type: number, ...sections: readonly Uint8Array[]): Uint8Array {
  const content = aligned(4, sections);
  const guid = stored('33221100554477668899aabbccddeeff');
  return joined(guid, numbers([2, 0], [1, type], [1, 0], [3, 24 + content.length], [1, 0xf8]), content);
}

function largeFile(...sections: readonly Uint8Array[]): Uint8Array {
  const content = aligned(4, sections);
  return joined(new Uint8Array(18), numbers([1, DRIVER], [1, 1], [3, 0], [1, 0xf8], [8, 32 + content.length]), content);
}

/** A volume with free space behind its files. */
function volume(files: readonly Uint8Array[], fileSystem = FFS2, extendedHeader = 0): Uint8Array {
  const body = joined(aligned(8, files), new Uint8Array(40).fill(0xff));
  const header = joined(
    new Uint8Array(16),
    stored(fileSystem),
    numbers([8, HEADER_LENGTH + body.length], [4, 0x4856465f], [4, 0x800], [2, HEADER_LENGTH]),
    numbers([2, 0], [2, extendedHeader], [1, 0], [1, 2], [4, 1], [4, HEADER_LENGTH + body.length], [8, 0]),
  );
  const view = new DataView(header.buffer);
  const sum = Array.from({ length: HEADER_LENGTH / 2 }, (_, at) => view.getUint16(at * 2, true)).reduce(
    (a, b) => a + b,
  );
  view.setUint16(50, -sum & 0xffff, true);
  return joined(header, body);
}

/** Stands in for LZMA: it turns every bit, and so is its own inverse. */
const turned = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte ^ 0xff);

function found(firmware: Uint8Array, unpack = turned): readonly string[] {
  return [...firmwareImages(firmware, unpack)].map(({ name, bytes }) => `${name}: ${Buffer.from(bytes).toString()}`);
}

describe('a firmware volume', () => {
  it('gives its images by their names, and by the GUID where there is none', () => {
    const files = [file(DRIVER, section(0x13), pe32('one'), named('First')), file(DRIVER, pe32('two'))];
    expect(found(volume(files))).toEqual(['First: one', '00112233-4455-6677-8899-aabbccddeeff: two']);
  });

  it('gives nothing of files without sections, nor images of another format', () => {
    const te = section(0x12, Buffer.from('te'));
    expect(found(volume([file(RAW, pe32('raw')), file(PAD, pe32('pad')), file(DRIVER, te, named('Te'))]))).toEqual([]);
  });

  it('reads sizes that take the longer headers', () => {
    const sections = [largeSection(0x10, Buffer.from('long')), named('Large')];
    expect(found(volume([largeFile(...sections), file(DRIVER, pe32('next'), named('Next'))]))).toEqual([
      'Large: long',
      'Next: next',
    ]);
  });

  it('starts behind the extended header', () => {
    const extended = joined(new Uint8Array(16), numbers([4, 24], [4, 0]));
    expect(found(volume([extended, file(DRIVER, pe32('x'), named('X'))], FFS2, HEADER_LENGTH))).toEqual(['X: x']);
  });

  it('is found anywhere in the file, and is passed over when it holds no files', () => {
    const signature = joined(new Uint8Array(40), Buffer.from('_FVH'), new Uint8Array(52));
    const variables = volume([file(DRIVER, pe32('no'))], VARIABLES);
    const [first, second] = [
      volume([file(DRIVER, pe32('a'), named('A'))]),
      volume([file(DRIVER, pe32('b'), named('B'))]),
    ];
    const parts = [signature, first, variables, new Uint8Array(64), second];
    expect(found(aligned(8, parts))).toEqual(['A: a', 'B: b']);
  });
});

describe('a section that wraps others', () => {
  it('is unpacked, and the volume in it is read', () => {
    const inner = volume([file(DRIVER, pe32('inner'), named('Inner'))]);
    const middle = volume([file(DRIVER, guided(LZMA, 1, turned(section(0x17, inner)))), file(DRIVER, pe32('outer'))]);
    expect(found(volume([file(DRIVER, largeSection(0x17, middle))]))).toEqual([
      'Inner: inner',
      '00112233-4455-6677-8899-aabbccddeeff: outer',
    ]);
  });

  it('is read as it is when it is stored plainly', () => {
    const image = aligned(4, [pe32('plain'), named('Plain')]);
    expect(found(volume([file(DRIVER, guided(CRC32, 2, image)), file(DRIVER, compressed(0, image))]))).toEqual([
      'Plain: plain',
      'Plain: plain',
    ]);
  });

  it('gives nothing when it is packed in a way that is not known', () => {
    const image = pe32('packed');
    expect(found(volume([file(DRIVER, guided(TIANO, 1, image)), file(DRIVER, compressed(1, image))]))).toEqual([]);
  });
});

describe('damage', () => {
  const endless = guided(LZMA, 1, Buffer.from('again'));
  const volumeOfItself = volume([file(DRIVER, endless)]);

  it.each<[string, Uint8Array]>([
    ['a section of no length', volume([file(DRIVER, numbers([3, 0], [1, 0x10]))])],
    ['a section that reaches over its file', volume([file(DRIVER, numbers([3, 99], [1, 0x10]))])],
    ['a file of no length', volume([new Uint8Array(24)])],
    ['a file that reaches over its volume', volume([file(DRIVER, pe32('x')).with(21, 0x01)])],
    ['a volume that reaches over the firmware', volume([file(DRIVER, pe32('x'))]).slice(0, -8)],
    ['data that start before the headers end', volume([file(DRIVER, guided(CRC32, 2, pe32('x')).with(20, 8))])],
  ])('throws: %s', (_, firmware) => {
    expect(() => found(firmware)).toThrow(RangeError);
  });

  it('does not follow data that unpack to themselves', () => {
    expect(() => found(volumeOfItself, () => endless)).toThrow('sections lie more than 16 levels deep');
    expect(() => found(volumeOfItself, () => section(0x17, volumeOfItself))).toThrow('volumes lie more than 16 levels');
  });
});
