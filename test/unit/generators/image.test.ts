import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { caseAt, caseFromPlan, parsePlan } from '../../../generators/index.ts';
import { readFacts } from './facts.ts';
import type { SectionFacts } from './facts.ts';

const CASES = Array.from({ length: 400 }, (_, index) => caseAt(11, index));

function imageOf(text: string): Uint8Array {
  return caseFromPlan(parsePlan(text)).image;
}

function withRaw(sections: readonly SectionFacts[]): readonly SectionFacts[] {
  return sections
    .filter(({ sizeOfRawData }) => sizeOfRawData > 0)
    .sort((a, b) => a.pointerToRawData - b.pointerToRawData);
}

describe('a generated image', () => {
  it('has a gzip payload that decompresses to a PE image', () => {
    for (const { image } of CASES.filter(({ plan }) => plan.compression === 'gzip')) {
      const inner = gunzipSync(readFacts(image).payload);
      expect(inner.toString('latin1', 0, 2)).toBe('MZ');
      expect(readFacts(inner).certificate).toEqual([0, 0]);
      expect(readFacts(inner).sections.map(({ name }) => name)).toEqual(['.text']);
    }
  });

  it('has its compression type, its section count and its directory count in the headers', () => {
    for (const { image, plan } of CASES) {
      const facts = readFacts(image);
      expect(facts.compression).toBe(plan.compression);
      expect(facts.sections.length).toBe(plan.sections.length + plan.fillers);
      expect(facts.directoryCount).toBe(plan.directories);
    }
  });

  it('has a PE header aligned to 8 and the first raw data at SizeOfHeaders, or behind the gap in front of it', () => {
    for (const { image, plan } of CASES) {
      const { peOffset, sections, sizeOfHeaders } = readFacts(image);
      const gap =
        (plan.gapRank === 0 ? plan.gap : 0) *
        (plan.grain === 'page' ? Math.max(4096, plan.fileAlignment) : plan.fileAlignment);
      expect(peOffset % 8).toBe(0);
      const pointer = withRaw(sections)[0]?.pointerToRawData;
      expect(pointer).toBe(sizeOfHeaders + gap);
    }
  });

  it('has no overlap of raw data and none behind the end of the file', () => {
    for (const { image } of CASES) {
      const { sections, sizeOfHeaders } = readFacts(image);
      let end = sizeOfHeaders;
      for (const { pointerToRawData, sizeOfRawData } of withRaw(sections)) {
        expect(pointerToRawData).toBeGreaterThanOrEqual(end);
        end = pointerToRawData + sizeOfRawData;
      }
      expect(end).toBeLessThanOrEqual(image.length);
    }
  });

  it('has adjacent sections in memory, but for the gap before the highest', () => {
    for (const { image, plan } of CASES) {
      const { sections, sizeOfHeaders } = readFacts(image);
      const up = (value: number): number => Math.ceil(value / plan.sectionAlignment) * plan.sectionAlignment;
      const ordered = [...sections].sort((left, right) => left.virtualAddress - right.virtualAddress);
      let address = up(sizeOfHeaders) + plan.addressStart * plan.sectionAlignment;
      for (const [rank, { virtualAddress, virtualSize, sizeOfRawData }] of ordered.entries()) {
        const isHighest = rank > 0 && rank === ordered.length - 1;
        expect(virtualAddress).toBe(address + (isHighest ? plan.addressGap * plan.sectionAlignment : 0));
        address = up(virtualAddress + (virtualSize === 0 ? sizeOfRawData : virtualSize));
      }
    }
  });

  it('has its addresses in the order of the table unless the plan has another', () => {
    for (const { image, plan } of CASES) {
      const addresses = readFacts(image).sections.map(({ virtualAddress }) => virtualAddress);
      const isOrdered = addresses.every((address, index) => address > (addresses[index - 1] ?? 0));
      expect(isOrdered).toBe(plan.addressOrder === 'table' || addresses.length < 2);
    }
  });

  it('has its entry point in raw data of .text and outside the payload', () => {
    for (const { image } of CASES) {
      const { sections, entryPoint, payload } = readFacts(image);
      const text = sections.find(({ name }) => name === '.text');
      const inText = entryPoint - (text?.virtualAddress ?? 0);
      expect(inText).toBeGreaterThanOrEqual(0);
      expect(inText).toBeLessThan(Math.min((text?.virtualSize ?? 0) - 1, text?.sizeOfRawData ?? 0));
      const inPayload = (text?.pointerToRawData ?? 0) + inText - payload.byteOffset;
      expect(inPayload < 0 || inPayload >= payload.length).toBe(true);
    }
  });
});

describe('header room', () => {
  it.each([0, 8, 16, 24, 32, 40, 48, 80])('is exactly %i bytes when the plan asks for it', (room) => {
    for (const machine of ['arm64', 'riscv32']) {
      for (const grain of ['block', 'page']) {
        const facts = readFacts(imageOf(`machine=${machine} grain=${grain} headerRoom=${room} stub=24`));
        expect(facts.sizeOfHeaders - facts.tableEnd).toBe(room);
        expect(facts.sizeOfHeaders % (grain === 'page' ? 4096 : 512)).toBe(0);
      }
    }
  });

  it('counts from the end of debug data in the header slack', () => {
    const facts = readFacts(imageOf('directories=7 debug=codeview headerRoom=16'));
    expect(facts.sizeOfHeaders - facts.tableEnd).toBe(16 + 40);
  });

  it('fills whole pages in a kernel', () => {
    expect(readFacts(imageOf('headerRoom=page')).sizeOfHeaders).toBe(4096);
    expect(readFacts(imageOf('headerRoom=minimal')).sizeOfHeaders).toBe(512);
  });
});

describe('the payload', () => {
  it.each(['gzip', 'zstd', 'xzkern'])('ends with the last byte that is raw and virtual (%s)', (compression) => {
    for (const virtual of [-100, 0, 700]) {
      const image = imageOf(
        `sections=.text:code:0:0,.data:data:3:${virtual} holder=1 position=last compression=${compression}`,
      );
      const { payload, sections } = readFacts(image);
      const data = sections[1];
      const footer = compression === 'gzip' ? 0 : 4;
      const end = payload.byteOffset + payload.length + footer - (data?.pointerToRawData ?? 0);
      expect(end).toBe(Math.min(data?.virtualSize ?? 0, data?.sizeOfRawData ?? 0));
    }
  });

  it('starts its section or has bytes in front of it as planned', () => {
    const start = (position: string): number => {
      const { payload, sections } = readFacts(imageOf(`sections=.text:code:4:0 position=${position}`));
      return payload.byteOffset - (sections[0]?.pointerToRawData ?? 0);
    };
    expect(start('first')).toBe(0);
    expect(start('middle')).toBeGreaterThan(0);
    expect(start('last')).toBeGreaterThan(start('middle'));
  });

  it('spans several stored blocks when it is long', () => {
    const { payload } = readFacts(imageOf('payload=140000'));
    expect(gunzipSync(payload).length).toBe(140_000 + 328);
  });
});

describe('the tail of the file', () => {
  it('ends with a certificate table aligned to 8', () => {
    const image = imageOf('overlay=3 certificates=2 signedName=21');
    const [offset, length] = readFacts(image).certificate;
    expect(offset % 8).toBe(0);
    // Two entries of equal length, each in whole words of 8 bytes.
    expect(length % 16).toBe(0);
    expect(offset + length).toBe(image.length);
  });

  it('has an overlay without zero bytes', () => {
    const image = imageOf('overlay=13');
    expect(image.length % 512).toBe(13);
    expect(image.subarray(-13).includes(0)).toBe(false);
  });
});

describe('CheckSum', () => {
  it.each([0, 1, 2, 3])('is the ones-complement sum of words plus the length, for a length of 4n + %i', (overlay) => {
    const image = imageOf(`overlay=${overlay} checkSum=valid seed=9`);
    const facts = readFacts(image);
    const field = facts.peOffset + 88;
    let sum = 0;
    for (let offset = 0; offset < image.length; offset += 2) {
      const word = (image[offset] ?? 0) + 256 * (image[offset + 1] ?? 0);
      sum += offset >= field && offset < field + 4 ? 0 : word;
      sum = (sum % 65_536) + Math.floor(sum / 65_536);
    }
    expect(facts.checkSum).toBe(sum + image.length);
  });
});
