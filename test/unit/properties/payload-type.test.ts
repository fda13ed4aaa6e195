// ZB-011 says which field is wrong: the place of a payload that is elsewhere, and the type of one that is where the header says.
import { describe, expect, it } from 'vitest';
import { judgeImage, ruleOf } from '../../../properties/index.ts';
import { readImage } from '../../../src/reader/index.ts';
import { caseOf } from '../../support/cases.ts';

const KERNEL = 'machine=arm64 compression=gzip payload=100000 sections=.text:code:0:0';

function firstFinding(bytes: Uint8Array): object {
  const rule = ruleOf('ZB-011');
  if (rule?.scope !== 'image') throw new Error('ZB-011 is no rule on images');
  const verdict = judgeImage(rule, readImage(bytes));
  if (verdict.kind !== 'fail') throw new Error(`ZB-011 came to ${verdict.kind}`);
  return verdict.findings[0];
}

describe('ZB-011', () => {
  it('names the type where the payload is in its place', () => {
    const bytes = Buffer.from(caseOf(KERNEL).image);
    bytes.fill(0, 0x18, 0x38).write('zstd', 0x18, 'latin1');
    expect(firstFinding(bytes)).toMatchObject({
      about: 'zbootHeader.compressionType',
      expected: { kind: 'equals', value: 'gzip' },
      actual: 'zstd',
    });
  });

  it('names the place where the payload is elsewhere', () => {
    const bytes = Buffer.from(caseOf(KERNEL).image);
    const offset = bytes.readUInt32LE(0x8);
    bytes.writeUInt32LE(offset + 8, 0x8);
    expect(firstFinding(bytes)).toMatchObject({
      about: 'zbootHeader.payloadOffset',
      expected: { kind: 'equals', value: offset },
      actual: offset + 8,
    });
  });
});
