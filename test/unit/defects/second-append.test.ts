import { expect, it } from 'vitest';
import { readImage } from '../../../src/reader/index.ts';
import { rightAnswer, subjectThat } from '../../support/cases.ts';
import { campaignOf } from '../../support/campaign.ts';

it('the rules that compare several appends are of the defect whose cases they fail in', async () => {
  const subject = subjectThat((image, request) => {
    const reading = readImage(image);
    const isSecond = reading.ok && reading.image.sections.some(({ name }) => name.value === '.bpf');
    return isSecond ? { kind: 'rewritten', bytes: image.slice() } : rightAnswer(image, request);
  });
  const { report } = await campaignOf(subject, { runs: 120 });
  expect(report.rules.find(({ id }) => id === 'PR-META-002')?.failed).toBeGreaterThan(0);
  expect(report.defects.map(({ id }) => id)).toEqual(['unchanged']);
  expect(report.defects[0]?.followers).toContain('PR-META-002');
});
