import { PE_MACHINE_AT } from './fields.ts';
import type { Headers } from './headers.ts';
import type { RandomAccess } from './random-access.ts';

/** IMAGE_FILE_MACHINE_I386 and IMAGE_FILE_MACHINE_AMD64. PE format, "Machine Types". */
const X86_MACHINES: readonly number[] = [0x14c, 0x8664];
/** Where setup_header starts, and "HdrS" as a little-endian word in it. Linux, Documentation/arch/x86/boot.rst. */
const START = 0x1f1;
const MAGIC_AT = 0x202;
const MAGIC = 0x5372_6448;
/** The byte in front of the magic: how far the header reaches beyond it. */
const REST_AT = 0x201;

/**
 * The setup_header of an x86 kernel, `[start, end)` in file bytes, which boot loaders other than firmware read; `null`
 * when the image has none. The kernel's boot code follows it.
 */
export function findSetupHeader(image: RandomAccess, { peOffset }: Headers): { start: number; end: number } | null {
  if (!X86_MACHINES.includes(image.u16(peOffset + PE_MACHINE_AT))) return null;
  if (image.length < MAGIC_AT + 4 || image.u32(MAGIC_AT) !== MAGIC) return null;
  return { start: START, end: Math.max(MAGIC_AT + image.u8(REST_AT), MAGIC_AT + 4) };
}

/** Where kernels of other machines have a magic, as a little-endian word. */
const IMAGE_HEADERS: readonly { readonly at: number; readonly magic: number; readonly name: string }[] = [
  // Linux, Documentation/arch/arm64/booting.rst: "ARM\x64".
  { at: 0x38, magic: 0x644d_5241, name: 'its arm64 Image header' },
  // Linux, Documentation/arch/riscv/boot-image-header.rst: "RSC\x05".
  { at: 0x38, magic: 0x0543_5352, name: 'its RISC-V Image header' },
  // Linux, arch/arm/boot/compressed/head.S: the magic, followed by the start and the end of the zImage.
  { at: 0x24, magic: 0x016f_2818, name: 'its arm zImage header' },
];

/**
 * A header by which loaders that know nothing of PE find their way in a kernel, by offsets from the start of the file:
 * none of its data may move. `null` when the image has none.
 */
export function findKernelHeader(image: RandomAccess, headers: Headers): string | null {
  if (findSetupHeader(image, headers) !== null) return 'its x86 setup_header';
  return IMAGE_HEADERS.find(({ at, magic }) => image.u32(at) === magic)?.name ?? null;
}
