/** Goal: whatever a campaign stores is read back and shows again, against the same subject, what it was stored for. */
import { describe, expect, it } from 'vitest';
import { readCaseFolder, replayCase, writeCaseFolder } from '../../../../src/campaign/index.ts';
import type { CampaignOptions } from '../../../../src/campaign/index.ts';
import type { AppendRequest, Rewriter } from '../../../../src/contract/index.ts';
import { readImage } from '../../../../src/reader/index.ts';
import { builtinSubject } from '../../../../src/subjects/index.ts';
import { SEQUENCE_SABOTEURS } from '../../../saboteurs/sequences.ts';
import { campaignOf } from '../../../support/campaign.ts';
import { rightAnswer, subjectThat } from '../../../support/cases.ts';
import { useTempFolder } from '../../../support/temp-folder.ts';

const temp = useTempFolder();
const COMMAND = ['tool', '{in}', '{out}'];

/** Ends by itself on every third image, and is right else. */
const CRASHING = subjectThat((image, request) => {
  return image.length % 3 === 0 ? { kind: 'crashed', detail: 'signal 9' } : rightAnswer(image, request);
}, COMMAND);

/** Does not survive what cannot be read. */
const THROWING = subjectThat((image, request) => {
  if (!readImage(image).ok) throw new RangeError('offset is out of bounds');
  return rightAnswer(image, request);
});

/** Gives every section one name, of which it does not mind a second. */
const FIXED: Rewriter = {
  ...subjectThat((image, request) => {
    const sections = readImage(image);
    const isSecond = sections.ok && sections.image.sections.some(({ name }) => name.value === '.own');
    return isSecond ? { kind: 'crashed', detail: 'twice' } : rightAnswer(image, request);
  }),
  fixed: { name: '.own', characteristics: null },
};

const LATE = SEQUENCE_SABOTEURS.filter(({ name }) => name === 'crashes at the third append');

const CAMPAIGNS: readonly (readonly [string, Rewriter, Partial<CampaignOptions>, 'some' | 'none'])[] = [
  ['a command that crashes', CRASHING, { runs: 12 }, 'some'],
  ['a command that crashes by rules that do not mind', CRASHING, { runs: 12, rules: ['PE-DOS-00*'] }, 'none'],
  ['one that cannot be asked again', CRASHING, { runs: 12, shouldStop: (phase) => phase === 'store' }, 'some'],
  [
    'one that cannot be asked again by rules that do not mind',
    CRASHING,
    { runs: 12, rules: ['PE-DOS-00*'], shouldStop: (phase) => phase === 'store' },
    'none',
  ],
  ['what throws on unreadable images', THROWING, { runs: 80, hostile: 'last' }, 'some'],
  ['one that knows one name', FIXED, { runs: 40 }, 'some'],
  ...LATE.map(
    ({ name, sabotage }) => [`one that ${name}`, sabotage(builtinSubject('0')), { runs: 150 }, 'some'] as const,
  ),
];

describe('every stored case', () => {
  it.each(CAMPAIGNS)('of %s is read back and breaks its rules again', async (_what, subject, chosen, count) => {
    const { cases, report } = await campaignOf(subject, chosen);
    expect(cases.length > 0 ? 'some' : 'none').toBe(count);
    expect(report.cases.map(({ id }) => id)).toEqual(cases.map(({ row }) => row.id));
    for (const stored of cases) {
      await writeCaseFolder(temp(), stored);
      const read = readCaseFolder(temp(stored.row.id));
      const { rules } = await replayCase(read, subject);
      const failed = rules.filter(({ outcome }) => outcome.kind === 'failed').map(({ id }) => id);
      expect(failed).toEqual(expect.arrayContaining([...stored.row.rules]));
    }
  });

  it('names the sections as they were asked for', async () => {
    const asked: string[] = [];
    const append = (image: Uint8Array, request: AppendRequest): ReturnType<Rewriter['append']> => {
      asked.push(request.name);
      return FIXED.append(image, request, { previousOutput: null });
    };
    const { cases } = await campaignOf({ ...FIXED, append }, { runs: 40 });
    const names = cases.flatMap(({ request, further }) => [request, ...further.map((each) => each.request)]);
    expect(cases.some(({ further }) => further.length > 0)).toBe(true);
    for (const { name } of names) expect(asked).toContain(name);
  });
});
