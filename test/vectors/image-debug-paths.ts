import { IDEAL_AT } from './base-images.ts';
import { debugged, entryField, plain, withDebug } from './directory-images.ts';
import type { Span } from '../../src/results/index.ts';
import type { ImageHold, ImageViolation } from './entries.ts';
import { insert, setBytes } from './patch.ts';

const END = IDEAL_AT.end;
const POINTER = entryField(0, 'pointer');

/** IMAGE_DEBUG_TYPE_CODEVIEW. [PE format, Debug Type] */
const CODEVIEW = 2;

interface CodeView {
  readonly bytes: Uint8Array;
  /** What the entry says that they are. */
  readonly size?: number;
  readonly distance?: number;
}

/** CodeView data at the start of the overlay, with a directory entry of so many bytes, and pointed at with a distance. */
function codeView({ bytes, size = bytes.length, distance = 0 }: CodeView, type = CODEVIEW): Uint8Array {
  const image = insert(plain(), END, new Uint8Array([...new Uint8Array(distance), ...bytes]));
  return withDebug(image, { type, pointer: END + distance, size });
}

/** A violation by CodeView data; the same data of no kind violates nothing. */
function violation(name: string, data: CodeView, at: Span): ImageViolation {
  return { rule: 'PE-DIR-035', name, base: () => codeView(data, 0), make: () => codeView(data), at };
}

/** CodeView data: four letters, the rest of a head that is all ones, and a path. */
function named(letters: string, head: number, path: string): Uint8Array {
  const bytes = new Uint8Array(head + path.length).fill(1);
  bytes.set(Buffer.from(letters, 'latin1'));
  bytes.set(Buffer.from(path, 'latin1'), head);
  return bytes;
}

/** The three kinds of CodeView data and where their path starts. */
const KINDS = [
  ['RSDS', 24],
  ['NB10', 16],
  ['MTOC', 20],
] as const;

/** Bytes without a zero that are long enough to be fetched in several pieces. */
const LONG = 'p'.repeat(0x2000);

/** Several CodeView entries that share bytes behind the last section. */
function shared(bytes: Uint8Array, ...places: readonly (readonly [number, number])[]): Uint8Array {
  const entries = places.map(([distance, size]) => ({ type: CODEVIEW, pointer: END + distance, size }));
  return withDebug(insert(plain(), END, bytes), ...entries);
}

/** `NB10` twice, 32 bytes apart, with a zero byte at one place. */
function twice(zeroAt: number): Uint8Array {
  const bytes = new Uint8Array(0x1000).fill(1);
  bytes.set(Buffer.from('NB10', 'latin1'));
  bytes.set(Buffer.from('NB10', 'latin1'), 32);
  bytes[zeroAt] = 0;
  return bytes;
}

/** Violations of the rules on the paths in debug data. */
export const DEBUG_PATH_VIOLATIONS: readonly ImageViolation[] = [
  ...KINDS.flatMap(([letters, head]) => [
    violation(
      `the path of ${letters} data ends behind it`,
      { bytes: named(letters, head, 'path\0'), size: head + 4 },
      { offset: END + head, length: 4 },
    ),
    violation(
      `${letters} data has a zero byte before its path alone`,
      { bytes: setBytes(named(letters, head, 'path'), head - 1, [0]) },
      { offset: END + head, length: 4 },
    ),
    violation(
      `${letters} data is the four letters alone`,
      { bytes: named(letters, head, '\0'), size: 4 },
      { offset: END + head, length: 0 },
    ),
    violation(
      `${letters} data ends where the path should start`,
      { bytes: named(letters, head, '\0'), size: head },
      { offset: END + head, length: 0 },
    ),
  ]),
  ...[1, 2].map((distance) => ({
    ...violation(
      `CodeView data starts ${distance} bytes behind a multiple of 4`,
      { bytes: named('RSDS', 24, 'path\0'), distance },
      POINTER,
    ),
    actual: END + distance,
    wanted: { kind: 'multiple-of', value: 4 } as const,
  })),
  {
    ...violation(
      'a long path has no end before the end of the file',
      { bytes: named('NB10', 16, LONG), size: 0x4000 },
      { offset: END + 16, length: LONG.length },
    ),
    actual: 'no zero byte',
    also: ['PE-DIR-036'] as const,
  },
  {
    rule: 'PE-DIR-035',
    name: 'the first of two paths that share bytes ends before the zero byte of the second',
    base: () => shared(twice(0x100), [0, 0]),
    make: () => shared(twice(0x100), [0, 0x100], [32, 0x100]),
    at: { offset: END + 16, length: 0xf0 },
    actual: 'no zero byte',
  },
  {
    rule: 'PE-DIR-035',
    name: 'the second of two paths ends before the zero byte that ends the first',
    base: () => shared(twice(0x100), [0, 0]),
    make: () => shared(twice(0x100), [0, 0x200], [32, 0x40]),
    at: { offset: END + 48, length: 0x30 },
    beside: [entryField(1, 'size')],
  },
  {
    rule: 'PE-DIR-035',
    name: 'the second of two paths ends with the zero byte that ends the first, but for one byte',
    base: () => shared(twice(0x100), [0, 0]),
    make: () => shared(twice(0x100), [0, 0x200], [32, 0xe0]),
    at: { offset: END + 48, length: 0xd0 },
  },
  {
    rule: 'PE-DIR-035',
    name: 'the second of two paths that share bytes has its only zero byte before it',
    base: () => shared(twice(20), [0, 0]),
    make: () => shared(twice(20), [0, 0x100], [32, 0x100]),
    at: { offset: END + 48, length: 0xf0 },
  },
];

/** Images on which these rules hold by the smallest margin. */
export const DEBUG_PATH_HOLDS: readonly ImageHold[] = [
  ...KINDS.map(([letters, head]) => ({
    rule: 'PE-DIR-035' as const,
    name: `the path of ${letters} data is a zero byte`,
    make: () => codeView({ bytes: named(letters, head, '\0') }),
  })),
  {
    rule: 'PE-DIR-035',
    name: 'the path ends with the last byte of its data',
    make: () => codeView({ bytes: named('RSDS', 24, 'path\0more'), size: 29 }),
  },
  {
    rule: 'PE-DIR-035',
    name: 'a long path has an end',
    make: () => codeView({ bytes: named('NB10', 16, `${LONG}\0`) }),
  },
  {
    rule: 'PE-DIR-035',
    name: 'data with other letters has no path',
    make: () => codeView({ bytes: named('NB09', 16, 'path') }),
  },
  {
    rule: 'PE-DIR-035',
    name: 'data of three letters has no path',
    make: () => codeView({ bytes: named('NB10', 16, 'path'), size: 3 }),
  },
  {
    rule: 'PE-DIR-035',
    name: 'data of another type has no path',
    make: () => withDebug(insert(plain(), END, named('NB10', 16, 'path')), { type: 1, pointer: END, size: 20 }),
  },
  {
    rule: 'PE-DIR-035',
    name: 'CodeView data lies behind the file',
    make: () => debugged({ type: CODEVIEW, pointer: 0xfffffff0, size: 28 }),
  },
  {
    rule: 'PE-DIR-035',
    name: 'two paths share a zero byte',
    make: () => shared(twice(0x100), [0, 0x200], [32, 0x200]),
  },
  ...(['first', 'last'] as const).map((which) => ({
    rule: 'PE-DIR-035' as const,
    name: `a path that ends before another starts has the ${which} entry`,
    make: () => {
      const places = [[0, 0x20] as const, [32, 0x200] as const];
      return shared(setBytes(twice(20), 0x100, [0]), ...(which === 'first' ? places : places.toReversed()));
    },
  })),
  {
    rule: 'PE-DIR-035',
    name: 'two paths share bytes and the entries stand in the other order',
    make: () => shared(twice(0x100), [32, 0x200], [0, 0x200]),
  },
];
