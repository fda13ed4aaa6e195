/** The decoders of LZMA and xz against the program that their formats come from: the same verdict, the same bytes. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeLzma } from '../../src/decoders/lzma/index.ts';
import { decodeXz } from '../../src/decoders/xz/index.ts';
import { decoded } from '../support/decoded.ts';
import { outOf, sampleOf } from '../support/effort.ts';
import { KERNELS, KERNEL_FOLDER } from '../support/kernels.ts';
import { installed } from '../support/project.ts';
import { logWitness } from '../support/witness-log.ts';

const XZ = installed('xz');

interface Answer {
  readonly status: number | null;
  readonly stdout: Buffer;
}

function xz(options: readonly string[], input: Uint8Array): Answer {
  const { status, stdout } = spawnSync('xz', options, { input, maxBuffer: 2 ** 28 });
  return { status, stdout };
}

/** Whether the xz that is here has a filter: older ones lack some. */
const knows = (filter: string): boolean =>
  XZ !== null && xz(['--format=raw', '-c', filter, '--lzma2'], Buffer.of()).status === 0;

/** Bytes that look like every machine's code in turn, and like nothing. */
function anyCode(length: number): Buffer {
  const heads = [0xe8, 0xe9, 0xeb, 0x94, 0x97, 0x90, 0xf0, 0xf8, 0x48, 0x40, 0x7f, 0xef, 0x17, 0xff, 0, 0, 0, 1];
  let state = 1;
  return Buffer.from(
    Array.from({ length }, () => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return (state >>> 28) % 3 === 0 ? (state >>> 16) & 0xff : (heads[(state >>> 16) % heads.length] ?? 0);
    }),
  );
}

function noise(length: number): Buffer {
  let state = 7;
  return Buffer.from(
    Array.from({ length }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state >>> 24;
    }),
  );
}

/** A piece of a program that is here for sure, and of the kernels where there are some. */
const programs: readonly (readonly [string, Buffer])[] = [
  ['Node', process.execPath],
  ...KERNELS.map((kernel) => [kernel, join(KERNEL_FOLDER, kernel)] as const),
].map(([name = '', path = '']) => [name, readFileSync(path).subarray(0x8000, 0x48000)] as const);

const CONTENTS: readonly (readonly [name: string, content: Buffer])[] = [
  ['nothing', Buffer.of()],
  ['one byte', Buffer.of(65)],
  ['zeros', Buffer.alloc(300_000)],
  ['noise', noise(70_000)],
  ['text', Buffer.from(Array.from({ length: 3000 }, (_, index) => `${index % 11} of ${index * index}\n`).join(''))],
  ['what repeats from afar', Buffer.concat([noise(9000), Buffer.alloc(70_000), noise(9000)])],
  ['code of all machines', anyCode(50_000)],
  ...programs,
];

const LZMA_OPTIONS = [
  ...['-0', '-6', '-9e'].map((preset) => [preset]),
  ...['lc=0,lp=0,pb=0', 'lc=4,lp=0,pb=4', 'lc=0,lp=4,pb=2', 'lc=2,lp=2,pb=1'].map((bits) => [
    `--lzma1=dict=4KiB,${bits}`,
  ]),
];

const FILTERS = [
  ...['--x86', '--powerpc', '--ia64', '--arm', '--armthumb', '--sparc', '--arm64', '--riscv'].flatMap((filter) => [
    [filter],
    [`${filter}=start=4294963200`],
  ]),
  ...['--delta=dist=1', '--delta=dist=4', '--delta=dist=256'].map((filter) => [filter]),
  ['--x86', '--delta=dist=3', '--arm'],
  ['--arm64', '--armthumb', '--powerpc'],
];

const XZ_OPTIONS = [
  ...['none', 'crc32', 'crc64', 'sha256'].flatMap((check) => [
    ['-C', check],
    ['-C', check, '--block-size=9999'],
  ]),
  ['-T2', '--block-size=50000'],
  ['-9e'],
  ...['lc=0,lp=0,pb=0', 'lc=4,lp=0,pb=4', 'lc=0,lp=4,pb=2'].map((bits) => [`--lzma2=dict=4KiB,${bits}`]),
  ...FILTERS.filter((filters) => filters.every(knows)).map((filters) => [...filters, '--lzma2=preset=1']),
];

/** One of the two formats, with what decodes it here and there. */
const FORMATS = [
  { format: 'lzma', decoder: decodeLzma, options: LZMA_OPTIONS, reading: ['--format=lzma', '-dc'] },
  { format: 'xz', decoder: decodeXz, options: XZ_OPTIONS, reading: ['--format=xz', '-T1', '-dc', '--single-stream'] },
] as const;

/** Places in a stream: near both ends all of them, and some between. */
function places(length: number): readonly number[] {
  return Array.from({ length }, (_, at) => at).filter((at) => at < 60 || at >= length - 50 || at % 97 === 0);
}

function damaged(stream: Buffer): readonly (readonly [name: string, stream: Buffer])[] {
  return places(stream.length).flatMap((at) => {
    const changed = Buffer.from(stream);
    changed.writeUInt8(stream.readUInt8(at) ^ (1 << ((at * 5) % 8)), at);
    return [
      [`byte ${at} changed`, changed],
      [`${at} bytes`, stream.subarray(0, at)],
    ] as const;
  });
}

describe('the decoders', () => {
  if (XZ === null) {
    it('are NOT WITNESSED, for xz is not installed here', () => {
      expect(XZ).toBeNull();
    });
    return;
  }

  for (const { format, decoder, options, reading } of FORMATS) {
    const pairs = options.flatMap((some) => CONTENTS.map(([name, content]) => ({ some, name, content })));
    const sample = sampleOf(pairs, { quick: 12 });

    it(`give what xz encoded as ${format}, of ${outOf(sample, pairs)} streams`, () => {
      for (const { some, name, content } of sample) {
        const { status, stdout: stream } = xz([`--format=${format}`, '-c', ...some], content);
        expect(status).toBe(0);
        const { decoding, content: given } = decoded(decoder, stream);
        // Of what it has beyond the plainest streams the unit tests tell.
        expect(decoding, `${name}, ${some.join(' ')}`).toMatchObject({
          kind: 'decoded',
          length: content.length,
          consumed: stream.length,
        });
        expect(given.equals(content), `${name}, ${some.join(' ')}`).toBe(true);
      }
      logWitness(`xz-decoder: xz encoded ${sample.length} streams of ${format}`);
    });

    const wholes = [
      xz([`--format=${format}`, '-c'], anyCode(3000)).stdout,
      xz(
        [`--format=${format}`, '-c', ...(format === 'xz' ? ['--block-size=1500', '-C', 'none'] : ['-0'])],
        anyCode(4000),
      ).stdout,
    ];
    const all = wholes.flatMap(damaged);
    const some = sampleOf(all, { quick: 18 });

    it(`say of damaged ${format} what xz says, and give the same bytes up to the fault, of ${outOf(some, all)} streams`, () => {
      for (const [name, stream] of some) {
        const { decoding, content } = decoded(decoder, stream);
        // What follows the end is a fault for xz in this format.
        const end = format === 'lzma' && decoding.kind === 'decoded' ? decoding.consumed : stream.length;
        const { status, stdout } = xz(reading, stream.subarray(0, end));
        const isGood = status === 0 || (status === 2 && stdout.length > 0);
        expect(decoding.kind === 'decoded', `${name}: ${JSON.stringify(decoding)}`).toBe(isGood);
        if (isGood) expect(stdout.equals(content), name).toBe(true);
        // One may have gone on for some bytes after the fault.
        const both = Math.min(stdout.length, content.length);
        expect(stdout.subarray(0, both).equals(content.subarray(0, both)), name).toBe(true);
      }
      logWitness(`xz-decoder: xz judged ${some.length} damaged streams of ${format}`);
    });
  }
});
