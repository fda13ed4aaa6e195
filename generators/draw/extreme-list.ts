/** One image at an end of what images can be, by a name that stays. */
export interface Extreme {
  readonly name: string;
  /** What it is for. */
  readonly meaning: string;
  /** A plan text. */
  readonly plan: string;
}

const TEXT = '.text:code:0:0';
const DATA = '.data:data:1:64';
const RODATA = '.rodata:rodata:1:-12';
const THREE = `sections=${TEXT},${RODATA},${DATA}`;
/** Pages of headers and of data, as kernels have them. */
/** All data directories, all of which name something. */
const TABLES =
  'directories=16 sections=.text:code:0:0,.data:data:3:0,.reloc:reloc:1:0 relocations=3 ' +
  'tables=0,1,2,3,7,8,9,10,11,12,13,14,15 tableLength=280';
const PAGED = 'headerRoom=page grain=page payload=200';
const ASKED = 'request=.bpf:0:100:0x40000040';

function extreme(name: string, meaning: string, ...texts: readonly string[]): Extreme {
  const plan = texts.join(' ');
  return { name, meaning, plan: plan.includes('request=') ? plan : `${plan} ${ASKED}` };
}

const ADDRESSES: readonly Extreme[] = [
  extreme(
    'highest-virtual-zero',
    'the section with the highest address has VirtualSize 0, and the new one must not be loaded over it',
    `${PAGED} sections=${TEXT},.data:data:3:raw`,
  ),
  extreme(
    'first-virtual-zero-highest',
    'the same, with that section first in the table',
    `${PAGED} sections=.data:data:3:raw,${TEXT},${RODATA} addressOrder=rotated`,
  ),
  extreme(
    'descending-addresses',
    'the last section of the table is the lowest',
    `${PAGED} ${THREE} addressOrder=reversed`,
  ),
  extreme('address-256-mib', 'addresses from 256 MiB on need 29 bits', `${PAGED} ${THREE} addressGap=65536`),
  extreme(
    'address-below-2-gib',
    'the image ends in the last 16 MiB below 2 GiB',
    `${PAGED} ${THREE} addressGap=523000`,
  ),
  extreme(
    'address-2-gib',
    'addresses from 2 GiB on are negative to signed arithmetic',
    `${PAGED} ${THREE} addressGap=524288`,
  ),
  extreme(
    'address-near-4-gib',
    'the image ends in the last 16 MiB below 4 GiB',
    `${PAGED} ${THREE} addressGap=1047000`,
  ),
  extreme(
    'everything-high',
    'code, tables, relocations and debug data from 256 MiB on',
    `${PAGED} ${TABLES} addressStart=65536 debug=both debugPlace=section debugAddress=loaded`,
  ),
  extreme(
    'everything-high-32-bit',
    'the same in a 32-bit image, whose headers have no room',
    `headerRoom=0 grain=page payload=200 machine=riscv32 ${TABLES} addressStart=65536 addressOrder=rotated debug=both ` +
      'debugPlace=section debugAddress=loaded',
  ),
  extreme(
    'memory-256-mib',
    'a section occupies 256 MiB that are not in the file',
    `${PAGED} sections=${TEXT},.bss:bss:0:0x10000000,${DATA}`,
  ),
  extreme(
    'memory-16-mib-last',
    'the last section occupies 16 MiB, and its pointer is at the end of data that must move',
    `headerRoom=0 payload=200 sections=${TEXT},${DATA},.bss:bss:0:0x1000000 bssPointer=end`,
  ),
  extreme(
    'memory-pointer-in-headers',
    'sections without data have a pointer into headers that must grow',
    `headerRoom=0 payload=200 fillers=20 sections=.bss:bss:0:64,${TEXT},.bss1:bss:0:64,${DATA},.bss2:bss:0:64 bssPointer=headers`,
  ),
  extreme(
    'image-size-beyond',
    'SizeOfImage is 16 MiB more than the sections need',
    `${PAGED} ${THREE} imageSlack=4096`,
  ),
];

const COUNTS: readonly Extreme[] = [
  extreme('sections-97', 'one section more than the specification allows', `${PAGED} ${THREE} fillers=94`),
  extreme('sections-255', 'the largest count that fits into eight bits', 'payload=200 fillers=254'),
  extreme('sections-256', 'the first count that does not', 'payload=200 fillers=255'),
  extreme(
    'sections-300-everything',
    'a 32-bit image of 300 sections with relocations, debug data, tables and symbols, whose headers have no room',
    `machine=riscv32 headerRoom=0 fillers=297 payload=200 ${TABLES} debug=both debugMore=13,16 debugPlace=section ` +
      'symbols=table checkSum=valid overlay=13',
  ),
  extreme('sections-1500', 'a table of 60 kB', 'payload=200 headerRoom=page fillers=1499'),
  extreme(
    'sections-65534',
    'there is room in the count for one more section',
    'payload=200 headerRoom=page fillers=65533',
  ),
  extreme(
    'sections-65535',
    'there is no room in the count for another section',
    'payload=200 headerRoom=page fillers=65534',
  ),
  extreme(
    'symbols-65535',
    'symbols and strings of 1.5 MB',
    `${PAGED} ${THREE} symbols=table symbolCount=65535 strings=30000`,
  ),
  extreme(
    'relocations-4096',
    'a relocation table of 64 KiB',
    `${PAGED} sections=${TEXT},${DATA},.reloc:reloc:1:0 relocations=4096`,
  ),
  extreme(
    'relocations-long',
    'blocks of 4 KiB, mostly padding, for pages of sections that are aligned to 64 KiB',
    `${PAGED} sections=${TEXT},.data:data:40:0,.reloc:reloc:1:0 relocations=5 relocationSlots=2100 sectionAlignment=65536`,
  ),
  extreme(
    'object-tables-200',
    'each of 200 sections has 300 relocations and line numbers',
    'payload=200 fillers=199 objectTables=200 objectRecords=300',
  ),
  extreme(
    'directories-all',
    'all sixteen data directories are in use',
    `${PAGED} directories=16 sections=${TEXT},${DATA},.reloc:reloc:1:0 relocations=3 debug=both debugMore=13,16 ` +
      'tables=0,1,2,3,7,8,9,10,11,12,13,14,15 certificates=1',
  ),
  extreme(
    'debug-twenty-growing',
    'the same number of entries, whose data must move',
    `headerRoom=0 payload=200 ${THREE} directories=7 debug=both debugMore=0,1,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,19 debugPlace=section`,
  ),
  extreme(
    'debug-twenty-types',
    'a debug directory with twenty entries, whose data is after all sections',
    `${PAGED} ${THREE} directories=7 debug=both debugMore=0,1,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,19 debugPlace=overlay`,
  ),
];

const ROOM: readonly Extreme[] = [
  extreme('room-exact', 'the new header just fits', `${THREE} headerRoom=40`),
  extreme(
    'room-less-one',
    'the new header is one byte too large for the room',
    `${THREE} directories=7 headerRoom=32 debug=codeview debugPath=1`,
  ),
  extreme('room-none', 'not one byte is free, and the headers can grow', `${THREE} headerRoom=0`),
  extreme('room-padded', 'the free bytes are NOP instructions', `${PAGED} ${THREE} slack=padding`),
  extreme('data-late', 'SizeOfHeaders ends before the first raw data', `${PAGED} ${THREE} gap=1 gapRank=0`),
  extreme(
    'data-late-zeros',
    'the headers have no room, and grow into zeros before the first data',
    `${THREE} headerRoom=0 gap=2 gapRank=0 gapFill=zero`,
  ),
  extreme('data-late-no-room', 'the same, and the headers have no room', `${THREE} headerRoom=0 gap=2 gapRank=0`),
  extreme('gap-late', 'a gap of 4 MiB before the last raw data', `${PAGED} ${THREE} gap=1024 gapRank=2`),
  extreme('stub-long', 'a DOS stub of 4 KiB', `${PAGED} ${THREE} stub=4096`),
  extreme(
    'alignment-smallest',
    'with alignments of 512 the file offset of data is its address',
    `${THREE.replace(':64', ':0')} fileAlignment=512 sectionAlignment=512 payload=200`,
  ),
  extreme(
    'alignment-largest',
    'FileAlignment 64 KiB and SectionAlignment 2 MiB',
    `${THREE} fileAlignment=65536 sectionAlignment=0x200000 payload=200`,
  ),
];

const SIZES: readonly Extreme[] = [
  extreme('overlay-4-mib', 'an overlay that is larger than everything else', `${PAGED} ${THREE} overlay=0x400000`),
  extreme(
    'raw-4-mib',
    'raw data past VirtualSize that nothing loads',
    `${PAGED} ${THREE} rawExcess=1024 rawSlack=live`,
  ),
  extreme(
    'text-256-kib',
    'code of 128 KiB on both sides of the payload',
    `${PAGED} sections=.text:code:64:0,${DATA} position=middle`,
  ),
  extreme(
    'payload-2-mib',
    'a payload of the size of a small kernel',
    `${PAGED} ${THREE} payload=0x200000`.replace('payload=200 ', ''),
  ),
  extreme(
    'payload-20-mib',
    'a payload of the size of a large kernel, whose offset and size need 25 bits',
    'headerRoom=page grain=page sections=.before:data:2500:0,.text:code:0:0 payload=0x1400000',
  ),
  extreme(
    'file-48-mib-grown',
    'data that must move in a large 32-bit image, followed by symbols and an overlay, with a CheckSum',
    `machine=riscv32 headerRoom=0 payload=200 sections=${TEXT},.data:data:60000:0 symbols=table checkSum=valid overlay=0x1000000`,
  ),
  extreme('stub-70-kb', 'a PE header whose offset needs 17 bits', `payload=200 ${THREE} stub=70000`),
  extreme('signatures-240-kb', 'four signatures of 60 kB', `${PAGED} ${THREE} certificates=4 signedName=60000`),
  extreme(
    'content-64-kib',
    'content whose length needs 17 bits',
    `${PAGED} ${THREE} request=.bpf:0:0x10000:0x40000040`,
  ),
  extreme(
    'content-4-mib',
    'content of 4 MiB with an overlay that must move',
    `${PAGED} ${THREE} overlay=13 request=.bpf:0:0x400000:0x40000040`,
  ),
  extreme(
    'content-20-mib',
    'content whose length needs 25 bits',
    `${PAGED} ${THREE} fileAlignment=4096 request=.bpf:5000:77:0x40000040`,
  ),
  extreme(
    'name-taken-eight-bytes',
    'an eight-byte name, without a terminating zero, already exists',
    `${PAGED} sections=${TEXT},eight888:data:1:0 request=eight888:0:100:0x40000040`,
  ),
  extreme('content-blocks', 'content of 8,192 whole blocks', `${PAGED} ${THREE} request=.bpf:8192:0:0x40000040`),
  extreme(
    'content-zeros',
    'content of zeros that must not be mistaken for padding',
    `${PAGED} ${THREE} request=.bpf:3:1:0x40000040:zeros`,
  ),
];

/** The images at the ends, in the order in which campaigns run them; the same for every seed. */
export const EXTREMES: readonly Extreme[] = [...ADDRESSES, ...ROOM, ...SIZES, ...COUNTS];
