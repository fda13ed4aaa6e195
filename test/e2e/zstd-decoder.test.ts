/** The decoder of zstd frames, beside the program of that name. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { outOf, sampleOf } from '../support/effort.ts';
import { run } from '../support/fake-io.ts';
import { KERNELS, KERNEL_FOLDER } from '../support/kernels.ts';
import { installed } from '../support/project.ts';
import { useTempFolder } from '../support/temp-folder.ts';
import { logWitness } from '../support/witness-log.ts';
import { decode } from '../unit/decoders/zstd-frames.ts';
import { ascii, same, scrambled } from '../unit/generators/compress/content.ts';

const temp = useTempFolder();

function text(lines: number): Uint8Array {
  return ascii(Array.from({ length: lines }, (_, line) => `${line * line} is the square of ${line}.\n`).join(''));
}

/** Skewed bytes that do not repeat: mostly literals, and those compress. */
function skewed(length: number): Uint8Array {
  return scrambled(length).map((byte) => (byte * byte * byte) >>> 16);
}

function repeated(part: Uint8Array, count: number): Uint8Array {
  return Buffer.concat(Array.from({ length: count }, (_, index) => [part, Uint8Array.of(index)]).flat());
}

const CONTENTS: readonly (readonly [string, Uint8Array])[] = [
  ['no bytes', new Uint8Array(0)],
  ['one byte', Uint8Array.of(7)],
  ['zeros', new Uint8Array(300_000)],
  ['bytes without a pattern', scrambled(150_000)],
  ['text', text(9000)],
  ['a few lines', text(20)],
  ['skewed bytes', skewed(200_000)],
  ['few skewed bytes', skewed(700)],
  ['repeated blocks', repeated(scrambled(900), 300)],
];
const LEVELS = ['--fast=5', '-1', '-3', '-9', '-19', '--ultra -22 --long=27'];
/** A file has a known length, which goes into the header; what comes through a pipe does not. */
const FORMS = ['a file', 'a file without a checksum', 'a pipe', 'a pipe without a checksum'];

function compressed(content: Uint8Array, level: string, form: string): Uint8Array {
  const options = [...level.split(' '), ...(form.endsWith('checksum') ? ['--no-check'] : []), '-q', '-c'];
  writeFileSync(temp('content'), content);
  const pipe = form.startsWith('a pipe');
  const { status, stdout, stderr } = spawnSync('zstd', pipe ? options : [...options, temp('content')], {
    input: pipe ? content : '',
    maxBuffer: 2 ** 28,
  });
  expect({ status, stderr: String(stderr) }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

/** What the program makes of a stream; null where it complains. */
function witness(stream: Uint8Array): Uint8Array | null {
  const { status, stdout } = spawnSync('zstd', ['-dcq', '--long=31'], { input: stream, maxBuffer: 2 ** 28 });
  return status === 0 ? stdout : null;
}

/** Fails unless the program decodes the first frame to the same bytes, or neither decodes it. */
function expectSameVerdict(stream: Uint8Array, name: string): void {
  const { decoding, content } = decode(stream);
  if (decoding.kind === 'decoded') {
    const other = witness(stream.subarray(0, decoding.consumed));
    expect(other !== null && same(content, other), `${name} is decoded to what the program decodes`).toBe(true);
  } else {
    expect(witness(stream), `${name} ${decoding.reason}`).toBeNull();
  }
}

const STREAMS = CONTENTS.flatMap(([name, content]) =>
  LEVELS.flatMap((level) => FORMS.map((form) => ({ name, content, level, form }))),
);

/** Bits that are turned in one byte: none that zstd did not look at before 1.5.6, in the modes of the sequences. */
const TURNS = [0xff, 0x54, 0x80, 0x28];
/** The window: a larger one is a matter of memory. */
const WINDOW = 5;

function turned(stream: Uint8Array, at: number): Uint8Array {
  const bytes = Uint8Array.from(stream);
  bytes[at] = (bytes[at] ?? 0) ^ (TURNS[at % TURNS.length] ?? 1);
  return bytes;
}

if (installed('zstd') === null) {
  it('zstd frames are NOT WITNESSED, for zstd is not installed here', () => {
    expect(installed('zstd')).toBeNull();
  });
} else {
  describe('a frame of zstd', () => {
    const sample = sampleOf(STREAMS, { quick: 4 });

    it(`is decoded whatever its content and level, ${outOf(sample, STREAMS)}`, () => {
      for (const { name, content, level, form } of sample) {
        const stream = compressed(content, level, form);
        const outcome = decode(Buffer.concat([stream, Uint8Array.of(1, 2)]));
        const what = `${name} from ${form} with ${level}`;
        const decoded = { kind: 'decoded', length: content.length, consumed: stream.length };
        expect(outcome.decoding, what).toEqual(decoded);
        expect(same(outcome.content, content), what).toBe(true);
      }
      logWitness(`decoders: zstd compressed ${sample.length} contents`);
    });

    it('is judged alike when a byte is changed or it is cut', () => {
      for (const [content, form] of [
        [text(20), 'a file'],
        [text(300), 'a pipe'],
        [skewed(700), 'a pipe'],
      ] as const) {
        const stream = compressed(content, '-19', form);
        const places = Array.from(stream.keys()).filter((at) => at !== WINDOW);
        for (const at of sampleOf(places, { quick: 8, full: 200 })) {
          expectSameVerdict(turned(stream, at), `changed at ${at}`);
          expectSameVerdict(stream.subarray(0, at), `cut at ${at}`);
        }
      }
      logWitness('decoders: zstd judged damaged frames alike');
    });

    // The reference implementation lets some bitstreams pass that are not used up exactly, as RFC 8878 demands.
    it('is decoded only to what zstd decodes when a byte is changed that no checksum guards', () => {
      for (const content of [text(300), skewed(700)]) {
        const stream = compressed(content, '-19', 'a file without a checksum');
        for (const at of sampleOf(Array.from(stream.keys()), { quick: 8, full: 200 })) {
          const bytes = turned(stream, at);
          if (decode(bytes).decoding.kind === 'decoded') expectSameVerdict(bytes, `changed at ${at}`);
        }
      }
    });
  });

  describe('a real kernel', () => {
    for (const kernel of KERNELS) {
      it(`${kernel} is decoded from what zstd makes of it`, async () => {
        expect((await run(['extract', join(KERNEL_FOLDER, kernel), temp('Image')])).code).toBe(0);
        const content = readFileSync(temp('Image'));
        const outcome = decode(compressed(content, '-3', 'a pipe'));
        expect(outcome.decoding.kind).toBe('decoded');
        expect(same(outcome.content, content)).toBe(true);
        logWitness(`decoders: zstd compressed ${kernel}`);
      });
    }

    for (const kernel of KERNELS.filter((name) => name.includes('zstd'))) {
      it(`${kernel} has a payload that is decoded as by zstd`, async () => {
        expect((await run(['extract', join(KERNEL_FOLDER, kernel), temp('stored'), '--raw'])).code).toBe(0);
        const stored = readFileSync(temp('stored'));
        expect(decode(stored).decoding.kind).toBe('decoded');
        expectSameVerdict(stored, kernel);
      });
    }

    if (KERNELS.length === 0) {
      it('is NOT HERE, so none is decoded; name a folder of zboot images in ZBOOTKIT_KERNELS', () => {
        expect(KERNELS).toEqual([]);
      });
    }
  });
}
