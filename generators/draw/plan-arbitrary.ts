import * as fc from 'fast-check';
import { pageLength } from '../plan/grain.ts';
import { KERNEL_KINDS, kernelPlan } from './kernels.ts';
import type { KernelKind } from './kernels.ts';
import { roundDown } from '../bytes/round.ts';
import { MACHINE_FACTS } from '../plan/machines.ts';
import { ODDITIES } from './oddities.ts';
import type { Oddities } from './oddities.ts';
import { COMPRESSIONS, DULL_PLAN } from '../plan/plan.ts';
import type { Compression, Machine, Plan, SectionPlan } from '../plan/plan.ts';
import { portable } from '../portable.ts';
import type { PortableArbitrary } from '../portable.ts';
import { LIKENESS, REQUEST, likened } from './request-arbitrary.ts';
import { PLAIN_NAMES, SECTIONS } from './section-arbitrary.ts';
import { SHAPE, shaped } from './shaped.ts';
import { UNUSUAL } from './unusual.ts';
import { unusually } from './unusually.ts';
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
const DIRECTORIES = ranges(
  { weight: 50, low: 6, high: 6 },
  { weight: 25, low: 7, high: 7 },
  { weight: 15, low: 8, high: 15 },
  { weight: 10, low: 16, high: 16 },
);
const HEADER_ROOM = weighted<Plan['headerRoom']>(
  [54, 'page'],
  [12, 0],
  [3, 8],
  [3, 16],
  [3, 24],
  [7, 32],
  [7, 40],
  [3, 48],
  [5, 80],
  [3, 800],
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
  { weight: 93, low: 0, high: 0 },
  { weight: 3, low: 1, high: 20 },
  { weight: 4, low: 21, high: 88 },
);
const CERTIFICATES = weighted([93, 0], [4, 1], [3, 2]);
const SIGNED_NAME = ranges({ weight: 1, low: 0, high: 40 }, { weight: 1, low: 41, high: 1200 });
const TIME_STAMP = ranges({ weight: 92, low: 0, high: 0 }, { weight: 8, low: 1, high: 0xffff_ffff });
const SEED = fc.integer({ min: 0, max: 0xffff_ffff });

/** All filler sections together, and each drawn section, stay below these lengths whatever the alignment. */
const FILLER_BYTES_MAX = 0x6_0000;
const SECTION_BYTES_MAX = 0x2_0000;
/** The same for tables that are longer than 96, in the file and in memory, and for the few with thousands of entries. */
const LONG = { file: 0x10_0000, memory: 0xe00_0000 };
const LONGEST = { file: 0x200_0000, memory: 0x2000_0000 };
const THOUSANDS = 1000;

const UINT32 = 0x1_0000_0000;

const HEADERS = fc.tuple(MACHINE, FILE_ALIGNMENT, SECTION_ALIGNMENT, DIRECTORIES, HEADER_ROOM, STUB);
const TABLE = fc.tuple(SECTIONS, FILLERS, LIKENESS);
const CONTENT = fc.tuple(
  weighted([80, 0], [12, 1], [5, 2], [3, 3]),
  weighted<Plan['position']>([30, 'first'], [40, 'middle'], [30, 'last']),
  weighted<Plan['entry']>([50, 'start'], [30, 'middle'], [20, 'end']),
  COMPRESSION,
  PAYLOAD,
  weighted<Plan['linuxMagic']>([85, 'present'], [15, 'absent']),
);
const REST = fc.tuple(
  weighted<Plan['checkSum']>([70, 'zero'], [30, 'valid']),
  CERTIFICATES,
  SIGNED_NAME,
  weighted<Plan['imageSize']>([60, 'aligned'], [40, 'kernel']),
  weighted<Plan['dataSize']>([75, 'raw'], [25, 'kernel']),
  weighted([82, 3], [15, 1], [3, 0x0103]),
  TIME_STAMP,
  REQUEST,
  SEED,
);

const ANY_PLAN: fc.Arbitrary<Plan> = fc
  .tuple(HEADERS, TABLE, CONTENT, REST, ODDITIES, UNUSUAL)
  .map(([headers, table, content, rest, oddities, unusual]) => {
    const [machine, fileAlignment, sectionAlignment, directories, headerRoom, stub] = headers;
    const [drawn, fillers, likeness] = table;
    const [holder, position, entry, compression, payload, linuxMagic] = content;
    const [checkSum, certificates, signedName, imageSize, dataSize, ...others] = rest;
    const [imageVersion, timeDateStamp, request, seed] = others;
    const plain: Plan = {
      ...DULL_PLAN,
      machine,
      fileAlignment,
      sectionAlignment: Math.max(sectionAlignment, fileAlignment),
      directories,
      headerRoom,
      stub,
      grain: 'page',
      sections: withSmallBlocks(drawn, Math.floor(SECTION_BYTES_MAX / pageLength({ fileAlignment }))),
      fillers: Math.min(fillers, Math.floor(FILLER_BYTES_MAX / pageLength({ fileAlignment }))),
      holder,
      position,
      entry,
      compression,
      payload,
      linuxMagic,
      checkSum,
      certificates,
      signedName,
      imageSize,
      dataSize,
      imageVersion,
      timeDateStamp,
      request: likened(request, likeness, drawn),
      seed,
    };
    return withoutIdleName(unusually(oddly(plain, oddities), unusual));
  });

function oddly(plan: Plan, oddities: Oddities | 'smallest' | 'none'): Plan {
  switch (oddities) {
    case 'none':
      return withPlainSections(plan);
    case 'smallest':
      return { ...withPlainSections(plan), grain: DULL_PLAN.grain, headerRoom: DULL_PLAN.headerRoom };
    default:
      return withOddities(plan, oddities);
  }
}

/** A name in signatures means nothing where there are none. */
function withoutIdleName(plan: Plan): Plan {
  return plan.certificates === 0 ? { ...plan, signedName: 0 } : plan;
}

function withSmallBlocks(sections: readonly SectionPlan[], blocksMax: number): readonly SectionPlan[] {
  return sections.map((section) => (section.blocks > blocksMax ? { ...section, blocks: blocksMax } : section));
}

/** Takes away what declares a rule in a section: names of eight bytes and VirtualSize 0. */
function withPlainSections(plan: Plan): Plan {
  const rename = (name: string): string => PLAIN_NAMES.get(name) ?? name;
  const sections = plan.sections.map((section) => ({
    ...section,
    name: rename(section.name),
    virtual: section.virtual === 'raw' ? 0 : section.virtual,
  }));
  return { ...plan, sections, request: { ...plan.request, name: rename(plan.request.name) } };
}

function withOddities(plan: Plan, { naming, manySections, headerRoom, ...odd }: Oddities): Plan {
  const sections = naming === 'long' ? withLongName(plan.sections) : plan.sections;
  const isLong = manySections > 0 && fits(plan, manySections);
  return {
    ...plan,
    ...odd,
    sections,
    headerRoom: { drawn: plan.headerRoom, minimal: 'minimal' as const, none: 0 }[headerRoom],
    // Raw data in whole pages would make images with that many sections large, and not stranger.
    grain: isLong ? 'block' : odd.grain,
    fillers: isLong ? manySections : plan.fillers,
    directories: odd.debug === 'none' ? plan.directories : Math.max(plan.directories, 7),
    // At its own base the sections of an image are aligned too.
    imageBase: roundDown(isNarrow(plan) ? odd.imageBase % UINT32 : odd.imageBase, plan.sectionAlignment),
    symbols: sections === plan.sections ? odd.symbols : 'long',
    certificates: Math.max(plan.certificates, odd.certificates),
  };
}

/** Whether so many sections of one block leave the image below the limits of a plan. */
function fits({ fileAlignment, sectionAlignment }: Plan, sections: number): boolean {
  const most = sections < THOUSANDS ? LONG : LONGEST;
  return fileAlignment * sections <= most.file && sectionAlignment * sections <= most.memory;
}

function isNarrow({ machine }: Plan): boolean {
  return MACHINE_FACTS[machine].bits === 32;
}

/** Names the last section but `.text` through the string table; leaves a table of `.text` alone as it is. */
function withLongName(sections: readonly SectionPlan[]): readonly SectionPlan[] {
  const index = sections.findLastIndex(({ name }) => name !== DULL_PLAN.sections[0]?.name);
  return index < 0 ? sections : sections.map((section, at) => (at === index ? { ...section, name: '/4' } : section));
}

const KERNEL_PLANS = (Object.keys(KERNEL_KINDS) as readonly KernelKind[]).map((kind) => kernelPlan(kind, 'compact'));

// Without noBias single draws fall on the ends of their ranges half of the time, and weights would mean little.
const PLAN = fc.noBias(
  fc.oneof(
    { withCrossShrink: true },
    { weight: 5 * KERNEL_PLANS.length, arbitrary: ANY_PLAN },
    ...KERNEL_PLANS.map((arbitrary) => ({ weight: 1, arbitrary })),
  ),
);

const FOREIGN = fc.noBias(fc.tuple(ANY_PLAN, SHAPE).map(([plan, shape]) => shaped(plan, shape)));

/** Plans of valid images that are not zboot images. Shrinks towards the dull plan, as a plain image. */
export function foreignPlan(): PortableArbitrary<Plan> {
  return portable(FOREIGN);
}

/** Plans of valid images; about one in six has the shape of a real kernel. Shrinks towards the dull plan. */
export function zbootPlan(): PortableArbitrary<Plan> {
  return portable(PLAN);
}
