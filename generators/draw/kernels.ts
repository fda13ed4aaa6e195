import * as fc from 'fast-check';
import { DULL_PLAN } from '../plan/plan.ts';
import type { Compression, Plan, SectionPlan } from '../plan/plan.ts';
import { portable } from '../portable.ts';
import type { PortableArbitrary } from '../portable.ts';
import { REQUEST } from './request-arbitrary.ts';
import { ranges, weighted } from './weighted.ts';

/** A kind of kernel whose zboot image is imitated. */
export type KernelKind = 'arm64-6.1' | 'arm64-6.12' | 'arm64-bti' | 'riscv64' | 'loongarch64' | 'sbat';

/** What one kind of kernel has in its headers. */
export interface KernelFacts {
  /** What the kind stands for. */
  readonly meaning: string;
  readonly compressions: readonly Compression[];
  /** Values in which the plan differs from that of Linux 6.12 for arm64. */
  readonly values: Partial<Plan>;
  /** `.data` in the file, in units of FileAlignment. */
  readonly dataBlocks: number;
  readonly sbat: 'present' | 'absent';
}

const LATER: readonly Compression[] = ['gzip', 'zstd'];

/** The kernels that {@link kernelPlan} imitates, with facts read from builds of Linux 6.1 and 6.12 and from zboot.lds. */
export const KERNEL_KINDS: Readonly<Record<KernelKind, KernelFacts>> = {
  'arm64-6.1': {
    meaning: 'Linux 6.1 for arm64: no LINUX_PE_MAGIC, no NX_COMPAT, .data without raw data',
    compressions: ['gzip', 'zstd22', 'lz4', 'lzma', 'lzo', 'xzkern'],
    values: { linuxMagic: 'absent', nxCompat: 'clear', imageVersion: 1 },
    dataBlocks: 0,
    sbat: 'absent',
  },
  'arm64-6.12': {
    meaning: 'Linux 6.12 for arm64',
    compressions: LATER,
    values: {},
    dataBlocks: 1,
    sbat: 'absent',
  },
  'arm64-bti': {
    meaning: 'Linux 6.12 for arm64 with BTI: EX_DLLCHARACTERISTICS directly after the section table',
    compressions: LATER,
    values: { debug: 'dll', debugDirectory: 'back', directories: 7 },
    dataBlocks: 1,
    sbat: 'absent',
  },
  riscv64: {
    meaning: 'Linux 6.12 for riscv64',
    compressions: LATER,
    values: { machine: 'riscv64' },
    dataBlocks: 1,
    sbat: 'absent',
  },
  loongarch64: {
    meaning: 'Linux 6.12 for loongarch64',
    compressions: LATER,
    values: { machine: 'loongarch64' },
    dataBlocks: 1,
    sbat: 'absent',
  },
  sbat: {
    meaning: 'Linux 6.16 for arm64 with an .sbat section between .text and .data',
    compressions: LATER,
    values: {},
    dataBlocks: 1,
    sbat: 'present',
  },
};

/** What all kernels share: one page of headers, page-sized `.text`, sizes counted the kernel's way. */
const COMMON: Partial<Plan> = {
  headerRoom: 'page',
  grain: 'page',
  position: 'middle',
  entry: 'end',
  imageSize: 'kernel',
  dataSize: 'kernel',
};

/** The bss that `.data` carries after its raw data; mostly the 256 KiB and a little that real builds have. */
const BSS = ranges(
  { weight: 1, low: 0x200, high: 0x2000, step: 0x200 },
  { weight: 3, low: 0x4_0000, high: 0x4_0600, step: 0x200 },
);
/**
 * How large images are: `compact` ones are small all the time; of the `real` ones every eighth or so is as large as a
 * small kernel, so that sizes and offsets of real kernels lie within what is drawn.
 */
export type KernelSizes = 'compact' | 'real';

const COMPACT_PAYLOAD = ranges({ weight: 7, low: 0, high: 4096 }, { weight: 3, low: 4097, high: 30_000 });
const COMPACT_TEXT = weighted([50, 0], [30, 2], [20, 4]);
/** Payload bytes and pages of `.text` around them; a payload needs its own pages besides. */
const COMPACT = fc.tuple(COMPACT_PAYLOAD, COMPACT_TEXT);
const LARGE = fc.tuple(
  ranges({ weight: 4, low: 500_000, high: 1_500_000 }, { weight: 1, low: 1_500_001, high: 4_000_000 }),
  ranges({ weight: 2, low: 400, high: 440 }, { weight: 1, low: 441, high: 1200 }),
);
const SIZES: Readonly<Record<KernelSizes, fc.Arbitrary<readonly [payload: number, textBlocks: number]>>> = {
  compact: COMPACT,
  real: fc.oneof({ withCrossShrink: true }, { weight: 7, arbitrary: COMPACT }, { weight: 1, arbitrary: LARGE }),
};
const SEED = fc.integer({ min: 0, max: 0xffff_ffff });

/** Plans of images that differ from a real kernel's only in the size of `.text` and in their bytes. */
export function kernelPlan(kind: KernelKind, sizes: KernelSizes = 'real'): PortableArbitrary<Plan> {
  const facts = KERNEL_KINDS[kind];
  const [plainest = 'gzip', ...rest] = facts.compressions;
  const compression = weighted<Compression>([rest.length + 1, plainest], ...rest.map((name) => [1, name] as const));
  const plan = fc
    .tuple(compression, SIZES[sizes], BSS, REQUEST, SEED)
    .map(([name, [payload, textBlocks], bss, request, seed]) => ({
      ...DULL_PLAN,
      ...COMMON,
      ...facts.values,
      sections: kernelSections(facts, textBlocks, bss),
      compression: name,
      payload,
      request,
      seed,
    }));
  return portable(plan);
}

function kernelSections(facts: KernelFacts, textBlocks: number, bss: number): readonly SectionPlan[] {
  const sbat: SectionPlan = { name: '.sbat', kind: 'sbat', blocks: 1, virtual: 0 };
  return [
    { name: '.text', kind: 'code', blocks: textBlocks, virtual: 0 },
    ...(facts.sbat === 'present' ? [sbat] : []),
    { name: '.data', kind: 'data', blocks: facts.dataBlocks, virtual: bss },
  ];
}
