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
  /** The instruction that does nothing, as assemblers fill up with it. */
  readonly padding: readonly number[];
}

type Own = Pick<MachineFacts, 'code' | 'instructionAlignment' | 'kernelMagic' | 'padding'>;

function wide(own: Own): MachineFacts {
  return { ...own, bits: 64, magic: 0x20b, characteristics: 0x0206 };
}

function narrow(own: Own): MachineFacts {
  return { ...own, bits: 32, magic: 0x10b, characteristics: 0x0306 };
}

/** NOP of Arm64 and x86, ADDI x0, x0, 0 of RISC-V and ANDI r0, r0, 0 of LoongArch. */
const ARM64_NOP = [0x1f, 0x20, 0x03, 0xd5];
const X86_NOP = [0x90];
const RISCV_NOP = [0x13, 0x00, 0x00, 0x00];
const LOONGARCH_NOP = [0x00, 0x00, 0x40, 0x03];

/**
 * PE format, "Machine Types", and the Linux definitions for LoongArch; RISC-V has instructions of two bytes. Magics by
 * Linux, Documentation/arch/arm64/booting.rst and Documentation/arch/riscv/boot-image-header.rst.
 */
export const MACHINE_FACTS: Readonly<Record<Machine, MachineFacts>> = {
  arm64: wide({ code: 0xaa64, instructionAlignment: 4, kernelMagic: 'ARM\x64', padding: ARM64_NOP }),
  'x86-64': wide({ code: 0x8664, instructionAlignment: 1, kernelMagic: null, padding: X86_NOP }),
  riscv64: wide({ code: 0x5064, instructionAlignment: 2, kernelMagic: 'RSC\x05', padding: RISCV_NOP }),
  loongarch64: wide({ code: 0x6264, instructionAlignment: 4, kernelMagic: null, padding: LOONGARCH_NOP }),
  riscv32: narrow({ code: 0x5032, instructionAlignment: 2, kernelMagic: 'RSC\x05', padding: RISCV_NOP }),
  loongarch32: narrow({ code: 0x6232, instructionAlignment: 4, kernelMagic: null, padding: LOONGARCH_NOP }),
};
