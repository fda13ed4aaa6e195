import * as fc from 'fast-check';
import { pageLength } from './grain.ts';
import { KERNEL_PROFILES, kernelPlan } from './kernels.ts';
import type { KernelProfile } from './kernels.ts';
import { COMPRESSIONS, DULL_PLAN } from './plan.ts';
import type { Compression, Machine, Plan, SectionPlan } from './plan.ts';
import { REQUEST } from './request-arbitrary.ts';
import { SECTIONS } from './section-arbitrary.ts';
import { ranges, weighted } from './weighted.ts';

const MACHINE = weighted<Machine>(
  [25, 'arm64'],
  [30, 'x86-64'],
  [15, 'riscv64'],
  [12, 'loongarch64'],
  [9, 'riscv32'],
  [9, 'loongarch32'],
);
const FILE_ALIGNMENT = weighted([80, 512], [4, 1024], [3, 2048], [9, 4096], [2, 8192], [1, 16_384], [1, 65_536]);
const SECTION_ALIGNMENT = weighted([85, 4096], [3, 8192], [3, 16_384], [6, 65_536], [3, 0x20_0000]);
const DIRECTORIES = weighted([50, 6], [25, 7], [3, 8], [3, 10], [3, 12], [3, 14], [3, 15], [10, 16]);
const HEADER_ROOM = weighted<Plan['headerRoom']>(
  [7, 'minimal'],
  [58, 'page'],
  [5, 0],
  [3, 8],
  [3, 16],
  [3, 24],
  [5, 32],
  [6, 40],
  [5, 48],
  [5, 80],
);
const STUB = ranges({ weight: 70, low: 0, high: 0 }, { weight: 30, low: 8, high: 240, step: 8 });
const COMPRESSION = weighted<Compression>(
  [74, 'gzip'],
  [8, 'zstd'],
  ...COMPRESSIONS.slice(2).map((name) => [4, name] as const),
);
const PAYLOAD = ranges(
  { weight: 60, low: 0, high: 1024 },
  { weight: 30, low: 1025, high: 6000 },
  { weight: 9, low: 6001, high: 20_000 },
  { weight: 1, low: 65_000, high: 70_000 },
);
const FILLERS = ranges(
  { weight: 95, low: 0, high: 0 },
  { weight: 2, low: 1, high: 20 },
  { weight: 3, low: 21, high: 89 },
);
const OVERLAY = ranges(
  { weight: 95, low: 0, high: 0 },
  { weight: 4, low: 8, high: 64, step: 8 },
  { weight: 1, low: 1, high: 64 },
);
const CERTIFICATE = ranges({ weight: 93, low: 0, high: 0 }, { weight: 7, low: 1, high: 1500 });
const TIME_STAMP = ranges({ weight: 92, low: 0, high: 0 }, { weight: 8, low: 1, high: 0xffff_ffff });
const SEED = fc.integer({ min: 0, max: 0xffff_ffff });

/** How the drawn sections become the table: as they are, with a long name, or with the requested name taken. */
const NAMING = weighted<'plain' | 'long' | 'taken'>([96, 'plain'], [2, 'long'], [2, 'taken']);

/** All filler sections together, and each drawn section, stay below these lengths whatever the alignment. */
const FILLER_BYTES_MAX = 0x6_0000;
const SECTION_BYTES_MAX = 0x2_0000;

const SHAPE = fc.tuple(MACHINE, FILE_ALIGNMENT, SECTION_ALIGNMENT, DIRECTORIES, HEADER_ROOM, STUB);
const TABLE = fc.tuple(weighted<Plan['grain']>([7, 'block'], [93, 'page']), SECTIONS, FILLERS, NAMING);
const CONTENT = fc.tuple(
  weighted([88, 0], [7, 1], [3, 2], [2, 3]),
  weighted<Plan['position']>([30, 'first'], [40, 'middle'], [30, 'last']),
  weighted<Plan['entry']>([50, 'start'], [30, 'middle'], [20, 'end']),
  COMPRESSION,
  PAYLOAD,
  weighted<Plan['linuxMagic']>([85, 'present'], [15, 'absent']),
  weighted<Plan['debug']>([86, 'none'], [4, 'dll'], [2, 'codeview'], [2, 'both'], [6, 'mapped']),
);
const REST = fc.tuple(
  OVERLAY,
  weighted<Plan['checkSum']>([70, 'zero'], [30, 'valid']),
  weighted([98, 0], [1, 1], [1, 3]),
  weighted<Plan['rawOrder']>([97, 'table'], [2, 'reversed'], [1, 'rotated']),
  weighted<Plan['symbols']>([98, 'none'], [2, 'table']),
  CERTIFICATE,
  weighted<Plan['imageSize']>([60, 'aligned'], [40, 'kernel']),
  weighted<Plan['dataSize']>([75, 'raw'], [25, 'kernel']),
  weighted([85, 3], [15, 1]),
  weighted<Plan['nxCompat']>([97, 'set'], [3, 'clear']),
  TIME_STAMP,
  REQUEST,
  SEED,
);

const ANY_PLAN: fc.Arbitrary<Plan> = fc.tuple(SHAPE, TABLE, CONTENT, REST).map(([shape, table, content, rest]) => {
  const [machine, fileAlignment, sectionAlignment, directories, headerRoom, stub] = shape;
  const [grain, drawn, fillers, naming] = table;
  const [holder, position, entry, compression, payload, linuxMagic, debug] = content;
  const [overlay, checkSum, gap, rawOrder, symbols, certificate, imageSize, ...others] = rest;
  const [dataSize, imageVersion, nxCompat, timeDateStamp, request, seed] = others;
  const fitting = withSmallBlocks(drawn, Math.floor(SECTION_BYTES_MAX / pageLength({ fileAlignment })));
  const sections = naming === 'long' ? withLongName(fitting) : fitting;
  return {
    machine,
    fileAlignment,
    sectionAlignment: Math.max(sectionAlignment, fileAlignment),
    directories: debug === 'none' ? directories : Math.max(directories, 7),
    headerRoom,
    stub,
    grain,
    sections,
    fillers: Math.min(fillers, Math.floor(FILLER_BYTES_MAX / pageLength({ fileAlignment }))),
    holder,
    position,
    entry,
    compression,
    payload,
    linuxMagic,
    debug,
    overlay,
    checkSum,
    gap,
    rawOrder,
    symbols: sections === fitting ? symbols : 'long',
    certificate,
    imageSize,
    dataSize,
    imageVersion,
    nxCompat,
    timeDateStamp,
    request: naming === 'taken' ? { ...request, name: drawn.at(-1)?.name ?? request.name } : request,
    seed,
  };
});

function withSmallBlocks(sections: readonly SectionPlan[], blocksMax: number): readonly SectionPlan[] {
  return sections.map((section) => (section.blocks > blocksMax ? { ...section, blocks: blocksMax } : section));
}

/** Names the last section but `.text` through the string table; leaves a table of `.text` alone as it is. */
function withLongName(sections: readonly SectionPlan[]): readonly SectionPlan[] {
  const index = sections.findLastIndex(({ name }) => name !== DULL_PLAN.sections[0]?.name);
  return index < 0 ? sections : sections.map((section, at) => (at === index ? { ...section, name: '/4' } : section));
}

const PROFILES = (Object.keys(KERNEL_PROFILES) as readonly KernelProfile[]).map((profile) => kernelPlan(profile));

// Without noBias single draws fall on the ends of their ranges half of the time, and weights would mean little.
const PLAN = fc.noBias(
  fc.oneof(
    { withCrossShrink: true },
    { weight: 5 * PROFILES.length, arbitrary: ANY_PLAN },
    ...PROFILES.map((arbitrary) => ({ weight: 1, arbitrary })),
  ),
);

/** Plans of valid images; about one in six has the shape of a real kernel. Shrinks towards the dull plan. */
export function zbootPlan(): fc.Arbitrary<Plan> {
  return PLAN;
}
