import { describe, expect, it } from 'vitest';
import { SLACK_REPAIRS } from '../../../src/defects/repairs/slack.ts';
import { readImage } from '../../../src/reader/index.ts';
import type { Image } from '../../../src/reader/index.ts';
import { endOf } from '../../../src/results/index.ts';
import { caseOf } from '../../support/cases.ts';

function imageIn(bytes: Uint8Array): Image {
  const reading = readImage(bytes);
  if (!reading.ok) throw new Error('the image cannot be read');
  return reading.image;
}

describe('the repair of what lies behind the section table', () => {
  it('puts it where it was, though the table of the output ends earlier', () => {
    const { image, request } = caseOf('slack=live headerRoom=page');
    const before = imageIn(image);
    const start = endOf(before.sectionTable);
    const live = image.subarray(start, start + 16);
    expect(live.some((byte) => byte !== 0)).toBe(true);
    const wrong = new Uint8Array(image).fill(0, start, start + 16);
    const { offset } = before.coffHeader.numberOfSections;
    wrong[offset] = (wrong[offset] ?? 0) - 1;
    const [repaired] = SLACK_REPAIRS.map(({ repair }) =>
      repair({ before, request, after: imageIn(wrong), bytes: wrong }),
    );
    expect(repaired?.subarray(start, start + 16)).toEqual(new Uint8Array(live));
  });
});
