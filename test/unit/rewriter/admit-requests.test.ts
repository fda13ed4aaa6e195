/** What a refusal says of a request, and the values next to the refused ones that are taken. */
import { describe, expect, it } from 'vitest';
import { appendSections } from '../../../src/rewriter/index.ts';
import { append, buildImage, request, u32 } from './image.ts';

const v0 = buildImage();
/** File offset of the new section header. */
const HEADER = 0x148;

describe('a section name', () => {
  it.each([
    ['', '"" is empty'],
    ['.bpf.abcd', '".bpf.abcd" has 9 characters, more than 8'],
    ['n'.repeat(41), `"${'n'.repeat(40)}" has 41 characters, more than 8`],
    ['.reloc', '".reloc" is reserved for base relocations'],
    ['.b f', '".b f" holds a character outside printable ASCII'],
    ['.b\x7f', '".b\x7f" holds a character outside printable ASCII'],
    ['.b\n', '".b\\n" holds a character outside printable ASCII'],
    ['/4', '"/4" holds "/", which has a meaning of its own in a name'],
    ['.bp$f', '".bp$f" holds "$", which has a meaning of its own in a name'],
  ])('of %j is refused with its fault', (name, fault) => {
    expect(appendSections(v0, [request({ name })])).toEqual({
      kind: 'refused',
      code: 'bad-name',
      detail: `The section name ${fault}; choose 1 to 8 printable ASCII bytes such as ".bpf".`,
    });
  });

  it.each(['!', '~', '"#%&\'()*', 'eight888'])('of %j is written as it is', (name) => {
    const result = append(v0, request({ name }));
    expect(Buffer.from(result.subarray(HEADER, HEADER + 8)).toString()).toBe(name.padEnd(8, '\0'));
  });

  it('that the image has is refused with where it has it', () => {
    expect(appendSections(v0, [request({ name: '.data' })])).toEqual({
      kind: 'refused',
      code: 'name-taken',
      detail: 'The image already has section 1 (".data", header at 0x120); choose another name.',
    });
  });
});

describe('content of no bytes', () => {
  it('is refused with the name of its section', () => {
    expect(appendSections(v0, [request({ content: new Uint8Array() })])).toEqual({
      kind: 'refused',
      code: 'empty-content',
      detail: 'The content for section ".bpf" is empty; supply at least one byte.',
    });
  });
});

describe('characteristics', () => {
  const width = 'are not a 32-bit value; use 0x40000040 for readable data.';
  const cleared = 'mark the content as uninitialised data, which shim clears instead of loading; use 0x40000040.';
  const access = 'ask for a writable or executable section; use 0x40000040.';

  it.each([
    [-1, `-1 ${width}`],
    [0.5, `0.5 ${width}`],
    [Number.NaN, `NaN ${width}`],
    [0x1_0000_0000, `4294967296 ${width}`],
    [0xffff_ffff, `0xffffffff ${access}`],
    [0x8000_0000, `0x80000000 ${access}`],
    [0x2000_0000, `0x20000000 ${access}`],
    [0x4000_0080, `0x40000080 ${cleared}`],
    [0x4000_00c0, `0x400000c0 ${cleared}`],
  ])('of %d are refused', (characteristics, fault) => {
    expect(appendSections(v0, [request({ characteristics })])).toEqual({
      kind: 'refused',
      code: 'bad-characteristics',
      detail: `The characteristics ${fault}`,
    });
  });

  it.each([0, 0x5fff_ff7f])('of %d are written as they are', (characteristics) => {
    expect(u32(append(v0, request({ characteristics })), HEADER + 36)).toBe(characteristics);
  });
});
