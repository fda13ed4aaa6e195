import type { Span } from '../results/index.ts';
import type { CoffHeader } from './model.ts';
import type { ByteSource } from './source.ts';

/**
 * A header by which boot loaders that know nothing of PE find their way in a kernel. It shares the first bytes of the
 * file with the PE headers.
 */
export interface KernelHeader extends Span {
  readonly kind: 'x86-setup-header' | 'arm64-image-header' | 'riscv-image-header' | 'arm-zimage-header';
}

/** Machines whose kernels have a setup_header. [PE format, Machine Types] */
const X86_MACHINES: readonly number[] = [0x14c, 0x8664];
/** [Linux, Documentation/arch/x86/boot.rst: setup_sects is the first field, the magic is "HdrS"] */
const SETUP_HEADER_START = 0x1f1;
const SETUP_MAGIC_AT = 0x202;
const SETUP_MAGIC = 'HdrS';
/** The offset of the jump, counted from the magic, tells where the header ends. [the same, "header" and "jump"] */
const SETUP_LENGTH_AT = 0x201;

/** [Linux, Documentation/arch/arm64/booting.rst and Documentation/arch/riscv/boot-image-header.rst] */
const IMAGE = { offset: 0, length: 64, magicAt: 0x38 } as const;
/** Magic, start and end. [Linux, arch/arm/boot/compressed/head.S] */
const ZIMAGE = { offset: 0x24, length: 12, magicAt: 0x24 } as const;
const IMAGE_HEADERS = [
  { kind: 'arm64-image-header', ...IMAGE, magic: 'ARM\x64' },
  { kind: 'riscv-image-header', ...IMAGE, magic: 'RSC\x05' },
  { kind: 'arm-zimage-header', ...ZIMAGE, magic: '\x18\x28\x6f\x01' },
] as const;

/** The headers of this kind that the file has, in the order of their offsets; it must hold a whole DOS header. */
export function readKernelHeaders(source: ByteSource, { machine }: CoffHeader): readonly KernelHeader[] {
  const headers: KernelHeader[] = [];
  for (const { kind, offset, length, magicAt, magic } of IMAGE_HEADERS) {
    if (textAt(source, magicAt) === magic) headers.push({ kind, offset, length });
  }
  if (X86_MACHINES.includes(machine.value) && textAt(source, SETUP_MAGIC_AT) === SETUP_MAGIC) {
    const end = SETUP_MAGIC_AT + (source.slice(SETUP_LENGTH_AT, 1)[0] ?? 0);
    // A jump that leads into the magic is none; the magic itself is there all the same.
    const length = Math.max(end, SETUP_MAGIC_AT + SETUP_MAGIC.length) - SETUP_HEADER_START;
    headers.push({ kind: 'x86-setup-header', offset: SETUP_HEADER_START, length });
  }
  return headers;
}

/** Four bytes as characters; fewer where the file ends. */
function textAt(source: ByteSource, offset: number): string {
  return String.fromCharCode(...source.slice(offset, 4));
}
