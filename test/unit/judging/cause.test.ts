// What is wrong with a file as a whole is said once, with the field where a field is wrong, and what follows from it is what
// the profile found.
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../properties/index.ts';
import type { ProfileName } from '../../../properties/index.ts';
import { renderFindings } from '../../../reports/index.ts';
import { judgeAlone } from '../../../src/judging/index.ts';
import type { CheckedFile } from '../../../src/judging/index.ts';
import { AT, clean, v4 } from '../../vectors/base-images.ts';
import { setU16, setU32, setWords, truncate } from '../../vectors/patch.ts';

function judged(bytes: Uint8Array, profile: ProfileName = 'zboot'): CheckedFile {
  const [row] = judgeAlone('in.efi', bytes, [profile]);
  if (row === undefined) throw new Error('nothing was judged');
  return row;
}

const sentence = (bytes: Uint8Array): string | null => judged(bytes).cause?.sentence ?? null;

/** The name that {@link clean} has of a section's data in sentences. */
const DATA = 'data of section 1 (.data)';

describe('the cause of what is found', () => {
  it('is none where all that the headers name is in the file', () => {
    expect(sentence(clean())).toBeNull();
    expect(sentence(v4())).toBeNull();
  });

  it.each([
    [0x3180, `128 bytes are missing. The ${DATA} ends at 0x3200, but the file ends at 0x3180.`],
    [0x31ff, `1 byte is missing. The ${DATA} ends at 0x3200, but the file ends at 0x31ff.`],
    [0x3000, `512 bytes are missing. The ${DATA} ends at 0x3200, but the file ends at 0x3000.`],
    [
      0x148,
      `12472 bytes are missing. The ${DATA} ends at 0x3200, but the file ends at 0x148. The header area alone ends at 0x1000.`,
    ],
    [0x147, 'the section table, of 2 headers, extends beyond the end of the file at 0x147.'],
    [0x60, '104 bytes are missing. The optional header ends at 0xc8, but the file ends at 0x60.'],
    [0x42, '24 bytes are missing. The COFF header ends at 0x5a, but the file ends at 0x42.'],
    [0x3f, '1 byte is missing. The DOS header ends at 0x40, but the file ends at 0x3f.'],
    [2, '62 bytes are missing. The DOS header ends at 0x40, but the file ends at 0x2.'],
  ])('is that the file is cut short after %i bytes', (length, said) => {
    expect(sentence(truncate(clean(), length))).toBe(`The file is cut short, or its headers are wrong: ${said}`);
  });

  it('is that a signed file is cut short', () => {
    const image = v4();
    expect(sentence(truncate(image, image.length - 8))).toContain(
      '8 bytes are missing. The certificate table ends at ',
    );
  });

  it.each([
    [
      'the payload is said to be elsewhere',
      (image: Uint8Array) => setU32(image, AT.payloadOffset, 0x100000),
      /^A header is wrong: zbootHeader\.payloadOffset at \[0x8, 0xc\) is 0x100000\. That makes the payload with its length end at 0x1\w+, but the file ends at 0x3200; all sections are inside\.$/,
    ],
    [
      'the payload is said to be longer',
      (image: Uint8Array) => setU32(image, AT.payloadSize, 0x10000),
      /^A header is wrong: zbootHeader\.payloadSize at \[0xc, 0x10\) is 0x10000\. That makes the payload .*; all sections are inside\.$/,
    ],
    [
      'a section is far outside',
      (image: Uint8Array) => setU32(image, AT.text.pointerToRawData, 0x80000),
      /^A header is wrong: sections\[0\]\.pointerToRawData at \[0x10c, 0x110\) is 0x80000\. That makes the data of section 0 \(\.text\) end at 0x82000, but the file ends at 0x3200; everything else is inside, and the data of section 1 \(\.data\) ends exactly there\.$/,
    ],
    [
      'a section is too long and not the last',
      (image: Uint8Array) => setU32(image, AT.text.sizeOfRawData, 0x90000),
      /^A header is wrong: sections\[0\]\.sizeOfRawData at \[0x108, 0x10c\) is 0x90000\. /,
    ],
    [
      'the headers are said to be longer than the file',
      (image: Uint8Array) => setU32(image, AT.sizeOfHeaders, 0x10000),
      /^A header is wrong: optionalHeader\.sizeOfHeaders at \[0x94, 0x98\) is 0x10000\. That makes the header area end at 0x10000, /,
    ],
    [
      'a section ends beyond 4 GiB',
      (image: Uint8Array) => setWords(image, [AT.data.pointerToRawData, 0xfffffe00], [AT.data.sizeOfRawData, 0x400]),
      /^A header is wrong: sections\[1\]\.pointerToRawData at \[0x134, 0x138\) is 0xfffffe00\. That makes the data of section 1 \(\.data\) end at 0x100000200, but the file ends at 0x3200; no PE file can be that long\.$/,
    ],
    [
      'the certificates are far outside',
      (image: Uint8Array) => setWords(image, [AT.certificateDirectory, 0x90000], [AT.certificateDirectory + 4, 0x18]),
      /^A header is wrong: directories\[4\]\.virtualAddress at \[0xe8, 0xec\) is 0x90000\. That makes the certificate table end at 0x90018, /,
    ],
  ])('is the field at fault where %s', (_what, spoil, said) => {
    expect(sentence(spoil(clean()))).toMatch(said);
  });

  it('is no wrong field where a part may have been cut off whole', () => {
    const next = (image: Uint8Array): Uint8Array =>
      setWords(image, [AT.certificateDirectory, 0x3200], [AT.certificateDirectory + 4, 0x18]);
    expect(sentence(next(clean()))).toMatch(/^The file is cut short, or its headers are wrong: 24 bytes are missing\./);
  });

  it('is none where a file cannot be read for another reason', () => {
    expect(sentence(setU16(clean(), AT.magic, 0x107))).toBeNull();
    expect(sentence(setU32(clean(), AT.peSignature, 0))).toBeNull();
    expect(sentence(Buffer.from('not an image'))).toBeNull();
    expect(sentence(new Uint8Array())).toBeNull();
  });
});

describe('what follows from it', () => {
  const SPOILT = [
    truncate(clean(), 0x3180),
    truncate(clean(), 0x200),
    truncate(clean(), 0x100),
    setU32(clean(), AT.payloadOffset, 0x100000),
    setU32(clean(), AT.sizeOfHeaders, 0x10000),
  ];

  it.each(PROFILES.map(({ name }) => name))('fails in profile %s, and is the same in the text', (profile) => {
    for (const bytes of SPOILT) {
      const row = judged(bytes, profile);
      const follows = row.cause?.follows ?? [];
      const failed = row.results.filter(({ verdict, level }) => verdict.kind === 'fail' && level !== 'info');
      expect(failed.map(({ id }) => id).filter((id) => follows.includes(id))).toEqual(follows);
      const text = renderFindings([row], { width: 1000 });
      expect(/Consequences: (.*); --verbose/.exec(text)?.[1] ?? '').toBe(follows.join(', '));
      for (const id of follows) expect(text).not.toMatch(new RegExp(`^(?:FAIL|WARN) {2}${id} `, 'm'));
    }
  });

  it('has what is wrong with the headers where they are cut', () => {
    expect(judged(truncate(clean(), 0x200)).cause?.follows).toContain('PE-OPT-012');
    expect(judged(truncate(clean(), 0x100)).cause?.follows).toEqual(['PE-OPT-002']);
  });

  it('is nothing where the profile does not mind', () => {
    const elsewhere = judged(setU32(clean(), AT.payloadOffset, 0x100000), 'edk2');
    expect(elsewhere.cause?.follows).toEqual([]);
    expect(renderFindings([elsewhere], { width: 1000 })).toMatch(
      /^NOTE in\.efi: A header is wrong: .* It breaks no rule of the profile edk2\.\n/,
    );
  });
});
