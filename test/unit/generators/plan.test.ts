import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  caseFromPlan,
  DULL_PLAN,
  KERNEL_KINDS,
  kernelPlan,
  parsePlan,
  PlanError,
  printPlan,
  zbootPlan,
} from '../../../generators/index.ts';
import type { KernelKind, Plan } from '../../../generators/index.ts';
import { readFacts } from './facts.ts';

describe('plan texts', () => {
  it('read back equal', () => {
    fc.assert(
      fc.property(zbootPlan(), (plan) => {
        expect(parsePlan(printPlan(plan))).toEqual(plan);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('are one line without quotes', () => {
    fc.assert(
      fc.property(zbootPlan(), (plan) => {
        expect(printPlan(plan)).toMatch(/^[a-z]+=\S+( [a-zA-Z]+=[^\s'"]+)*$/);
      }),
      { seed: 2, numRuns: 100 },
    );
  });

  it('mean the dull plan where they say nothing', () => {
    expect(parsePlan('')).toEqual(DULL_PLAN);
    expect(printPlan(DULL_PLAN)).toBe('machine=arm64 sections=.text:code:0:0 request=.bpf:0:1:0x40000040');
  });

  it.each([
    ['request=%2f4:0:1:0x40000040', { request: { ...DULL_PLAN.request, name: '/4' } }],
    ['request=:0:0:0x40000040', { request: { ...DULL_PLAN.request, name: '', extra: 0 } }],
    ['request=%00a%20%e4:0:1:0x40000040', { request: { ...DULL_PLAN.request, name: '\0a \u00e4' } }],
    ['request=.bpf:0:1:0x40000040:zeros', { request: { ...DULL_PLAN.request, content: 'zeros' } }],
    ['request=.bpf:0:1:0xffffffff', { request: { ...DULL_PLAN.request, characteristics: 0xffff_ffff } }],
    ['tables=3,1 directories=16', { tables: [3, 1], directories: 16 }],
    ['debugMore=4097,1 directories=7', { debugMore: [4097, 1], directories: 7 }],
    [
      'values=loaderFlags:0x1,mzWord:0x905a4d',
      {
        values: [
          { field: 'loaderFlags', value: 1 },
          { field: 'mzWord', value: 0x90_5a4d },
        ],
      },
    ],
    ['sectionFlags=0x8000000 debugWord=0x41', { sectionFlags: 0x800_0000, debugWord: 0x41 }],
  ])('say what few plans have: %s', (text, meant) => {
    const plan = { ...DULL_PLAN, ...meant } as Plan;
    expect(parsePlan(text)).toEqual(plan);
    for (const word of text.split(' ')) expect(printPlan(plan).split(' ')).toContain(word);
  });

  it('say none for lists without anything in them', () => {
    expect(parsePlan('tables=none values=none debugMore=none')).toEqual(DULL_PLAN);
  });

  it('take keys in any order and numbers in hex', () => {
    expect(parsePlan('seed=0x10 fileAlignment=0x200 overlay=8')).toEqual({ ...DULL_PLAN, overlay: 8, seed: 16 });
  });
});

describe('a plan that cannot be read or laid out', () => {
  it.each([
    ['colour=red', /"colour=red".*write key=value with one of machine, shape, fileAlignment/],
    ['seed', /"seed" is not key=value/],
    ['seed=1=2', /"seed=1=2" is not key=value/],
    ['seed=1 seed=2', /"seed" is given twice/],
    [`${'x'.repeat(1000)}=1`, /^plan: "x{100}…" is not key=value/],
    [`machine=${'x'.repeat(1000)}`, /^plan: machine=x{100}… is not a value/],
    ['seed=one', /seed=one is not a value.*whole number from 0 to 4294967295/],
    ['seed=-1', /seed=-1 is out of range/],
    ['machine=vax', /machine=vax.*one of arm64, x86-64/],
    ['fileAlignment=768', /fileAlignment=768 is out of range; it must be a power of two from 512 to 65536/],
    ['headerRoom=12', /headerRoom=12 is out of range; it must be minimal, page or a multiple of 8/],
    ['stub=12', /stub=12 .*multiple of 8/],
    ['sections=.text:code:0', /sections=\.text:code:0 is not a value/],
    ['sections=.text:code:0:0:9', /is not a value/],
    ['sections=.text$x:code:0:0', /sections=\.text\$x:code:0:0 is out of range/],
    ['request=.bpf:1:1', /request=\.bpf:1:1 is not a value/],
    ['request=.bpf:0:1:1:1', /is not a value/],
    [
      'request=.bpf:0:1:0x40000040:wood',
      /request=.*:wood is not a value.*a content out of filler zeros elf pe bom text/,
    ],
    ['request=.bpf:0:1:0x40000040:elf:1', /is not a value/],
    ['request=seventeen%20letters:0:1:0x40000040', /is out of range.*a name of 0 to 16 bytes/],
    ['request=.bpf:16385:1:0x40000040', /is out of range.*whole blocks from 0 to 16384/],
    ['request=.bpf:0:4194305:0x40000040', /is out of range/],
    ['request=.bpf:0:1:0x100000000', /is out of range/],
    ['values=loaderFlags', /values=loaderFlags is not a value.*a list of field:value with distinct fields of mzWord/],
    ['values=loaderFlags:1:2', /is not a value/],
    ['values=colour:1', /values=colour:1 is not a value/],
    ['values=loaderFlags:0x100000000', /values=loaderFlags:0x100000000 is out of range/],
    ['values=subsystem:65536', /values=subsystem:0x10000 is out of range/],
    ['values=minorLinkerVersion:256', /values=minorLinkerVersion:0x100 is out of range/],
    ['values=reserved:0x20000000000000', /is out of range/],
    ['values=mzWord:0x4d5a', /values=mzWord:0x4d5a is out of range/],
    ['values=', /values= is not a value/],
    ['tables=5', /tables=5 is out of range.*none, or a list of distinct data directories from 0 to 15/],
    ['tables=3,16', /tables=3,16 is out of range/],
    ['tables=a', /tables=a is not a value/],
    ['debugMore=2', /debugMore=2 is out of range.*other than 2 and 20/],
    ['debugMore=4,20', /debugMore=4,20 is out of range/],
    ['sections=none', /sections=none is not a value/],
    ['sectionAlignment=256', /sectionAlignment=256 is out of range/],
    ['symbolCount=0', /symbolCount=0 is out of range/],
  ])('is refused by parsePlan: %s', (text, message) => {
    expect(() => parsePlan(text)).toThrow(PlanError);
    expect(() => parsePlan(text)).toThrow(message);
  });

  it.each([
    ['sections=.data:data:1:0', /no \.text of kind code; add \.text:code:0:0/],
    ['sections=.text:data:1:0', /no \.text of kind code/],
    ['sections=.text:code:0:0,.a:data:1:0,.a:bss:0:9', /name \.a twice; rename one/],
    ['sections=.text:code:0:0,.bss:bss:1:9', /\.bss:bss:1:9 has raw data; a bss section needs blocks 0/],
    ['sections=.text:code:0:0,.init:code:0:9', /code without raw data/],
    ['sections=.text:code:0:0,.data:data:0:0', /empty in the file and in memory; give it virtual above 0/],
    ['sections=.text:code:0:raw,.data:data:1:0', /VirtualSize 0; use virtual=raw for sections without code only/],
    ['sections=.text:code:0:0,.init:code:1:raw', /VirtualSize 0; use virtual=raw for sections without code only/],
    ['sections=.text:code:0:0,.data:data:0:raw', /empty in the file and in memory/],
    ['sections=.text:code:0:0,/4:data:1:0', /name one section \/4 exactly when symbols=long/],
    ['symbols=long', /symbols=long does not fit/],
    ['fileAlignment=8192', /sectionAlignment=4096 is below fileAlignment=8192; raise the first/],
    ['debug=dll', /debug=dll needs directory 6, but directories=6; use directories=7 or more/],
    ['request=.bpf:0:-1:0x40000040', /content would have -1 bytes; raise its blocks or extra to get 0 or more/],
    ['fileAlignment=512 sectionAlignment=1024', /below a page and fileAlignment=512 is not the same; make them equal/],
    ['sectionAlignment=512 rawOrder=reversed', /below a page makes file offsets equal addresses; leave out/],
    ['sectionAlignment=512 addressOrder=rotated', /below a page makes file offsets equal addresses; leave out/],
    ['sectionAlignment=512 gap=1', /below a page makes file offsets equal addresses; leave out/],
    ['sectionAlignment=512 addressGap=1', /below a page makes file offsets equal addresses; leave out/],
    ['sectionAlignment=512 rawExcess=1', /below a page makes file offsets equal addresses; leave out/],
    ['debugMore=13', /debugMore=13 needs directory 6, but directories=6; use directories=7 or more/],
    ['directories=7 debug=dll debugPlace=overlay debugAddress=loaded', /is not loaded; use debugAddress=zero/],
    ['tables=8', /tables=8 needs more directories than directories=6; use up to 16/],
    ['directories=8 tables=7,1,7', /tables=7,1,7 has a directory twice; give each once/],
    ['values=loaderFlags:1,loaderFlags:2', /values has a field twice; give each once/],
    ['machine=riscv32 imageBase=0x100000000', /does not fit a 32-bit machine; use at most 4294901760/],
    [
      'machine=riscv32 values=sizeOfHeapCommit:0x100000000',
      /the value of sizeOfHeapCommit does not fit a 32-bit machine/,
    ],
    ['relocations=3', /relocations=3 does not fit 0 sections of kind reloc.*such as \.reloc:reloc:1:0/],
    ['sections=.text:code:0:0,.reloc:reloc:1:0', /relocations=0 does not fit 1 sections of kind reloc/],
    ['sections=.text:code:0:0,.r:reloc:1:0,.s:reloc:1:0 relocations=1', /relocations=1 does not fit 2 sections/],
    ['sections=.text:code:0:0,.d:data:65535:0 fileAlignment=4096', /use less or smaller sections/],
    ['fillers=2100 sectionAlignment=2097152', /bytes in the file and \d+ in memory; use less/],
  ])('is refused by caseFromPlan: %s', (text, message) => {
    const plan = parsePlan(text);
    expect(() => caseFromPlan(plan)).toThrow(PlanError);
    expect(() => caseFromPlan(plan)).toThrow(message);
  });

  it('is refused by caseFromPlan when a value is out of range', () => {
    expect(() => caseFromPlan({ ...DULL_PLAN, directories: 17 })).toThrow(/directories=17 is out of range/);
  });
});

describe('kinds of kernels', () => {
  const KINDS = Object.keys(KERNEL_KINDS) as readonly KernelKind[];

  it.each(KINDS)('lay %s out as its kernel is', (kind) => {
    const facts = KERNEL_KINDS[kind];
    fc.assert(
      fc.property(kernelPlan(kind), (plan) => {
        const { image, declares } = caseFromPlan(plan);
        const { peOffset, sizeOfHeaders, sizeOfImage, sections, directoryCount } = readFacts(image);
        expect([peOffset, sizeOfHeaders, sizeOfImage % 512]).toEqual([64, 4096, 0]);
        expect(directoryCount).toBe(kind === 'arm64-bti' ? 7 : 6);
        expect(sections.every((each) => each.virtualAddress === each.pointerToRawData)).toBe(true);
        expect(sections[0]).toMatchObject({ name: '.text', characteristics: 0x60000020 });
        expect(sections[0]?.virtualSize).toBe(sections[0]?.sizeOfRawData);
        expect(sections.at(-1)).toMatchObject({
          name: '.data',
          characteristics: 0xc0000040,
          sizeOfRawData: 512 * facts.dataBlocks,
        });
        expect(declares).toEqual(kind === 'arm64-6.1' ? ['PE-NX-001'] : []);
      }),
      { seed: 1, numRuns: 30 },
    );
  });

  it('put EX_DLLCHARACTERISTICS directly behind the section table of arm64-bti', () => {
    const [plan] = fc.sample(kernelPlan('arm64-bti'), { seed: 1, numRuns: 1 });
    const { image } = caseFromPlan(plan ?? DULL_PLAN);
    const { tableEnd } = readFacts(image);
    expect(tableEnd).toBe(0x150);
    expect([...image.subarray(tableEnd, tableEnd + 8)]).toEqual([0x40, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('give sbat a discardable section that starts with its own record', () => {
    const [plan] = fc.sample(kernelPlan('sbat'), { seed: 1, numRuns: 1 });
    const { image } = caseFromPlan(plan ?? DULL_PLAN);
    const sbat = readFacts(image).sections[1];
    const start = sbat?.pointerToRawData ?? 0;
    expect(sbat).toMatchObject({ name: '.sbat', characteristics: 0x42000040 });
    expect(Buffer.from(image).toString('latin1', start, start + 7)).toBe('sbat,1,');
  });
});
