import type { ReportDocument } from '../../reports/index.ts';
import type { CheckedFile, CheckedRule, Finding } from '../../src/results/index.ts';
import { SOUND, UNSOUND } from '../unit/reports/sample-check.ts';

/** What check would say of so many images, each of which breaks so many rules in one place. */
export function manyFindings(images: number, rules: number): ReportDocument {
  const rows = Array.from({ length: images }, (_, image): CheckedFile => {
    const results = Array.from({ length: rules }, (__, rule) => broken(rule));
    return { ...UNSOUND, path: `images/${image}.efi`, results };
  });
  return {
    kind: 'check',
    findings: { tool: { name: 'zbootkit', version: '0.1.0', sha256: null }, rows: [SOUND, ...rows], unjudged: [] },
  };
}

/** One rule that fails in so many places. */
export function manyPlaces(places: number): ReportDocument {
  const [finding, ...more] = Array.from({ length: places }, (_, index) => findingAt(index * 4));
  if (finding === undefined) throw new Error('a failure needs a place');
  const rule: CheckedRule = { ...broken(0), verdict: { kind: 'fail', findings: [finding, ...more] } };
  const rows = [{ ...UNSOUND, results: [rule] }];
  return {
    kind: 'check',
    findings: { tool: { name: 'zbootkit', version: '0.1.0', sha256: null }, rows, unjudged: [] },
  };
}

function findingAt(offset: number): Finding {
  return {
    about: `sections[${offset}].pointerToRawData`,
    expected: { kind: 'multiple-of', value: 0x200 },
    actual: 0x3f0,
    at: [{ file: 'image', offset, length: 4 }],
  };
}

function broken(index: number): CheckedRule {
  return {
    id: `PE-XXX-${String(index).padStart(3, '0')}`,
    name: `rule-${index}`,
    title: 'The raw data of every section starts at a multiple of fileAlignment.',
    level: index % 3 === 0 ? 'warning' : 'error',
    severity: 'rejected',
    references: ['PE format, Section Table'],
    rejectedBy: ['edk2'],
    effect: { kind: 'misread', by: 'EDK2 2022.11', what: 'loads it, and the last section wins' },
    verdict: { kind: 'fail', findings: [findingAt(0x190 + index)] },
    excerpts: [
      {
        file: 'image',
        offset: 0x190,
        hex: '2e646174610000000010000000f0030000020000f0030000',
        marks: [{ offset: 0x19c, length: 4 }],
      },
    ],
  };
}
