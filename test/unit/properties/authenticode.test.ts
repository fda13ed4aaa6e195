import { describe, expect, it } from 'vitest';
import { HEADERS, VARIANTS, digestOf, digestsOf, inputOf, refusalOf, sha256 } from '../../support/authenticode.ts';
import { AT, headersOnly, movedHeader, signed, v0, v1, v2, v3, v4, v5, v6 } from '../../vectors/base-images.ts';
import { cut, filled, flip, insert, setU16, setU32, setWords } from '../../vectors/patch.ts';

const V0_DIGEST = '0069059c52de1201158ad237504421123153e28968de83a8c9177f8423876209';

/** A 32-bit image of the same sections: the optional header of {@link clean} with 16 bytes less in front of the directories. */
function pe32(): Uint8Array {
  const shorter = setU16(cut(setU16(v0(), AT.magic, 0x10b), AT.loaderFlags - 16, 16), AT.sizeOfOptionalHeader, 0x90);
  return insert(shorter, 0x1000 - 16, filled(16, 0));
}

describe('the digests of the vectors', () => {
  it.each([
    ['V0', V0_DIGEST, v0],
    ['V1', 'c96135e054a6689458592b6697c80fd03c29b942d3954df65bbf39d60d9a31e9', v1],
    ['V4', V0_DIGEST, v4],
  ] as const)('%s has one in all variants: %s', (_, digest, make) => {
    expect(digestsOf(make())).toEqual([digest]);
  });

  it.each([
    ['V2', 'specification', '130db0e12982d9200acc86c43e6cafc895b4d47d212de1822c1395e8cbf4d283', v2],
    ['V2', 'padded', '130db0e12982d9200acc86c43e6cafc895b4d47d212de1822c1395e8cbf4d283', v2],
    ['V2', 'pesign', '130db0e12982d9200acc86c43e6cafc895b4d47d212de1822c1395e8cbf4d283', v2],
    ['V2', 'linear', 'ced41b3a0248b76f', v2],
    ['V3', 'specification', '0af958ddc7377a6643ef7534ccbd74b5ff49c8e65911677c14e3eb3f000cc1bd', v3],
    ['V3', 'linear', '9bb5490eaa1eaa6e', v3],
    ['V5', 'specification', '5c1c73d9065ce6f2', v5],
    ['V5', 'linear', 'd93cee22bfcd38df', v5],
    ['V5', 'pesign', '5c1c73d9065ce6f2', v5],
    ['V5', 'padded', 'd93cee22bfcd38df', v5],
    ['V5', 'u-boot', 'd93cee22bfcd38df', v5],
    ['V6', 'specification', '9379eaad3b0d7ce5', v6],
    ['V6', 'linear', '9379eaad3b0d7ce5', v6],
    ['V6', 'pesign', '7295f7967a81bd25', v6],
  ] as const)('%s has the one that programs of the variant %s compute: %s', (_, variant, digest, make) => {
    expect(digestOf(make(), variant)?.slice(0, digest.length)).toBe(digest);
  });
});

describe('authenticodeDigest', () => {
  it('does not see a byte of a gap, but for a tool that takes the file as it lies', () => {
    const edited = flip(v2(), 0x3300);
    for (const variant of ['specification', 'padded', 'pesign'] as const) {
      expect(digestOf(edited, variant)).toBe(digestOf(v2(), variant));
    }
    expect(digestOf(edited, 'linear')).not.toBe(digestOf(v2(), 'linear'));
  });

  it('stays when a signature is attached, or two', () => {
    const twice = setU32(insert(signed(v0()), 0x3218, signed(v0()).slice(0x3200)), AT.certificateDirectory + 4, 0x30);
    expect(digestsOf(signed(v0()))).toEqual([V0_DIGEST]);
    expect(digestsOf(twice)).toEqual([V0_DIGEST]);
  });

  it('does not see CheckSum', () => {
    expect(digestsOf(setU32(v0(), AT.checkSum, 0xd9f4))).toEqual([V0_DIGEST]);
  });

  it('sees every other byte of the headers', () => {
    for (const offset of [0x20, AT.sizeOfImage + 3, AT.checkSum + 4, AT.certificateDirectory - 1, 0xf0, 0xfff]) {
      const edited = flip(v0(), offset);
      expect(digestOf(edited, 'specification')).not.toBe(V0_DIGEST);
      expect(digestsOf(edited)).toHaveLength(1);
    }
  });

  it('takes 32-bit images apart, and those with a stub', () => {
    const [checkSum, directory] = [AT.checkSum, AT.certificateDirectory - 16];
    const whole = [0x3200] as const;
    expect(digestsOf(pe32())).toEqual([
      sha256(pe32(), [
        [0, checkSum],
        [checkSum + 4, directory],
        [directory + 8, whole[0]],
      ]),
    ]);
    const stub = movedHeader(0x40);
    expect(digestsOf(stub)).toEqual([
      sha256(stub, [
        [0, AT.checkSum + 0x40],
        [AT.checkSum + 0x44, AT.certificateDirectory + 0x40],
        [AT.certificateDirectory + 0x48, 0x3200],
      ]),
    ]);
  });

  it.each([1, 2, 3, 4, 5, 6, 7])('is two digests where the length is %i more than a multiple of 8', (rest) => {
    const bytes = insert(v0(), 0x3200, filled(rest, 9));
    const plain = sha256(bytes, [...HEADERS, [0x1000, 0x3200 + rest]]);
    const padded = sha256(bytes, [...HEADERS, [0x1000, 0x3200 + rest]], 8 - rest);
    const digests = VARIANTS.map((variant) => digestOf(bytes, variant));
    expect(digests).toEqual([plain, padded, padded, padded, plain]);
  });

  it('passes over sections without data, wherever they point', () => {
    const bytes = setWords(
      cut(v0(), 0x3000, 0x200),
      [AT.data.sizeOfRawData, 0],
      [AT.data.pointerToRawData, 0xffffffff],
    );
    expect(digestsOf(bytes)).toEqual([sha256(bytes, [...HEADERS, [0x1000, 0x3000]])]);
  });

  it('keeps the order of the table where a section without data stands at the place of another', () => {
    const bytes = setWords(v0(), [AT.text.sizeOfRawData, 0], [AT.text.pointerToRawData, 0x3000]);
    const expected = sha256(bytes, [...HEADERS, [0x3000, 0x3200], [0x1200, 0x3200]]);
    expect(digestOf(bytes)).toBe(expected);
    expect(digestOf(bytes, 'pesign')).toBe(expected);
  });

  it('covers a gap that SizeOfHeaders leaves when it ends with the table in one variant alone', () => {
    const bytes = setU32(v0(), AT.sizeOfHeaders, AT.tableEnd);
    const length = 0x1000 - AT.tableEnd;
    const front = HEADERS.slice(0, 2);
    const expected = sha256(bytes, [
      ...front,
      [AT.certificateDirectory + 8, AT.tableEnd],
      [0x1000, 0x3200],
      [0x3200 - length, 0x3200],
    ]);
    expect(digestOf(bytes)).toBe(expected);
    expect(digestOf(bytes, 'linear')).toBe(sha256(bytes, [...HEADERS, [0x1000, 0x3200]]));
  });

  it('leaves no directory out where there are four, and some tools want one', () => {
    const bytes = setU32(v0(), AT.numberOfRvaAndSizes, 4);
    const whole = sha256(bytes, [
      [0, AT.checkSum],
      [AT.checkSum + 4, 0x3200],
    ]);
    expect(digestOf(bytes, 'specification')).toBe(whole);
    expect(digestOf(bytes, 'u-boot')).toBe(whole);
    expect(digestOf(bytes, 'padded')).toBeNull();
    expect(digestOf(bytes, 'linear')).toBeNull();
    expect(digestOf(bytes, 'pesign')).toBe(sha256(bytes, [...HEADERS, [0x1000, 0x3200]]));
    expect(digestsOf(setU32(v0(), AT.numberOfRvaAndSizes, 5))).toHaveLength(1);
  });

  it('hashes an image without sections, but for pesign', () => {
    const bytes = headersOnly();
    const expected = sha256(bytes, [...HEADERS, [0x1000, 0x3200]]);
    expect(VARIANTS.map((variant) => digestOf(bytes, variant))).toEqual([expected, expected, expected, expected, null]);
  });
});

describe('the refusals', () => {
  it.each([
    [
      'SizeOfHeaders is one more than the file',
      setU32(v0(), AT.sizeOfHeaders, 0x3201),
      'SizeOfHeaders is past the end of the file',
    ],
    [
      'SizeOfHeaders ends one byte before the certificate directory does',
      setU32(v0(), AT.sizeOfHeaders, AT.certificateDirectory + 7),
      'SizeOfHeaders ends inside the headers',
    ],
    [
      'the last section ends one byte behind the file',
      v0().slice(0, 0x31ff),
      'the data of a section extends past the end of the file',
    ],
  ])('are those of the specification and pesign where %s', (_, bytes, because) => {
    for (const variant of ['specification', 'padded', 'pesign'] as const)
      expect(refusalOf(bytes, variant)).toBe(because);
    expect(refusalOf(bytes, 'linear')).toBeNull();
  });

  it('come at the first byte that the certificates have of something else', () => {
    const sizes = (size: number): Uint8Array =>
      setU32(setU32(v4(), AT.certificateDirectory, 0), AT.certificateDirectory + 4, size);
    const because = 'headers, data and certificates add up to more than the file';
    expect(refusalOf(sizes(0x18), 'specification')).toBeNull();
    expect(refusalOf(sizes(0x19), 'specification')).toBe(because);
    expect(refusalOf(sizes(0x19), 'pesign')).toBe(because);
    expect(refusalOf(sizes(0x3218 - AT.certificateDirectory - 8), 'linear')).toBeNull();
    expect(refusalOf(sizes(0x3218 - AT.certificateDirectory - 7), 'linear')).toBe(
      'the certificates are larger than the file',
    );
  });

  it('of pesign do not come where the sections are more than the file', () => {
    const twice = setWords(v0(), [AT.data.pointerToRawData, 0x1000], [AT.data.sizeOfRawData, 0x2200]);
    expect(refusalOf(twice, 'specification')).toBe('headers, data and certificates add up to more than the file');
    expect(inputOf(twice, 'pesign').ranges.slice(3)).toEqual([
      { offset: 0x1000, length: 0x2000 },
      { offset: 0x1000, length: 0x2200 },
    ]);
  });

  it('of U-Boot are about the certificates alone', () => {
    const named = (offset: number, size: number): Uint8Array =>
      setWords(v0(), [AT.certificateDirectory, offset], [AT.certificateDirectory + 4, size]);
    expect(refusalOf(named(0x31f8, 8), 'u-boot')).toBeNull();
    expect(refusalOf(named(0x31f9, 8), 'u-boot')).toBe('the certificates extend past the end of the file');
    expect(refusalOf(named(0x3000, 7), 'u-boot')).toBe('the certificate table is too small for a certificate');
    expect(refusalOf(named(2 ** 32 - 8, 8), 'u-boot')).toBeNull();
    expect(refusalOf(named(0, 0), 'u-boot')).toBeNull();
    expect(refusalOf(named(0xffff, 0), 'u-boot')).toBeNull();
  });

  it('of U-Boot take a file of any length for one that is padded', () => {
    const odd = insert(v0(), 0x3200, filled(1, 0));
    const named = (size: number): Uint8Array =>
      setWords(odd, [AT.certificateDirectory, 0x3200], [AT.certificateDirectory + 4, size]);
    expect(refusalOf(named(8), 'u-boot')).toBeNull();
    expect(refusalOf(named(9), 'u-boot')).toBe('the certificates extend past the end of the file');
  });
});
