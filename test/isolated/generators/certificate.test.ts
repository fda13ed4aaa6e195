import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { authenticodeDigest, signedData, signedDataLength } from '../../../generators/emit/certificate.ts';
import {
  TAG,
  constructed,
  encode,
  explicitTag,
  objectIdentifier,
  primitive,
  repeatedText,
} from '../../../generators/bytes/der.ts';
import { installed } from '../../support/project.ts';

/** Lengths at which a length in DER takes another form, and their neighbours. */
const EDGES = [0, 1, 127, 128, 129, 255, 256, 257, 65_535, 65_536];
const NAME_MAX = 60_000;
const DIGEST = Uint8Array.from({ length: 32 }, (_, index) => 0xa0 + index);

/** What a DER element looks like to somebody who only knows the encoding: its tag, and its children or its bytes. */
type Tree = readonly [tag: number, children: readonly Tree[]] | readonly [tag: number, hex: string];

interface Read {
  readonly tree: Tree;
  readonly end: number;
}

/** Reads one element and everything in it; insists on the shortest form of every length. */
function readDer(bytes: Uint8Array, start: number): Read {
  const [tag = 0, first = 0] = bytes.subarray(start, start + 2);
  const octets = first < 0x80 ? 0 : first - 0x80;
  const contentStart = start + 2 + octets;
  const length =
    octets === 0 ? first : Number(`0x${Buffer.from(bytes.subarray(start + 2, contentStart)).toString('hex')}`);
  if (octets > 0 && length < (octets === 1 ? 0x80 : 0x100 ** (octets - 1))) {
    throw new Error(`the length at ${start + 1} is not in its shortest form`);
  }
  const end = contentStart + length;
  if (end > bytes.length) throw new Error(`the element at ${start} ends behind the last byte`);
  if ((tag & 0x20) === 0) {
    return { tree: [tag, Buffer.from(bytes.subarray(contentStart, end)).toString('hex')], end };
  }
  const children: Tree[] = [];
  for (let at = contentStart; at < end;) {
    const child = readDer(bytes.subarray(0, end), at);
    children.push(child.tree);
    at = child.end;
  }
  return { tree: [tag, children], end };
}

function wholeTree(bytes: Uint8Array): Tree {
  const { tree, end } = readDer(bytes, 0);
  expect(end).toBe(bytes.length);
  return tree;
}

/** The octets of the object identifiers, written out by hand. */
const SHA256: Tree = [0x06, '608648016503040201'];
const SIGNED_DATA: Tree = [0x06, '2a864886f70d010702'];
const SPC_INDIRECT_DATA: Tree = [0x06, '2b060104018237020104'];
const SPC_PE_IMAGE_DATA: Tree = [0x06, '2b06010401823702010f'];
const ALGORITHM: Tree = [0x30, [SHA256, [0x05, '']]];

function expectedTree(name: string): Tree {
  const file: Tree = [0xa0, [[0xa2, [[0x81, Buffer.from(name).toString('hex')]]]]];
  const imageData: Tree = [0x30, [SPC_PE_IMAGE_DATA, [0x30, [[0x03, '00'], file]]]];
  const digestInfo: Tree = [0x30, [ALGORITHM, [0x04, Buffer.from(DIGEST).toString('hex')]]];
  const content: Tree = [0x30, [SPC_INDIRECT_DATA, [0xa0, [[0x30, [imageData, digestInfo]]]]]];
  const signed: Tree = [0x30, [[0x02, '01'], [0x31, [ALGORITHM]], content, [0x31, []]]];
  return [0x30, [SIGNED_DATA, [0xa0, [signed]]]];
}

function nameOf(length: number): string {
  return 'zboot.efi/'.repeat(NAME_MAX / 10).slice(0, length);
}

function hexPrefix(contentLength: number): string {
  const bytes = encode(repeatedText(TAG.octetString, 'x', contentLength));
  return Buffer.from(bytes.subarray(0, bytes.length - contentLength)).toString('hex');
}

describe('a DER element', () => {
  it('has its length in the shortest form', () => {
    expect(EDGES.map(hexPrefix)).toEqual([
      '0400',
      '0401',
      '047f',
      '048180',
      '048181',
      '0481ff',
      '04820100',
      '04820101',
      '0482ffff',
      '0483010000',
    ]);
  });

  it('knows its length before it is written', () => {
    for (const length of EDGES) {
      const text = repeatedText(TAG.octetString, 'ab', length);
      const outer = constructed(TAG.sequence, text, primitive(TAG.null, new Uint8Array(0)));
      expect(encode(outer).length).toBe(outer.length);
      expect(wholeTree(encode(outer))).toEqual([
        0x30,
        [
          [0x04, Buffer.alloc(length, 'ab').toString('hex')],
          [0x05, ''],
        ],
      ]);
    }
  });

  it('may be empty and explicitly tagged', () => {
    expect(wholeTree(encode(constructed(explicitTag(3))))).toEqual([0xa3, []]);
  });

  it('writes object identifiers with seven bits in each octet', () => {
    const hexOf = (dotted: string): string => Buffer.from(encode(objectIdentifier(dotted))).toString('hex');
    expect(hexOf('1.2.840.113549')).toBe('06062a864886f70d');
    expect(hexOf('2.999.127.128')).toBe('0605 8837 7f 8100'.replaceAll(' ', ''));
  });
});

describe('a signature', () => {
  it('is a SignedData over the digest, with a name of the given length and without signers', () => {
    for (const length of [...EDGES.filter((edge) => edge <= NAME_MAX), NAME_MAX]) {
      expect(wholeTree(signedData(DIGEST, length))).toEqual(expectedTree(nameOf(length)));
    }
  });

  it('has the length that is known without it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: NAME_MAX }), (length) => {
        expect(signedDataLength(length)).toBe(signedData(DIGEST, length).length);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('grows with its name', () => {
    const lengths = Array.from({ length: 400 }, (_, length) => signedDataLength(length));
    expect(lengths.every((length, index) => index === 0 || length > (lengths[index - 1] ?? 0))).toBe(true);
    expect(signedDataLength(NAME_MAX)).toBeLessThan(0x1_0000);
  });

  it('refuses a digest of another length and says which it needs', () => {
    expect(() => signedData(new Uint8Array(20), 0)).toThrow('the digest has 20 bytes; pass a SHA-256 of 32');
  });

  it.each([-1, 60_001, 0.5])('refuses a name of %d bytes and says which lengths there are', (length) => {
    expect(() => signedDataLength(length)).toThrow(`cannot have ${length} bytes; ask for 0 to 60000`);
    expect(() => signedData(DIGEST, length)).toThrow(RangeError);
  });
});

describe('the digest that a signature covers', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
  /** Headers of 192 bytes, and two sections that follow them in the other order. */
  const parts = {
    checkSum: 88,
    certificateEntry: 152,
    sizeOfHeaders: 192,
    sections: [
      { pointerToRawData: 216, sizeOfRawData: 8 },
      { pointerToRawData: 0, sizeOfRawData: 0 },
      { pointerToRawData: 192, sizeOfRawData: 24 },
    ],
    end: 240,
  };
  const digestOf = (image: Uint8Array, signed = parts): string =>
    Buffer.from(authenticodeDigest(image, signed)).toString('hex');

  it('is the SHA-256 of the three pieces around CheckSum and the directory entry', () => {
    expect(digestOf(bytes)).toBe('c7a66f17c7416578e71cfd067affaaa384a83fd63f44ceb78b17272ec07f91cc');
  });

  it('goes on from the sum of the lengths, not from the end of the data', () => {
    const apart = parts.sections.map((each) => (each.sizeOfRawData === 8 ? { ...each, pointerToRawData: 224 } : each));
    const hash = createHash('sha256').update(bytes.subarray(0, 88)).update(bytes.subarray(92, 152));
    hash.update(bytes.subarray(160, 216)).update(bytes.subarray(224, 232)).update(bytes.subarray(224, 240));
    expect(digestOf(bytes, { ...parts, sections: apart })).toBe(hash.digest('hex'));
  });

  it('does not depend on CheckSum, on the directory entry and on what follows, but on every other byte', () => {
    const blind = Array.from(bytes.keys()).filter((offset) => {
      const changed = bytes.with(offset, 0xff - (bytes[offset] ?? 0));
      return digestOf(changed) === digestOf(bytes);
    });
    const range = (start: number, end: number): number[] => Array.from({ length: end - start }, (_, at) => start + at);
    expect(blind).toEqual([...range(88, 92), ...range(152, 160), ...range(240, 256)]);
  });
});

describe('openssl', () => {
  if (installed('openssl') === null) {
    it('openssl is NOT INSTALLED here, so signatures are not witnessed by it', () => {
      expect(installed('openssl')).toBeNull();
    });
    return;
  }

  const openssl = (args: readonly string[], input: Uint8Array): { status: number | null; text: string } => {
    const { status, stdout, stderr } = spawnSync('openssl', args, { input, maxBuffer: 0x100_0000 });
    return { status, text: stdout.toString('latin1') + stderr.toString('latin1') };
  };

  it.each([0, 1, 127, 128, 1000, NAME_MAX])('reads a signature with a name of %d bytes', (length) => {
    const signature = signedData(DIGEST, length);
    const { status, text } = openssl(['pkcs7', '-inform', 'DER', '-print', '-noout'], signature);
    expect(status, text).toBe(0);
    expect(text).toMatch(/type: pkcs7-signedData[^]*type: undefined \(1\.3\.6\.1\.4\.1\.311\.2\.1\.4\)/);
    expect(text).toContain(Buffer.from(DIGEST).toString('hex').toUpperCase());
    expect(text).toMatch(/signer_info:\s*<EMPTY>/);
  });

  it('finds one element that takes up the whole signature', () => {
    const signature = signedData(DIGEST, NAME_MAX);
    const { status, text } = openssl(['asn1parse', '-inform', 'DER'], signature);
    expect(status, text).toBe(0);
    expect(text).toContain(`0:d=0  hl=4 l=${signature.length - 4} cons: SEQUENCE`);
    expect(text.match(/:d=0 /g)).toHaveLength(1);
  });
});
