import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileAt } from '../../../generators/index.ts';
import { INSPECT_SCHEMA, renderInspectionJson } from '../../../src/inspection/json/document.ts';
import { readImage } from '../../../src/reader/index.ts';
import { schemaAt, withValue } from '../../support/schema.ts';
import { BARE, FULL, HOSTILE, SAMPLES, crowd, inspected } from './images.ts';

const { schema, validate } = schemaAt('src/inspection/schema/inspect-v1.schema.json');

function documentOf(image: Uint8Array): object {
  return JSON.parse(renderInspectionJson(inspected(image))) as object;
}

interface FieldRow {
  readonly offset: number;
  readonly length: number;
  readonly value: number | string;
}

/** Every field anywhere in a document. */
function fieldsIn(document: unknown): readonly FieldRow[] {
  const found: FieldRow[] = [];
  const left: unknown[] = [document];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    if ('offset' in next && 'length' in next && 'value' in next) found.push(next as FieldRow);
    else left.push(...(Object.values(next) as unknown[]).filter((value) => value !== undefined));
  }
  return found;
}

/** What the bytes of a field say: a little-endian number, or text up to its first zero. */
function valueAt(image: Uint8Array, { offset, length, value }: FieldRow): number | string {
  const bytes = Buffer.from(image.subarray(offset, offset + length));
  if (typeof value === 'string' && !value.startsWith('0x')) return bytes.toString('latin1').replace(/\0.*$/s, '');
  const number = bytes.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
  return typeof value === 'string' ? `0x${number.toString(16)}` : Number(number);
}

describe('the JSON of an inspection', () => {
  it.each(['full', 'hostile'] as const)('equals the golden file for the %s image', async (name) => {
    const text = renderInspectionJson(inspected(SAMPLES[name]));
    await expect(text).toMatchFileSnapshot(`../../golden/inspect-${name}.json`);
  });

  it.each(Object.entries(SAMPLES))('says of every field of the %s image what its bytes say', (_name, image) => {
    const fields = fieldsIn(documentOf(image));
    expect(fields.length).toBeGreaterThan(30);
    expect(fields.map(({ value }) => value)).toEqual(fields.map((field) => valueAt(image, field)));
  });

  it('is ASCII, so that no byte of an image can act on a terminal', () => {
    expect(renderInspectionJson(inspected(HOSTILE, 'bild\u009b\u{1f600}.efi'))).toMatch(/^[\n -~]*$/);
    expect(JSON.parse(renderInspectionJson(inspected(HOSTILE, '\u{1f600}')))).toMatchObject({ path: '\u{1f600}' });
  });

  it('writes plain objects on one line and nothing at all for an empty list', () => {
    const text = renderInspectionJson(inspected(BARE));
    expect(text).toContain('\n    "magic": { "offset": 0, "length": 2, "value": 23117, "meaning": "MZ" },\n');
    expect(text).toContain('\n  "sections": [],\n');
    expect(text).toContain('\n  "zbootHeader": null,\n');
  });

  it('is the same text every time', () => {
    expect(renderInspectionJson(inspected(FULL))).toBe(renderInspectionJson(inspected(FULL.slice())));
  });
});

describe('the schema of inspections', () => {
  const full = documentOf(FULL);

  it('is named like the documents that it describes', () => {
    expect(schema['$id']).toBe(INSPECT_SCHEMA);
  });

  it.each([...Object.entries(SAMPLES), ['crowded', crowd(200)] as const])('accepts the %s image', (_name, image) => {
    validate(documentOf(image));
    expect(validate.errors).toBeNull();
  });

  it('accepts what is said of any image', () => {
    fc.assert(
      fc.property(fc.nat(5000), (index) => {
        const { bytes } = hostileAt(2, index);
        if (!readImage(bytes).ok) return;
        validate(documentOf(bytes));
        expect(validate.errors).toBeNull();
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  it.each([
    ['schema', 'urn:zbootkit:inspect:v2'],
    ['surprise', 1],
    ['fileSize', -1],
    ['summary.kind', 'elf'],
    ['payload', undefined],
    ['payload.lengthWord.offset', undefined],
    ['zbootHeader.magic.value', 1],
    ['optionalHeader.imageBase.value', 0],
    ['optionalHeader.imageBase.value', '0xg'],
    ['optionalHeader.checkSum', undefined],
    ['directories.0.dataOffset', undefined],
    ['sections.0.fields.name.value', 5],
    ['sections.0.fields.virtualSize.value', 2 ** 32],
    ['sections.0.memory.address', '0x1000'],
    ['debugEntries.0.fields.length', { offset: 0, length: 4, value: 1 }],
    ['certificates.0.data', null],
    ['symbolTable.strings', undefined],
    ['regions.0.kind', 'hole'],
    ['features.0.kind', 'kernel'],
    ['anomalies', null],
    ['remarks', undefined],
  ])('refuses a document with another %s', (path, value) => {
    expect(validate(withValue(full, path, value))).toBe(false);
  });

  it('describes every property', () => {
    const bare: string[] = [];
    const left: (readonly [string, unknown])[] = [['', schema]];
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const [path, node] = next;
      if (typeof node !== 'object' || node === null) continue;
      if ('properties' in node) {
        for (const [name, property] of Object.entries(node.properties as Record<string, object>)) {
          if (!('description' in property) && !('$ref' in property)) bare.push(`${path}.${name}`);
        }
      }
      for (const [name, inner] of Object.entries(node)) left.push([`${path}.${name}`, inner]);
    }
    expect(bare).toEqual([]);
  });
});
