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
}

function wide(code: number): MachineFacts {
  return { code, bits: 64, magic: 0x20b, characteristics: 0x0206 };
}

function narrow(code: number): MachineFacts {
  return { code, bits: 32, magic: 0x10b, characteristics: 0x0306 };
}

/** PE format, "Machine Types", and the Linux definitions for LoongArch. */
export const MACHINE_FACTS: Readonly<Record<Machine, MachineFacts>> = {
  arm64: wide(0xaa64),
  'x86-64': wide(0x8664),
  riscv64: wide(0x5064),
  loongarch64: wide(0x6264),
  riscv32: narrow(0x5032),
  loongarch32: narrow(0x6232),
};
