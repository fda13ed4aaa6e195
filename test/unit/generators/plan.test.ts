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
import type { KernelKind } from '../../../generators/index.ts';
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

  it('take keys in any order and numbers in hex', () => {
    expect(parsePlan('seed=0x10 fileAlignment=0x200 overlay=8')).toEqual({ ...DULL_PLAN, overlay: 8, seed: 16 });
  });
});

describe('a plan that cannot be read or laid out', () => {
  it.each([
    ['colour=red', /"colour=red".*write key=value with one of machine, fileAlignment/],
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
    ['request=/4:0:1:0x40000040', /request=\/4.* is out of range/],
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
    ['sections=.text:code:0:0,.data:data:1:raw', /VirtualSize 0; use virtual=raw for data sections in front/],
    ['sections=.text:code:0:raw,.data:data:1:0', /VirtualSize 0/],
    ['sections=.text:code:0:0,/4:data:1:0', /name one section \/4 exactly when symbols=long/],
    ['symbols=long', /symbols=long does not fit/],
    ['fileAlignment=8192', /sectionAlignment=4096 is below fileAlignment=8192; raise the first/],
    ['debug=dll', /debug=dll needs directory 6, but directories=6; use directories=7 or more/],
    ['request=.bpf:0:0:0x40000040', /content would have 0 bytes; raise its blocks or extra/],
    ['sections=.text:code:0:0,.d:data:65535:0 fileAlignment=4096', /use less or smaller sections/],
    ['fillers=2000 sectionAlignment=2097152', /bytes in the file and \d+ in memory; use less/],
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
