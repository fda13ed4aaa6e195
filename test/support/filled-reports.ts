import type { ReportDocument } from '../../reports/index.ts';
import { APPENDED, SOUND, UNSOUND, UNSOUND_TWICE } from '../unit/reports/sample-check.ts';
import { SAMPLES } from '../unit/reports/sample-report.ts';

/** What check said of the sample images, and of one that is absent. */
export const CHECKED: ReportDocument = {
  kind: 'check',
  findings: {
    tool: { name: 'zbootkit', version: '0.1.0', sha256: 'a1'.repeat(32) },
    rows: [UNSOUND, SOUND, APPENDED, ...UNSOUND_TWICE],
    unjudged: [{ path: 'absent.efi', reason: 'there is no such file.' }],
  },
};

/** A document of each outcome, and one of a check. */
export const FILLED: readonly ReportDocument[] = [
  ...SAMPLES.map((report): ReportDocument => ({ kind: 'campaign', report })),
  CHECKED,
];
