/** What sample reports have failed on. */
import type { Failure } from '../../../src/results/index.ts';

/** A payload offset that was left as it was. */
export const staleOffset: Failure = {
  set: 'random',
  index: 37,
  caseId: '1-37-PR-ZB-003',
  shrinkSteps: 12,
  append: null,
  findings: [
    {
      about: 'zbootHeader.payloadOffset',
      expected: { kind: 'equals', value: 0x400 },
      actual: 0x1000,
      at: [{ file: 'after', offset: 8, length: 4 }],
    },
  ],
  excerpts: [
    {
      file: 'after',
      offset: 0,
      hex: '4d5a00007a696d6700100000000200000000000000000000677a697000000000',
      marks: [{ offset: 8, length: 4 }],
    },
  ],
};

/** Bytes that are gone. */
export const lostBytes: Failure = {
  set: 'random',
  index: 112,
  caseId: '1-112-PR-KEEP-002',
  shrinkSteps: 0,
  append: null,
  findings: [
    {
      about: 'sections[1].rawData',
      expected: { kind: 'same-bytes', as: { file: 'before', offset: 0x400, length: 0x20 } },
      actual: 'other bytes from [0x410, 0x414) on',
      at: [{ file: 'after', offset: 0x410, length: 4 }],
    },
    {
      about: 'overlay',
      expected: { kind: 'within', what: 'the file', start: 0, end: 0x600 },
      actual: '[0x5f0, 0x610)',
      at: [{ file: 'after', offset: 0x5f0, length: 0x10 }],
    },
    {
      about: 'coff.numberOfSections',
      expected: { kind: 'equals', value: 3 },
      actual: 2,
      at: [{ file: 'after', offset: 0x46, length: 2 }],
    },
    {
      about: 'optionalHeader.sizeOfImage',
      expected: { kind: 'multiple-of', value: 0x1000 },
      actual: 0x2200,
      at: [{ file: 'after', offset: 0x90, length: 4 }],
    },
  ],
  excerpts: [
    {
      file: 'after',
      offset: 0x400,
      hex: '000102030405060708090a0b0c0d0e0fdeadbeef101112131415161718191a1b',
      marks: [{ offset: 0x410, length: 4 }],
    },
    {
      file: 'before',
      offset: 0x400,
      hex: '000102030405060708090a0b0c0d0e0f000000001011121314',
      marks: [{ offset: 0x410, length: 4 }],
    },
    { file: 'after', offset: 0x5f0, hex: '00', marks: [{ offset: 0x5f0, length: 1 }] },
  ],
};
