/**
 * Goal: generator, reader and rules tell the same story about a case. The generator's side of it is the plan alone, so
 * what is expected is worked out here once more, and no layout of the generator can vouch for itself.
 */
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FEATURES, KERNEL_KINDS, caseAt, caseFromPlan, kernelPlan } from '../../generators/index.ts';
import type { KernelKind, Machine, Plan, SectionKind, ZbootCase } from '../../generators/index.ts';
import { IMAGE_RULES, RULES, isWithheld, judgeImage, levelOf } from '../../properties/index.ts';
import { examine } from '../../src/campaign/index.ts';
import { isZboot, readImage } from '../../src/reader/index.ts';
import type { Image, RegionKind } from '../../src/reader/index.ts';
import { builtinSubject } from '../../src/subjects/index.ts';
import { effort } from '../support/effort.ts';
import { expectDebug, expectOverlay, expectUnusual, valueOf } from '../support/planned.ts';

const CASES: readonly ZbootCase[] = Array.from({ length: effort(2000) }, (_, index) => caseAt(1, index));
const KERNELS: readonly ZbootCase[] = (Object.keys(KERNEL_KINDS) as KernelKind[]).flatMap((kind) =>
  fc.sample(kernelPlan(kind), { seed: 1, numRuns: 40 }).map(caseFromPlan),
);

const MACHINES: Readonly<Record<Machine, readonly [code: number, magic: number]>> = {
  arm64: [0xaa64, 0x20b],
  'x86-64': [0x8664, 0x20b],
  riscv64: [0x5064, 0x20b],
  loongarch64: [0x6264, 0x20b],
  riscv32: [0x5032, 0x10b],
  loongarch32: [0x6232, 0x10b],
};
const FLAGS: Readonly<Record<SectionKind, number>> = {
  code: 0x60000020,
  data: 0xc0000040,
  rodata: 0x40000040,
  bss: 0xc0000080,
  sbat: 0x42000040,
  reloc: 0x42000040,
};

/** Cases after which nothing is left that no case has shown; a default campaign has as many with full effort. */
const EXERCISING = effort(3000);

/** The payload is an image with 328 bytes of headers. */
const INNER_HEADERS = 328;

function imageOf({ image }: ZbootCase): Image {
  const reading = readImage(image);
  if (!reading.ok) throw new Error(`a generated image cannot be read: ${reading.fault.code}`);
  return reading.image;
}

/** Names in table order: fillers stand behind the first planned section. */
function namesOf({ sections: [first, ...others], fillers }: Plan): string[] {
  const inserted = Array.from({ length: fillers }, (_, index) => `.s${index}`);
  return [...(first === undefined ? [] : [first.name]), ...inserted, ...others.map(({ name }) => name)];
}

function bytesIn(image: Image, kind: RegionKind): number {
  return image.regionMap.regions.reduce((sum, region) => (region.kind === kind ? sum + region.length : sum), 0);
}

function zbootFields({ shape }: Plan, { compressionType, linuxPeMagic }: Image['zbootHeader']): object {
  return shape === 'zboot' ? { compression: compressionType.value, linuxMagic: linuxPeMagic.value } : {};
}

function expectHeaders(image: Image, plan: Plan): void {
  const { coffHeader, optionalHeader, zbootHeader } = image;
  const [machine, magic] = MACHINES[plan.machine];
  expect({
    machine: coffHeader.machine.value,
    timeDateStamp: coffHeader.timeDateStamp.value,
    magic: optionalHeader.magic.value,
    fileAlignment: optionalHeader.fileAlignment.value,
    sectionAlignment: optionalHeader.sectionAlignment.value,
    directories: optionalHeader.numberOfRvaAndSizes.value,
    imageVersion: optionalHeader.majorImageVersion.value,
    ...zbootFields(plan, zbootHeader),
    dllCharacteristics: optionalHeader.dllCharacteristics.value,
    checkSum: optionalHeader.checkSum.value === 0 ? 'zero' : 'valid',
    imageBase: optionalHeader.imageBase.value,
  }).toEqual({
    machine,
    timeDateStamp: plan.timeDateStamp,
    magic,
    fileAlignment: plan.fileAlignment,
    sectionAlignment: plan.sectionAlignment,
    directories: plan.directories,
    imageVersion: plan.imageVersion,
    ...(plan.shape === 'zboot' && {
      compression: plan.compression,
      linuxMagic: valueOf(plan, 'linuxPeMagic') ?? (plan.linuxMagic === 'present' ? 0x818223cd : 0),
    }),
    dllCharacteristics: valueOf(plan, 'dllCharacteristics') ?? (plan.nxCompat === 'set' ? 0x100 : 0),
    checkSum: plan.checkSum,
    imageBase: BigInt(plan.imageBase),
  });
}

/** Where the PE header stands and how many bytes are free behind the table and its debug data. */
function expectHeaderRoom(image: Image, plan: Plan): void {
  const { optionalHeader, dosHeader } = image;
  const { sizeOfHeaders } = optionalHeader;
  // Of live slack every byte may be of a kind of its own; all of it lies between the table or its debug data and the end.
  const tableEnd = image.sectionTable.offset + image.sectionTable.length;
  const debugData = bytesIn(image, 'claimed-slack');
  const free = sizeOfHeaders.value - tableEnd - debugData;
  const room = free - ((8 - (debugData % 8)) % 8);
  const stub = dosHeader.peHeaderOffset.value - 64;
  expect(bytesIn(image, 'dos-stub')).toBe(stub);
  if (typeof plan.headerRoom === 'number') {
    expect(room).toBe(plan.headerRoom);
    expect(stub).toBeGreaterThanOrEqual(plan.stub);
    return;
  }
  expect(stub).toBe(plan.stub);
  const block = plan.headerRoom === 'page' ? Math.max(4096, plan.fileAlignment) : plan.fileAlignment;
  expect(optionalHeader.sizeOfHeaders.value % block).toBe(0);
  expect(room).toBeLessThan(block);
}

function expectSections(image: Image, plan: Plan): void {
  expect(image.sections.map(({ name }) => name.value)).toEqual(namesOf(plan));
  const kinds = new Map(plan.sections.map(({ name, kind }) => [name, kind]));
  for (const { name, characteristics, longName, rawData, pointerToRawData } of image.sections) {
    const kind = kinds.get(name.value);
    if (kind === undefined) continue;
    expect(characteristics.value).toBe((FLAGS[kind] | (kind === 'code' ? 0 : plan.sectionFlags)) >>> 0);
    expect(longName).toBe(name.value === '/4' ? '.zboot.note' : null);
    if (kind !== 'bss') continue;
    expect(rawData.length).toBe(0);
    const { fileAlignment } = image.optionalHeader;
    const pointers = { zero: 0, headers: fileAlignment.value, end: pointerToRawData.value };
    expect(pointerToRawData.value).toBe(pointers[plan.bssPointer]);
  }
}

function expectPayload(image: Image, plan: Plan): void {
  if (plan.shape !== 'zboot') {
    expect(isZboot(image)).toBe(false);
    return;
  }
  const { payloadOffset, payloadSize } = image.zbootHeader;
  const bytes = image.source.slice(payloadOffset.value, payloadSize.value);
  const footer = plan.compression === 'gzip' ? 0 : 4;
  const end = payloadOffset.value + payloadSize.value + footer;
  // gzip ends with the decompressed length itself; behind all other types the word follows.
  const length = image.source.slice(end - 4, 4);
  expect(new DataView(length.buffer, length.byteOffset).getUint32(0, true)).toBe(INNER_HEADERS + plan.payload);
  if (plan.compression === 'gzip') expect(gunzipSync(bytes).length).toBe(INNER_HEADERS + plan.payload);
  const holder = image.sections.find(
    ({ rawData }) => rawData.offset <= payloadOffset.value && end <= rawData.offset + rawData.length,
  );
  expect(holder).toBeDefined();
  if (holder === undefined) return;
  const { rawData, extent } = holder;
  if (plan.holder === 0) expect(holder.name.value).toBe('.text');
  if (plan.position === 'first') expect(payloadOffset.value).toBe(rawData.offset);
  if (plan.position === 'last') expect(end).toBe(rawData.offset + Math.min(rawData.length, extent.length));
}

function expectRest(image: Image, plan: Plan): void {
  const grain = plan.grain === 'page' ? Math.max(4096, plan.fileAlignment) : plan.fileAlignment;
  const withData = image.sections.filter(({ rawData }) => rawData.length > 0);
  expect(bytesIn(image, 'gap')).toBe(withData.length <= plan.gapRank ? 0 : plan.gap * grain);
  expectOverlay(image, plan);
  if (plan.certificates === 0) {
    expect(image.certificateTable).toBeNull();
  } else {
    const signatures = image.certificateTable?.certificates.map(({ data }) => data.length) ?? [];
    expect(signatures).toHaveLength(plan.certificates);
    expect(new Set(signatures).size).toBe(1);
    expect(signatures[0]).toBeGreaterThan(plan.signedName);
  }
  const symbols = image.symbolTable === null ? 0 : image.symbolTable.symbols.length / 18;
  expect(symbols).toBe(plan.symbols === 'none' ? 0 : plan.symbolCount);
  const full = withData.map(({ rawData }) => rawData.offset + rawData.length);
  expect(Math.max(...full) % plan.fileAlignment).toBe(
    (plan.fileAlignment - (plan.rawCut % plan.fileAlignment)) % plan.fileAlignment,
  );
}

function expectFacts(zbootCase: ZbootCase): void {
  const image = imageOf(zbootCase);
  const { plan, request } = zbootCase;
  expectHeaders(image, plan);
  expectHeaderRoom(image, plan);
  expectSections(image, plan);
  expectPayload(image, plan);
  expectRest(image, plan);
  expectDebug(image, plan);
  expectUnusual(image, plan);
  expect(request.content.length).toBe(plan.request.blocks * plan.fileAlignment + plan.request.extra);
  expect(request.name).toBe(plan.request.name);
  if (plan.request.content === 'zeros') expect(request.content.some((byte) => byte > 0)).toBe(false);
}

/** The rules of profile `zboot` that the image breaks, but for those that only inform. */
function brokenRules(image: Uint8Array): string[] {
  const reading = readImage(image);
  return IMAGE_RULES.filter(({ id }) => ['error', 'warning'].includes(levelOf(id, 'zboot')))
    .filter((rule) => ['fail', 'error'].includes(judgeImage(rule, reading).kind))
    .map(({ id }) => id)
    .sort();
}

/** The declared rules that judge an image. */
function declaredRules({ declares }: ZbootCase): string[] {
  return declares.filter((id) => IMAGE_RULES.some((rule) => rule.id === id));
}

describe(`${CASES.length} cases`, () => {
  it('are read without an anomaly or a clash', () => {
    for (const each of CASES) {
      const { anomalies, regionMap } = imageOf(each);
      expect(anomalies).toEqual([]);
      expect(regionMap.clashes).toEqual([]);
    }
  });

  it('break the rules that they declare and no other', () => {
    for (const each of CASES) expect(brokenRules(each.image)).toEqual(declaredRules(each));
  });

  it('are read as they were planned', () => {
    for (const each of CASES) expectFacts(each);
  });
});

describe('the imitated kernels', () => {
  it('are read without an anomaly, break the rules that they declare, and are read as they were planned', () => {
    expect(KERNELS).toHaveLength(240);
    for (const each of KERNELS) {
      expect(imageOf(each).anomalies).toEqual([]);
      expect(brokenRules(each.image)).toEqual(declaredRules(each));
      expectFacts(each);
    }
  });
});

describe(`the first ${EXERCISING} cases of a campaign`, () => {
  it('shows every feature and exercises every decisive rule of the zboot profile', async () => {
    const decisive = RULES.filter(({ id }) => levelOf(id, 'zboot') === 'error');
    const subject = builtinSubject('test');
    const missing = new Set(FEATURES.map(({ name }) => name));
    const idle = new Set<string>(decisive.map(({ id }) => id));
    const failed = new Set<string>();
    for (let index = 0; index < EXERCISING; index += 1) {
      const zbootCase = CASES[index] ?? caseAt(1, index);
      for (const name of zbootCase.features) missing.delete(name);
      const { call, verdicts } = await examine(zbootCase, subject, decisive, index % 20 === 0 ? 'twice' : 'once');
      for (const [at, rule] of decisive.entries()) {
        const { id } = rule;
        const kind = verdicts[at]?.kind;
        // What a rewriter may refuse is for others to rewrite.
        if (kind === 'pass' || isWithheld(rule, call)) idle.delete(id);
        else if (kind === 'fail' || kind === 'error') failed.add(id);
      }
    }
    expect([...missing]).toEqual([]);
    expect([...idle]).toEqual([]);
    expect([...failed]).toEqual([]);
  });
});
