/** Images to which an append is judged: generated ones, and ones that are aimed at what few images have. */
import { KERNEL_KINDS, caseAt, caseFromPlan, parsePlan, planAt } from '../../generators/index.ts';
import type { KernelKind } from '../../generators/index.ts';
import type { AppendRequest } from '../../src/contract/index.ts';
import { LENGTHS, viewPe, withNumbers, word } from './pe-view.ts';

/** One image, and one section to append to it. */
export interface AppendCase {
  readonly title: string;
  readonly image: Uint8Array;
  readonly request: AppendRequest;
}

const KERNEL = 'directories=7 headerRoom=page grain=page imageSize=kernel dataSize=kernel';
const TAIL = 'overlay=37 symbols=long sections=.text:code:0:0,/4:data:1:0';
const BSS = '.bss:bss:0:4096';

/** Plans for what is rare, each with every line that the policy has a word on. */
export const AIMED_PLANS: readonly (readonly [what: string, plan: string])[] = [
  ['debug data in the slack', `${KERNEL} debug=both`],
  ['the BTI flag alone, with no room behind it', 'directories=7 debug=dll headerRoom=0'],
  ['the BTI flag and room for one header', 'directories=7 debug=dll headerRoom=40 fileAlignment=4096'],
  ['debug data with a long path', `${KERNEL} debug=codeview debugPath=150 overlay=8 checkSum=valid`],
  ['debug data in the slack known by its address', `${KERNEL} debug=both debugAddress=loaded`],
  ['debug data in a section', 'directories=7 debug=both debugPlace=section headerRoom=0 overlay=5'],
  ['a debug directory behind the code', 'directories=9 debug=both debugDirectory=back headerRoom=8'],
  ['a signature', 'certificates=1 checkSum=valid'],
  ['three signatures behind an overlay and symbols', `certificates=3 signedName=20 ${TAIL}`],
  ['an overlay behind symbols and long names', `${TAIL} headerRoom=0 checkSum=valid`],
  ['symbols alone', 'symbols=table headerRoom=page'],
  ['room for exactly one header', 'headerRoom=40 overlay=6'],
  ['room for one header less a word', 'headerRoom=32'],
  ['PE32', 'machine=riscv32 headerRoom=0 checkSum=valid overlay=9 directories=16'],
  ['PE32 with debug data', `machine=loongarch32 ${KERNEL} debug=both`],
  ['gaps between raw data', 'gap=3 headerRoom=0 sections=.text:code:1:0,.data:data:2:0,.sbat:sbat:1:0'],
  ['raw data in reverse order', 'rawOrder=reversed headerRoom=0 sections=.text:code:1:0,.data:data:2:9,.r:rodata:1:0'],
  ['raw data in rotated order', 'rawOrder=rotated overlay=3 sections=.a:data:1:0,.text:code:2:0,.b:data:1:0'],
  ['raw data that ends inside a block', 'rawCut=77 overlay=11 headerRoom=0 checkSum=valid'],
  [
    'raw data in reverse order that ends inside a block',
    'rawOrder=reversed rawCut=1 sections=.a:data:1:0,.text:code:1:0',
  ],
  ['bss first with pointer 0', `headerRoom=0 sections=${BSS},.text:code:1:0`],
  ['bss first with its pointer at the end', `bssPointer=end headerRoom=0 sections=${BSS},.text:code:1:0`],
  ['bss in the middle', `headerRoom=0 sections=.text:code:1:0,${BSS},.data:data:1:0`],
  [
    'bss in the middle with its pointer at the end',
    `bssPointer=end headerRoom=8 sections=.text:code:1:0,${BSS},.d:data:1:0`,
  ],
  ['bss last with pointer 0', `sections=.text:code:1:0,${BSS} overlay=4`],
  ['bss last with pointer 0 and no room', `headerRoom=0 sections=.text:code:1:0,${BSS}`],
  ['bss last with its pointer at the end', `bssPointer=end headerRoom=16 sections=.text:code:1:0,${BSS}`],
  ['no room below the first address', 'headerRoom=0 fileAlignment=4096'],
  ['no room behind debug data', 'directories=7 debug=both headerRoom=32 fileAlignment=4096'],
  ['data that is page congruent and has to move', 'grain=page headerRoom=0 sectionAlignment=65536 overlay=2'],
  ['data in blocks of 64 KiB that has to move', 'fileAlignment=65536 sectionAlignment=0x200000 headerRoom=0'],
  ['a DOS stub', 'stub=200 headerRoom=8 checkSum=valid'],
  ['CheckSum and an odd length', 'checkSum=valid overlay=13 headerRoom=0'],
  ['a VirtualSize of 0', 'headerRoom=0 sections=.old:data:3:raw,.text:code:1:0'],
  ['zero-filled memory behind the last data', 'sections=.text:code:1:0,.data:data:1:0x123456'],
  ['97 sections', 'fillers=96 headerRoom=0'],
  ['1,000 sections', 'fillers=999 headerRoom=0 overlay=7 sectionAlignment=0x100000'],
  [
    'a payload at the end of another section',
    'holder=1 position=last headerRoom=0 sections=.text:code:1:0,.data:data:9:0',
  ],
  ...unusualPlans(),
];

/** The same for what kernels do not have. */
function unusualPlans(): readonly (readonly [what: string, plan: string])[] {
  const flat = 'sectionAlignment=512 sections=.text:code:1:0,.data:data:2:0';
  const three = 'sections=.text:code:1:0,.data:data:2:9,.r:rodata:1:0';
  return [
    ['data where it is loaded', `${flat} headerRoom=40 overlay=3`],
    ['data where it is loaded, and no room', `${flat} headerRoom=8`],
    ['data where it is loaded that ends inside a block', `${flat} headerRoom=80 rawCut=9`],
    ['padding behind the section table', `${KERNEL} slack=padding`],
    ['padding behind debug data', `${KERNEL} machine=loongarch64 debug=both slack=padding`],
    ['padding of single bytes', 'machine=x86-64 slack=padding headerRoom=24 checkSum=valid'],
    ['padding that is too short to be told', 'machine=riscv64 slack=padding headerRoom=8'],
    ['bytes behind the section table that nothing claims', `${KERNEL} slack=live`],
    ['bytes behind debug data that nothing claims', 'directories=7 debug=dll slack=live headerRoom=32'],
    ['relocations and line numbers', `objectTables=2 symbols=table strings=30 overlay=5 headerRoom=0 ${three}`],
    ['debug data in the overlay', 'directories=7 debug=both debugPlace=overlay overlay=9 headerRoom=0 checkSum=valid'],
    ['many debug entries in the slack', 'directories=16 debug=both debugMore=13,16,1,4096 headerRoom=0'],
    ['a debug directory in another section', `directories=7 debug=both debugDirectory=other headerRoom=0 ${three}`],
    ['a gap before the first raw data', `gap=2 gapRank=0 headerRoom=0 ${three}`],
    ['a gap before the last raw data', `gap=2 gapRank=2 headerRoom=16 ${three} overlay=1`],
    ['bytes of raw data that are not loaded', `rawExcess=2 rawSlack=live headerRoom=0 ${three}`],
    ['names with tails', `nameTails=live typeTail=live headerRoom=0 ${three}`],
    [
      'tables and base relocations',
      `directories=16 tables=2,3,10 relocations=5 ${three},.reloc:reloc:1:0 headerRoom=0`,
    ],
    ['addresses in reverse order', `addressOrder=reversed addressGap=3 imageSlack=2 headerRoom=0 ${three}`],
    ['a VirtualSize of 0 at the end', 'sections=.text:code:1:0,.data:data:3:raw headerRoom=0'],
    ['a DOS header of its own', 'values=mzWord:0x905a4d'],
  ];
}

/** Kernels of each kind that are drawn. */
const KERNELS_OF_A_KIND = 20;

const NAMES = ['.bpf', '.eight88', 'x', '!~^{}"#%'];

/** The aimed images with contents of one byte, of one block and of more than that. */
export function aimedCases(): readonly AppendCase[] {
  return AIMED_PLANS.flatMap(([title, text], index) => {
    const plan = parsePlan(`${text} seed=${index}`);
    return [1, plan.fileAlignment, 2 * plan.fileAlignment + 7].map((length, position) => {
      const content = new Uint8Array(length).fill(0x5a + position);
      const name = NAMES[(index + position) % NAMES.length] ?? '.bpf';
      const characteristics = position === 0 ? 0x42000040 : 0x40000040;
      return {
        title: `${title}, ${length} bytes`,
        image: caseFromPlan(plan).image,
        request: { name, content, characteristics },
      };
    });
  });
}

/** The generated case of an index with the section that it asks for. */
export function generatedCase(seed: number, index: number): AppendCase {
  const { image, request } = caseAt(seed, index);
  return { title: `case (${seed}, ${index})`, image, request };
}

/** Images in the shape of kernels, some of each kind. */
export function kernelCases(seed: number): readonly AppendCase[] {
  return (Object.keys(KERNEL_KINDS) as KernelKind[]).flatMap((kind) =>
    Array.from({ length: KERNELS_OF_A_KIND }, (_, index) => {
      const { image, request } = caseFromPlan(planAt(kind, seed, index));
      return { title: `${kind} ${index}`, image, request };
    }),
  );
}

/**
 * The image with relocations and line numbers for its first section, which lie on the bytes of the payload, as those that
 * are generated never do. [PE format, Section Table (Section Headers)]
 */
export function withObjectTables({ title, image, request }: AppendCase): AppendCase {
  const [first] = viewPe(image).sections;
  const at = first?.at ?? 0;
  const start = word(image, 8);
  const pointers = withNumbers(image, 4, [
    [at + 24, start],
    [at + 28, start + LENGTHS.relocation],
  ]);
  const counted = withNumbers(pointers, 2, [
    [at + 32, 1],
    [at + 34, 2],
  ]);
  return { title: `${title} with relocations and line numbers`, image: counted, request };
}
