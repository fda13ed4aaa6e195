import { IDEAL_AT, ideal } from './base-images.ts';
import { CERTIFICATES, certificate, certified, sizeAt, words } from './directory-images.ts';
import type { ImageHold, ImageViolation } from './entries.ts';
import { setWords } from './patch.ts';

const START = IDEAL_AT.end;
const SIZE = sizeAt(CERTIFICATES);

/** Certificates at most that the reader keeps. */
const KEPT = 1024;

/** {@link ideal} with one certificate of 24 bytes. */
function one(): Uint8Array {
  return certified(certificate(24));
}

/** So many certificates of 8 bytes. */
function many(count: number): Uint8Array {
  return certified(words(4, ...Array.from({ length: count }, () => [8, 0x0002_0200]).flat()));
}

/** Two certificates, of 16 bytes and of a length that is written over, in 40 bytes. */
function two(length: number): Uint8Array {
  return certified(words(4, 16, 0x0002_0200, 0, 0, length, 0x0002_0200, 0, 0, 0, 0));
}

const LENGTH = { offset: START + 16, length: 4 };

/** Violations of the rules on certificates. */
export const CERTIFICATE_VIOLATIONS: readonly ImageViolation[] = [
  ...[0, 7].map((length) => ({
    rule: 'PE-DIR-015' as const,
    name: `the second certificate has a length of ${length}`,
    base: () => two(24),
    make: () => two(length),
    at: LENGTH,
    actual: length,
    wanted: { kind: 'at-least', value: 8 } as const,
  })),
  ...[25, 0x80000000, 0xffffffff].map((length) => ({
    rule: 'PE-DIR-015' as const,
    name: `the second certificate has a length of ${length}, more than is left`,
    base: () => two(24),
    make: () => two(length),
    at: LENGTH,
    actual: length,
    wanted: { kind: 'at-most', value: 24 } as const,
  })),
  {
    rule: 'PE-DIR-015',
    name: 'four bytes are left behind the last certificate',
    base: ideal,
    make: () => certified(certificate(24, 0x0002_0200, 28)),
    also: ['PE-DIR-011', 'PE-NX-012'],
    at: SIZE,
    beside: [{ offset: START + 24, length: 4 }],
    actual: 28,
    wanted: { kind: 'equals', value: 24 },
  },
  {
    rule: 'PE-DIR-015',
    name: 'the rounding of the last certificate passes the end of the table',
    base: ideal,
    make: () => certified(certificate(17, 0x0002_0200, 23)),
    also: ['PE-DIR-011', 'PE-NX-012'],
    at: SIZE,
    beside: [{ offset: START + 24, length: 0 }],
    actual: 23,
    wanted: { kind: 'equals', value: 24 },
  },
  {
    rule: 'PE-DIR-015',
    name: 'eight zeros are left behind the last certificate',
    base: ideal,
    make: () => certified(certificate(16, 0x0002_0200, 24)),
    at: LENGTH,
    actual: 0,
  },
  {
    rule: 'PE-DIR-015',
    name: 'a certificate behind very many has no length',
    base: () => many(KEPT + 10),
    make: () => setWords(many(KEPT + 10), [START + 8 * (KEPT + 5), 0]),
    at: { offset: START + 8 * (KEPT + 5), length: 4 },
    actual: 0,
  },
  {
    rule: 'PE-DIR-016',
    name: 'the revision is 1.0',
    base: one,
    make: () => certified(certificate(24, 0x0002_0100)),
    at: { offset: START + 4, length: 2 },
    actual: 0x0100,
    wanted: { kind: 'equals', value: 0x0200 },
  },
  ...[0, 1, 3, 9, 0xeef, 0xef2].map((type) => ({
    rule: 'PE-DIR-016' as const,
    name: `the type is 0x${type.toString(16)}`,
    base: one,
    make: () => certified(certificate(24, type * 2 ** 16 + 0x0200)),
    at: { offset: START + 6, length: 2 },
    actual: type,
    wanted: { kind: 'one-of', values: [0x0002, 0x0ef0, 0x0ef1] } as const,
  })),
  {
    rule: 'PE-DIR-016',
    name: 'a certificate behind very many is of another type',
    base: () => many(KEPT + 10),
    make: () => setWords(many(KEPT + 10), [START + 8 * (KEPT + 5) + 4, 0x0009_0200]),
    at: { offset: START + 8 * (KEPT + 5) + 6, length: 2 },
    actual: 9,
  },
];

/** Images on which these rules hold by the smallest margin. */
export const CERTIFICATE_HOLDS: readonly ImageHold[] = [
  { rule: 'PE-DIR-015', name: 'the image has no certificates', make: ideal },
  { rule: 'PE-DIR-015', name: 'two certificates fill the table', make: () => two(24) },
  { rule: 'PE-DIR-015', name: 'the last certificate is rounded up to the end of the table', make: () => two(17) },
  { rule: 'PE-DIR-015', name: 'the last certificate is a head', make: () => certified(certificate(8)) },
  { rule: 'PE-DIR-015', name: 'there are more certificates than anybody keeps', make: () => many(KEPT + 10) },
  { rule: 'PE-DIR-016', name: 'the image has no certificates', make: ideal },
  ...[0x0002, 0x0ef0, 0x0ef1].map((type) => ({
    rule: 'PE-DIR-016' as const,
    name: `the type is 0x${type.toString(16)}`,
    make: () => certified(certificate(24, type * 2 ** 16 + 0x0200)),
  })),
];
