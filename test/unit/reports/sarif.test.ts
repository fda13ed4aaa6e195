// The SARIF form: valid by the schema of OASIS where that is at hand, within the limits of code scanning, and never a pass of
// what was not tried.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ajvModule from 'ajv-draft-04';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderAs } from '../../../reports/index.ts';
import type { ReportDocument } from '../../../reports/index.ts';
import { base64OfHex } from '../../../reports/base64.ts';
import { uriOf } from '../../../reports/sarif/text.ts';
import { effort } from '../../support/effort.ts';
import { CHECKED, FILLED } from '../../support/filled-reports.ts';
import { manyFindings, manyPlaces } from '../../support/many-findings.ts';
import { oddReport } from '../../support/odd-reports.ts';
import { ROOT } from '../../support/project.ts';
import { logWitness } from '../../support/witness-log.ts';
import { ruleRow } from './rule-row.ts';
import { SOUND, UNSOUND } from './sample-check.ts';
import { FAILING } from './sample-report.ts';

/** What tests read of a SARIF document. */
interface Sarif {
  readonly version: string;
  readonly runs: readonly [Run];
}

interface Text {
  readonly text: string;
}

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly kind: string;
  readonly level: string;
  readonly message: Text;
  readonly locations: readonly { readonly physicalLocation: PhysicalLocation }[];
  readonly relatedLocations?: readonly { readonly physicalLocation: PhysicalLocation }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly suppressions?: readonly { readonly kind: string; readonly justification: string }[];
  readonly properties: Readonly<Record<string, string>>;
}

interface PhysicalLocation {
  readonly artifactLocation: { readonly uri: string; readonly index: number };
  readonly region: Readonly<Record<string, number | object>>;
  readonly address?: object;
}

interface Rule extends Readonly<Record<'shortDescription' | 'fullDescription' | 'help', Text>> {
  readonly id: string;
  readonly name: string;
  readonly properties: { readonly tags: readonly string[] };
}

interface Run {
  readonly tool: { readonly driver: { readonly rules: readonly Rule[] } };
  readonly automationDetails: { readonly id: string };
  readonly invocations: readonly [
    Readonly<Record<'toolConfigurationNotifications' | 'toolExecutionNotifications', readonly { message: Text }[]>> & {
      readonly executionSuccessful: boolean;
      readonly exitCodeDescription?: string;
    },
  ];
  readonly artifacts: readonly { readonly location: { readonly uri: string }; readonly hashes?: object }[];
  readonly results: readonly Result[];
}

const read = (document: ReportDocument): Sarif => JSON.parse(renderAs(document, 'sarif')) as Sarif;
const runOf = (document: ReportDocument): Run => read(document).runs[0];

/** Where the schema lies beside the project. */
const SCHEMA = join(ROOT, '..', 'shared', 'schemas', 'sarif-schema-2.1.0.json');

/** Where code scanning would refuse or cut a run. */
function refusals({ tool, results, automationDetails }: Run): readonly string[] {
  const texts = tool.driver.rules.flatMap(({ shortDescription, fullDescription, help }) => [
    shortDescription.text,
    fullDescription.text,
    help.text,
  ]);
  const names = tool.driver.rules.flatMap(({ id, name }) => [id, name]);
  return [
    ...(results.length > 25_000 ? ['too many results'] : []),
    ...texts.filter((text) => text === '' || text.length > 1024).map((text) => `description of ${text.length}`),
    ...[...names, automationDetails.id].filter((text) => text === '' || text.length > 255).map(() => 'name'),
    ...tool.driver.rules.filter(({ properties }) => properties.tags.length > 20).map(() => 'tags'),
    ...results
      .filter(({ locations, relatedLocations = [] }) => locations.length + relatedLocations.length > 1000)
      .map(() => 'places'),
    ...results.filter(({ locations }) => locations[0]?.physicalLocation.region['startLine'] !== 1).map(() => 'no line'),
    ...results.filter(({ message }) => message.text === '').map(() => 'no message'),
    ...results.filter(({ kind, level }) => (kind === 'fail') === (level === 'none')).map(() => 'level'),
    ...results.filter(({ ruleId, ruleIndex }) => tool.driver.rules[ruleIndex]?.id !== ruleId).map(() => 'index'),
  ];
}

describe('sarif', () => {
  const where = existsSync(SCHEMA) ? '' : '; not put to the test: the schema of OASIS is absent';

  it(`is valid by the schema, whatever the texts of a document say${where}`, () => {
    if (where !== '') {
      logWitness(`SARIF: the schema of OASIS is absent, so no document was validated: ${SCHEMA}`);
      return;
    }
    const schema = JSON.parse(readFileSync(SCHEMA, 'utf8')) as object;
    const validate = new ajvModule.default({ strict: false, validateFormats: false, allErrors: true }).compile(schema);
    const errors = (document: ReportDocument): unknown => (validate(read(document)), validate.errors ?? []);
    for (const document of FILLED) expect(errors(document)).toEqual([]);
    expect(errors(manyPlaces(1500))).toEqual([]);
    fc.assert(
      fc.property(oddReport, (document) => {
        expect(errors(document)).toEqual([]);
      }),
      { numRuns: effort(240) },
    );
    expect(validate({ version: '2.1.0', runs: [{ tool: { driver: { name: 'x' } }, results: [{}] }] })).toBe(false);
  });

  it('stays within the limits of code scanning, whatever the texts of a document say', () => {
    for (const document of FILLED) expect(refusals(runOf(document))).toEqual([]);
    fc.assert(
      fc.property(oddReport, (document) => {
        const text = renderAs(document, 'sarif');
        expect(text).toBe(renderAs(document, 'sarif'));
        expect(refusals((JSON.parse(text) as Sarif).runs[0])).toEqual([]);
        expect(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\ud800-\udfff]/u.test(text)).toBe(false);
      }),
      { numRuns: effort(240) },
    );
  });

  it('has a result for each rule, and passes what held alone', () => {
    const { results } = runOf({ kind: 'campaign', report: FAILING });
    expect(results.map(({ ruleId, kind, level }) => [ruleId, kind, level])).toEqual([
      ['PR-KEEP-007', 'fail', 'warning'],
      ['PR-ZB-003', 'fail', 'error'],
      ['PR-KEEP-002', 'fail', 'error'],
      ['PE-HDR-001', 'pass', 'none'],
      ['PE-SIG-004', 'open', 'none'],
      ['PE-SIG-005', 'open', 'none'],
      ['PE-RES-001', 'open', 'none'],
      ['PE-OPT-020', 'fail', 'note'],
    ]);
    const image = runOf(CHECKED).results.slice(0, UNSOUND.results.length);
    expect(image.map(({ properties, kind }) => [properties['status'], kind])).toEqual([
      ['remarked', 'fail'],
      ['warned', 'fail'],
      ['failed', 'fail'],
      ['not-applicable', 'notApplicable'],
      ['vacuous', 'notApplicable'],
      ['broken', 'open'],
      ['held', 'pass'],
    ]);
  });

  it('shows the bytes at fault where they are', () => {
    const { results, artifacts } = runOf({ kind: 'campaign', report: FAILING });
    const moved = results.find(({ ruleId }) => ruleId === 'PR-ZB-003');
    expect(moved?.relatedLocations).toMatchObject([
      {
        physicalLocation: {
          artifactLocation: { uri: 'cases/1-37-PR-ZB-003/out.efi', uriBaseId: 'REPORT_FOLDER' },
          region: { byteOffset: 8, byteLength: 4, snippet: { binary: 'ABAAAA==' } },
          contextRegion: { byteOffset: 0, byteLength: 32 },
          address: { kind: 'header', fullyQualifiedName: 'dosHeader', offsetFromParent: 8 },
        },
      },
    ]);
    expect(moved?.properties['replay']).toBe('zbootkit replay zbootkit-report/cases/1-37-PR-ZB-003');
    expect(artifacts[1]).toMatchObject({ location: { uri: 'cases/1-112-PR-KEEP-002/out.efi' } });
  });

  it('has the digest of an image', () => {
    const { artifacts } = runOf(CHECKED);
    expect(artifacts[0]).toMatchObject({ location: { uri: 'broken.efi' }, hashes: { 'sha-256': UNSOUND.sha256 } });
  });

  it('suppresses known failures with their reason', () => {
    const entry = {
      rule: 'PE-HDR-001',
      defect: null,
      reason: 'a known fault',
      until: null,
      answers: ['rewritten'],
    } as const;
    const baseline = {
      known: [{ ...entry, state: 'fails', seen: ['rewritten'], otherRun: null } as const],
      unexpected: [],
    };
    const report = { ...FAILING, baseline, rules: [ruleRow({ failed: 3 })] };
    const [result] = runOf({ kind: 'campaign', report }).results;
    expect(result).toMatchObject({
      kind: 'fail',
      level: 'error',
      suppressions: [{ kind: 'external', status: 'accepted', justification: 'a known fault' }],
    });
  });

  it('has fingerprints that depend on the rule and on the subject alone', () => {
    const of = (report: typeof FAILING): readonly unknown[] =>
      runOf({ kind: 'campaign', report }).results.map(({ partialFingerprints }) => partialFingerprints);
    const again = { ...FAILING, run: { ...FAILING.run, seed: 9 }, subject: { ...FAILING.subject, version: '2.41' } };
    expect(of(again)).toEqual(of(FAILING));
    const prints = runOf(manyFindings(20, 10)).results.map(
      ({ partialFingerprints }) => partialFingerprints['zbootkit/v1'],
    );
    expect(new Set(prints).size).toBe(prints.length);
  });

  it('tells of what could not be judged', () => {
    const [{ executionSuccessful, toolConfigurationNotifications, toolExecutionNotifications }] =
      runOf(CHECKED).invocations;
    expect(executionSuccessful).toBe(false);
    expect(toolConfigurationNotifications[0]).toMatchObject({
      level: 'error',
      message: { text: 'absent.efi was not judged: there is no such file.' },
    });
    expect(toolExecutionNotifications[0]).toMatchObject({ level: 'error', associatedRule: { id: 'ZB-011' } });
    const doubt = { ...SOUND, results: SOUND.results.map((rule) => ({ ...rule, verdict: DOUBT })) };
    const findings = { tool: FAILING.tool, rows: [doubt], unjudged: [] };
    const [invocation] = runOf({ kind: 'check', findings }).invocations;
    expect(invocation.toolConfigurationNotifications).toHaveLength(4);
    expect(runOf({ kind: 'check', findings }).results.map(({ kind }) => kind)).toEqual([
      'open',
      'open',
      'open',
      'open',
    ]);
  });

  it('says how a campaign ended', () => {
    const [invocation] = runOf({ kind: 'campaign', report: FAILING }).invocations;
    expect(invocation.executionSuccessful).toBe(true);
    expect(invocation.exitCodeDescription).toContain('NONCONFORMANT, not as known');
  });

  it('keeps what failed of too many results, and says what it left out', () => {
    const run = runOf(manyFindings(3000, 10));
    expect(run.results).toHaveLength(25_000);
    expect(run.results.every(({ kind }) => kind === 'fail')).toBe(true);
    const notes = run.invocations[0].toolConfigurationNotifications.map(({ message }) => message.text);
    expect(notes).toEqual([
      '5,004 results of 30,004 were left out, because code scanning takes no more than 25,000: 5,001 of kind fail, 1 of kind notApplicable, 2 of kind pass. The JSON form has all.',
    ]);
  });

  it('cuts the places of one result', () => {
    expect(refusals(runOf(manyPlaces(30_000)))).toEqual([]);
  });
});

const DOUBT = { kind: 'skip', reason: 'nobody decodes this', unverified: true } as const;

describe('pieces of SARIF', () => {
  it('writes bytes as base64 as Node does', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const buffer = Buffer.from(bytes);
        expect(base64OfHex(buffer.toString('hex'))).toBe(buffer.toString('base64'));
      }),
    );
  });

  it('makes references of paths', () => {
    expect(['a b/c#d.efi', '/boot/x.efi', './x', 'c:\\x', 'a?b', ''].map(uriOf)).toEqual([
      'a%20b/c%23d.efi',
      'file:///boot/x.efi',
      './x',
      'c%3A%5Cx',
      'a%3Fb',
      'image',
    ]);
  });
});
