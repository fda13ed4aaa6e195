/** JUnit XML against the schema of Jenkins, by libxml2; what is absent is named. */
import { spawnSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { renderJunit } from '../../reports/junit/junit.ts';
import { FILLED } from '../support/filled-reports.ts';
import { oddReport } from '../support/odd-reports.ts';
import { ROOT, installed } from '../support/project.ts';

const SCHEMA = join(ROOT, '..', 'shared', 'schemas', 'junit-10.xsd');
const MISSING = [...(installed('xmllint') === null ? ['xmllint'] : []), ...(existsSync(SCHEMA) ? [] : ['the schema'])];

/** What the schema holds against a document; an empty text when it is valid. */
function fault(markup: string): string {
  const { status, stderr } = spawnSync('xmllint', ['--huge', '--nonet', '--noout', '--schema', SCHEMA, '-'], {
    input: markup,
    encoding: 'utf8',
  });
  return status === 0 ? '' : stderr.slice(0, 1000);
}

describe('JUnit XML by the schema of Jenkins', () => {
  if (MISSING.length > 0) {
    it(`is NOT VALIDATED, for ${MISSING.join(' and ')} is not here`, () => {
      expect(MISSING).not.toEqual([]);
    });
    return;
  }

  it.each(FILLED)('is valid', (document) => {
    expect(fault(renderJunit(document))).toBe('');
  });

  it('is valid where suites are left out', () => {
    for (const document of FILLED) expect(fault(renderJunit(document, 2000))).toBe('');
  });

  it('is valid where all texts are hostile', () => {
    fc.assert(
      fc.property(oddReport, (document) => {
        expect(fault(renderJunit(document))).toBe('');
      }),
      { numRuns: 12, seed: 2 },
    );
  });

  it('is not valid with a time that is too exact, so the schema is asked', () => {
    const [first] = FILLED;
    if (first === undefined) throw new Error('there is no sample');
    expect(fault(renderJunit(first).replace(/time="[\d.]+"/, 'time="1.23456"'))).not.toBe('');
  });
});
