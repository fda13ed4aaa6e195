// What `check --json` writes fits the schema that ships with the package, whatever image is judged.
import { describe, expect, it } from 'vitest';
import { HOSTILE_CASES, hostileCaseImage } from '../../../generators/index.ts';
import { CHECK_SCHEMA, renderFindingsJson } from '../../../reports/index.ts';
import { judgeAlone } from '../../../src/judging/index.ts';
import { checkDocument } from '../../support/check-document.ts';
import { sampleOf } from '../../support/effort.ts';
import { schemaAt, withValue } from '../../support/schema.ts';
import { APPENDED, SOUND, UNSOUND, UNSOUND_TWICE } from './sample-check.ts';

const { schema, validate } = schemaAt('reports/schema/check-v1.schema.json');
const report = schemaAt('reports/schema/report-v1.schema.json').schema;

const CUT = { ...UNSOUND, cause: { sentence: 'The file is cut short.', follows: ['PE-SEC-014'] } };
const UNJUDGED = { path: 'absent.efi', reason: 'the image cannot be read: there is no such file.' };
const DOCUMENT = checkDocument(renderFindingsJson([CUT, SOUND, APPENDED, ...UNSOUND_TWICE], [UNJUDGED]));

const definitionsOf = (of: typeof schema): Readonly<Record<string, unknown>> =>
  of['$defs'] as Readonly<Record<string, unknown>>;

describe('schema of check', () => {
  it('is named like the documents that it describes', () => {
    expect(schema['$id']).toBe(CHECK_SCHEMA);
  });

  it('takes a document without an image', () => {
    expect(checkDocument(renderFindingsJson([], [UNJUDGED])).unjudged).toEqual([UNJUDGED]);
  });

  it('takes what is said of hostile cases, and of what is cut anywhere in its headers', () => {
    const variants = sampleOf(
      HOSTILE_CASES.flatMap((each) => each.variants),
      { quick: 60 },
    );
    const images = variants.map((variant) => hostileCaseImage(variant).bytes);
    const [first] = images;
    const cut = [0, 2, 63, 64, 100, 200, 330, 600].map((length) => first?.subarray(0, length) ?? new Uint8Array());
    for (const bytes of [...images, ...cut]) {
      checkDocument(renderFindingsJson(judgeAlone('in.efi', bytes)));
    }
    expect(images.length).toBeGreaterThanOrEqual(60);
  });

  it.each([
    ['schema', 'urn:zbootkit:check:v2'],
    ['surprise', 1],
    ['unjudged', undefined],
    ['unjudged.0.reason', undefined],
    ['unjudged.0.path', null],
    ['images', {}],
    ['images.0.profile', undefined],
    ['images.0.because', 1],
    ['images.0.caveat', undefined],
    ['images.0.cause.follows', null],
    ['images.0.counts.errors', -1],
    ['images.0.counts.held', undefined],
    ['images.0.results.0.level', 'off'],
    ['images.0.results.0.verdict.kind', 'passed'],
    ['images.0.results.0.verdict.findings', []],
    ['images.0.results.2.effect.kind', 'dangerous'],
    ['images.0.results.2.excerpts.0.hex', '4D5'],
    ['images.0.results.3.verdict.reason', undefined],
    ['images.2.files.0.file', 'vmlinuz.efi'],
  ])('refuses %s set to %j', (path, value) => {
    expect(validate(withValue(DOCUMENT, path, value))).toBe(false);
  });

  it('describes what reports have too as their schema does', () => {
    const [own, others] = [definitionsOf(schema), definitionsOf(report)];
    const shared = ['role', 'span', 'place', 'expectation', 'finding', 'excerpt', 'effect'];
    for (const name of shared) expect(own[name]).toEqual(others[name]);
  });

  it('closes every object and describes every property', () => {
    const objects: Record<string, unknown>[] = [];
    JSON.parse(JSON.stringify(schema), (_, value: unknown) => {
      if (typeof value === 'object' && value !== null && 'properties' in value) objects.push({ ...value });
      return value;
    });
    expect(objects.length).toBeGreaterThan(20);
    for (const object of objects) {
      expect(object).toMatchObject({ additionalProperties: false, description: expect.any(String) as string });
      const optional = Object.keys(object['properties'] ?? {}).filter(
        (name) => !(object['required'] as readonly string[]).includes(name),
      );
      expect(['', 'unverified,excused']).toContain(optional.join());
    }
  });
});
