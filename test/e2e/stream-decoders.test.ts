/** The decoders of gzip, lz4 and lzop streams, beside the programs of those names. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Decode } from '../../src/decoders/index.ts';
import { decodeGzip } from '../../src/decoders/gzip/index.ts';
import { decodeLz4 } from '../../src/decoders/lz4/index.ts';
import { decodeLzo } from '../../src/decoders/lzo/index.ts';
import { decoded } from '../support/decoded.ts';
import { outOf, sampleOf } from '../support/effort.ts';
import { installed } from '../support/project.ts';
import { logWitness } from '../support/witness-log.ts';
import { ascii, same, scrambled } from '../unit/generators/compress/content.ts';

/** A program and what is asked of it; it reads from standard input and writes to standard output. */
interface Witness {
  readonly tool: string;
  readonly decode: Decode;
  readonly encoders: readonly (readonly string[])[];
  readonly decoder: readonly string[];
  /** What of a damaged stream the program takes though the format does not allow it, by our reason. */
  readonly lenient: RegExp;
}

const WITNESSES: readonly Witness[] = [
  {
    tool: 'gzip',
    decode: decodeGzip,
    encoders: [['-1'], ['-6'], ['-9']],
    decoder: ['-dc'],
    // It takes a match before the content for one of zeros.
    lenient: /^has a match that begins before the content$/,
  },
  {
    tool: 'lz4',
    decode: decodeLz4,
    encoders: [
      ['-l', '-1'],
      ['-l', '-9'],
    ],
    decoder: ['-dc'],
    // A distance of 0 means nothing; the program copies what is in its memory.
    lenient: /^has a match that begins before its block$/,
  },
  {
    tool: 'lzop',
    decode: decodeLzo,
    encoders: [['-1'], ['-3'], ['-9'], ['-3', '-F'], ['-3', '--crc32']],
    decoder: ['-dc'],
    lenient: /^$/,
  },
];

/** Machine code, for which kernels stand here. */
const CODE = readFileSync(process.execPath).subarray(0x100000, 0x100000 + 300_000);
const CONTENTS: readonly (readonly [string, Uint8Array])[] = [
  ['one byte', Uint8Array.of(7)],
  ['zeros', new Uint8Array(300_000)],
  ['bytes without a pattern', scrambled(100_000)],
  ['text', ascii(Array.from({ length: 4000 }, (_, line) => `${line * line} is the square of ${line}.\n`).join(''))],
  ['machine code', CODE],
  ['more than a block of lz4', Buffer.concat(Array.from({ length: 30 }, () => CODE))],
];

/** What a program makes of its input; null where it complains. */
function asked(tool: string, options: readonly string[], input: Uint8Array): Buffer | null {
  const { status, stdout } = spawnSync(tool, [...options], { input, maxBuffer: 2 ** 28 });
  return status === 0 ? stdout : null;
}

/** Places in a stream of which a byte is changed or before which it ends: all its start, and many after that. */
function placesIn(length: number): readonly number[] {
  return [...new Set(Array.from({ length: 120 }, (_, rank) => (rank < 60 ? rank : (rank * 7919) % length)))].filter(
    (place) => place < length,
  );
}

describe.each(WITNESSES)('a stream of $tool', ({ tool, decode, encoders, decoder, lenient }) => {
  if (installed(tool) === null) {
    it(`is NOT WITNESSED, for ${tool} is not installed here`, () => {
      expect(installed(tool)).toBeNull();
    });
    return;
  }

  const all = CONTENTS.flatMap(([what, content]) => encoders.map((options) => ({ what, content, options })));
  const tried = sampleOf(all, { quick: 3 });
  it(`is decoded to what went in, ${outOf(tried, all)}`, () => {
    for (const { what, content, options } of tried) {
      const stream = asked(tool, [...options, '-c'], content);
      if (stream === null) throw new Error(`${tool} did not compress ${what}`);
      const { decoding, content: given } = decoded(decode, stream, 2 ** 26);
      expect({ what, options, decoding }).toEqual({
        what,
        options,
        decoding: { kind: 'decoded', length: content.length, consumed: stream.length },
      });
      expect(same(given, content)).toBe(true);
    }
    logWitness(`decoders: ${tool} compressed ${tried.length} contents`);
  });

  const places = sampleOf(placesIn(3000), { quick: 15 });
  it(`is broken where ${tool} says so, with a byte changed or missing at ${outOf(places, placesIn(3000))} places`, () => {
    const stream = asked(tool, [...(encoders[0] ?? []), '-c'], CODE.subarray(0, 6000)) ?? Buffer.alloc(0);
    let broken = 0;
    for (const place of places) {
      const changed = Buffer.from(stream);
      changed[place] = (changed[place] ?? 0) ^ (1 << (place % 8));
      for (const damaged of [changed, stream.subarray(0, place)]) {
        // Nothing at all is no stream, but nothing to do for some programs.
        if (damaged.length === 0) continue;
        const { decoding, content } = decoded(decode, damaged, 2 ** 26);
        const expected = asked(tool, decoder, damaged);
        if (decoding.kind === 'broken' && lenient.test(decoding.reason)) continue;
        const ours = decoding.kind === 'decoded' && decoding.consumed === damaged.length ? content : null;
        expect({ place, decoding, isDecoded: ours !== null }).toEqual({
          place,
          decoding,
          isDecoded: expected !== null,
        });
        if (ours === null || expected === null) broken += 1;
        else expect(same(ours, expected)).toBe(true);
      }
    }
    expect(broken).toBeGreaterThan(places.length / 2);
    logWitness(`decoders: ${tool} was asked of ${places.length * 2} damaged streams`);
  });
});
