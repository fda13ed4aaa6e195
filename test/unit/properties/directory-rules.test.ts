/** What the rules on directories say beyond their tables of vectors: names in findings, and what no append can keep. */
import { describe, expect, it } from 'vitest';
import { judgeImage, ruleOf } from '../../../properties/index.ts';
import type { ImageRule, RuleId } from '../../../properties/index.ts';
import { memorySource, readImage } from '../../../src/reader/index.ts';
import type { ByteSource } from '../../../src/reader/index.ts';
import { imageIn } from '../../vectors/append-pairs.ts';
import { IDEAL_AT } from '../../vectors/base-images.ts';
import {
  DATA,
  DEBUG,
  debugged,
  entryBytes,
  plain,
  relocated,
  relocatedBlock,
  withDirectory,
} from '../../vectors/directory-images.ts';
import { setBytes } from '../../vectors/patch.ts';

function imageRule(id: RuleId): ImageRule {
  const rule = ruleOf(id);
  if (rule?.scope !== 'image') throw new Error(`there is no image rule ${id}`);
  return rule;
}

function namesIn(id: RuleId, bytes: Uint8Array): readonly string[] {
  const verdict = judgeImage(imageRule(id), readImage(bytes));
  return verdict.kind === 'fail' ? verdict.findings.map(({ about }) => about) : [];
}

describe('findings on relocations', () => {
  it('name the block and the entry, counting those that change nothing', () => {
    const image = relocatedBlock(0xfffff000, 0xa000, 0, 0x3000, 0x4000, 0xffff, 0xa000);
    const block = 'relocationBlocks[0]';
    expect(namesIn('PE-DIR-021', image)).toEqual([0, 2, 3, 4].map((index) => `${block}.entries[${index}]`));
  });

  it('count the entries of each block from 0', () => {
    const blocks = [0xfffff000, 12, 0xa000a000, 0xfffff000, 12, 0x0000a000];
    expect(namesIn('PE-DIR-021', relocated(24, ...blocks))).toEqual([
      'relocationBlocks[0].entries[0]',
      'relocationBlocks[0].entries[1]',
      'relocationBlocks[1].entries[0]',
    ]);
  });
});

describe('a rule on debug entries', () => {
  const RULES = ['PE-DIR-031', 'PE-DIR-032', 'PE-DIR-033', 'PE-DIR-034', 'PE-DIR-035'] as const;
  const ENTRY = { type: 0, pointer: 0x800, size: 4 };
  const REQUEST = { name: '.bpf', content: Uint8Array.of(1), characteristics: 0x40000040 };

  function reasons(bytes: Uint8Array): readonly (string | undefined)[] {
    const image = imageIn(bytes);
    return RULES.map((id) =>
      imageRule(id).unavoidable?.(image, image, [], { before: image, after: image, requests: [REQUEST] }),
    );
  }

  /** A directory of two entries in the headers. */
  function inHeaders(address: number): Uint8Array {
    return withDirectory(setBytes(plain(), address, entryBytes(ENTRY, ENTRY)), DEBUG, address, 56);
  }

  it('cannot be kept where the directory lies on the headers, which an append must change', () => {
    const because = "the input's debug directory overlaps its headers";
    const lastField = IDEAL_AT.tableEnd - 4;
    const image = withDirectory(plain(), DEBUG, lastField, 56);
    expect(imageIn(image).debugEntries.map(({ characteristics }) => characteristics.offset)).toEqual([
      lastField,
      lastField + 28,
    ]);
    expect(reasons(image)).toEqual(RULES.map(() => because));
  });

  it('can be kept where it lies anywhere else', () => {
    const none = RULES.map(() => undefined);
    expect(reasons(inHeaders(IDEAL_AT.tableEnd))).toEqual(none);
    expect(reasons(debugged(ENTRY))).toEqual(none);
    expect(reasons(plain())).toEqual(none);
    expect(imageIn(debugged(ENTRY)).debugEntries[0]?.characteristics.offset).toBe(DATA.offset);
  });
});

describe('the rule on paths', () => {
  it('searches the same bytes once, however many entries claim them', () => {
    const size = 0x10_0000;
    const file = new Uint8Array(IDEAL_AT.end + size).fill(1);
    const entries = Array.from({ length: 100 }, (_, index) => ({
      type: 2,
      pointer: IDEAL_AT.end + 4 * index,
      size: size - 4 * index,
    }));
    file.set(debugged(...entries));
    for (const { pointer } of entries) file.set(Buffer.from('NB10'), pointer);
    let fetched = 0;
    const source = memorySource(file);
    const counting: ByteSource = {
      length: source.length,
      slice: (offset, length) => {
        fetched += length;
        return source.slice(offset, length);
      },
    };
    const reading = readImage(counting);
    fetched = 0;
    const verdict = judgeImage(imageRule('PE-DIR-035'), reading);
    expect(verdict.kind === 'fail' ? verdict.findings : []).toHaveLength(entries.length);
    expect(fetched).toBeLessThan(size + 4 * entries.length);
  });
});
