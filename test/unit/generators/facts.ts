/**
 * Facts of an image, read by hand: a few numbers straight from the PE specification's offsets, so that the generator's
 * tests depend on no other layer.
 */
export interface ImageFacts {
  readonly payload: Uint8Array;
  readonly compression: string;
  readonly peOffset: number;
  readonly machine: number;
  readonly magic: number;
  readonly directoryCount: number;
  readonly tableEnd: number;
  readonly sizeOfHeaders: number;
  readonly sizeOfImage: number;
  readonly checkSum: number;
  readonly entryPoint: number;
  readonly certificate: readonly [offset: number, length: number];
  readonly sections: readonly SectionFacts[];
}

/** One entry of the section table. */
export interface SectionFacts {
  readonly name: string;
  readonly virtualSize: number;
  readonly virtualAddress: number;
  readonly sizeOfRawData: number;
  readonly pointerToRawData: number;
  readonly characteristics: number;
}

const PE32_PLUS = 0x20b;

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1').split('\0')[0] ?? '';
}

/** Reads the facts of a well-formed image; anything else gives nonsense. */
export function readFacts(image: Uint8Array): ImageFacts {
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  const u16 = (offset: number): number => view.getUint16(offset, true);
  const u32 = (offset: number): number => view.getUint32(offset, true);
  const peOffset = u32(0x3c);
  const optional = peOffset + 24;
  const directories = optional + (u16(optional) === PE32_PLUS ? 112 : 96);
  const table = optional + u16(peOffset + 20);
  const count = u16(peOffset + 6);
  return {
    payload: image.subarray(u32(8), u32(8) + u32(12)),
    compression: text(image.subarray(24, 56)),
    peOffset,
    machine: u16(peOffset + 4),
    magic: u16(optional),
    directoryCount: u32(directories - 4),
    tableEnd: table + 40 * count,
    sizeOfHeaders: u32(optional + 60),
    sizeOfImage: u32(optional + 56),
    checkSum: u32(optional + 64),
    entryPoint: u32(optional + 16),
    certificate: [u32(directories + 32), u32(directories + 36)],
    sections: Array.from({ length: count }, (_, index) => table + 40 * index).map((at) => ({
      name: text(image.subarray(at, at + 8)),
      virtualSize: u32(at + 8),
      virtualAddress: u32(at + 12),
      sizeOfRawData: u32(at + 16),
      pointerToRawData: u32(at + 20),
      characteristics: u32(at + 36),
    })),
  };
}
