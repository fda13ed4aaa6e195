import type { Machine } from './plan.ts';

/** What a machine decides in the PE headers. */
export interface MachineFacts {
  /** COFF Machine, "Machine Types". */
  readonly code: number;
  readonly bits: 32 | 64;
  /** Magic of the optional header: PE32 or PE32+. */
  readonly magic: number;
  /** COFF Characteristics: executable, line numbers and debug data stripped, and 32-bit where it is. */
  readonly characteristics: number;
  /** Bytes at whose multiples instructions start: where an image may begin to run. */
  readonly instructionAlignment: 1 | 2 | 4;
  /** What kernels of the machine have at offset 0x38, by which loaders know them; `null` where they have nothing of their own. */
  readonly kernelMagic: string | null;
}

type InstructionAlignment = MachineFacts['instructionAlignment'];

function wide(code: number, instructionAlignment: InstructionAlignment, kernelMagic: string | null): MachineFacts {
  return { code, bits: 64, magic: 0x20b, characteristics: 0x0206, instructionAlignment, kernelMagic };
}

function narrow(code: number, instructionAlignment: InstructionAlignment, kernelMagic: string | null): MachineFacts {
  return { code, bits: 32, magic: 0x10b, characteristics: 0x0306, instructionAlignment, kernelMagic };
}

/**
 * PE format, "Machine Types", and the Linux definitions for LoongArch; RISC-V has instructions of two bytes. Magics by
 * Linux, Documentation/arch/arm64/booting.rst and Documentation/arch/riscv/boot-image-header.rst.
 */
export const MACHINE_FACTS: Readonly<Record<Machine, MachineFacts>> = {
  arm64: wide(0xaa64, 4, 'ARM\x64'),
  'x86-64': wide(0x8664, 1, null),
  riscv64: wide(0x5064, 2, 'RSC\x05'),
  loongarch64: wide(0x6264, 4, null),
  riscv32: narrow(0x5032, 2, 'RSC\x05'),
  loongarch32: narrow(0x6232, 4, null),
};
