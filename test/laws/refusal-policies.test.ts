/**
 * Goal: whoever reads the first lines of a report sees what a subject refuses as a matter of course, although no rule
 * objects. Method: the builtin rewriter is made to refuse all images of one kind, which it tells from plain reads.
 */
import { describe, expect, it } from 'vitest';
import { renderText } from '../../reports/index.ts';
import type { Answer, AppendRequest } from '../../src/contract/index.ts';
import type { Report } from '../../src/results/index.ts';
import { rightAnswer, subjectThat } from '../support/cases.ts';
import { byEffort } from '../support/effort.ts';
import { campaignOf } from '../support/campaign.ts';
import { viewPe } from '../support/pe-view.ts';

const SECTION_HEADER_SIZE = 40;
/** Random cases show all kinds of headers too, if fewer of each. */
const CASES = byEffort<{ readonly grid: 'first' | 'none'; readonly runs: number }>({
  quick: { grid: 'none', runs: 400 },
  full: { grid: 'first', runs: 300 },
});

/** The builtin rewriter, which refuses a call when `declines` says so. */
function declining(
  declines: (image: Uint8Array, answer: Answer) => boolean,
): (image: Uint8Array, request: AppendRequest) => Answer {
  return (image, request) => {
    const answer = rightAnswer(image, request);
    if (!declines(image, answer)) return answer;
    return { kind: 'refused', code: 'exit-1', detail: 'exit status 1: not supported' };
  };
}

/** Whether any byte that a new section header would take is not zero. */
function hasLiveBytes(image: Uint8Array): boolean {
  const { sizeOfHeaders, tableEnd } = viewPe(image);
  return image.subarray(tableEnd, Math.min(tableEnd + SECTION_HEADER_SIZE, sizeOfHeaders)).some((byte) => byte !== 0);
}

function growsHeaders(image: Uint8Array, answer: Answer): boolean {
  return answer.kind === 'rewritten' && viewPe(answer.bytes).sizeOfHeaders > viewPe(image).sizeOfHeaders;
}

/** The last paragraph of the report on a subject, over all kinds of headers, and its outcome. */
async function readingOf(
  append: (image: Uint8Array, request: AppendRequest) => Answer,
): Promise<{ readonly outcome: Report['outcome']; readonly lines: string }> {
  const { report } = await campaignOf(subjectThat(append), { rules: ['PR-REF-001'], ...CASES });
  const text = renderText(report, { width: 80, colour: 'none', verbosity: 'normal' });
  return { outcome: report.outcome, lines: text.trimEnd().split('\n\n').at(-1) ?? '' };
}

const LIVE =
  /^policy {3}refuses all images with live bytes after the section table, such as BTI\n {9}kernels \((\d+) of \1\)$/m;
const GROWTH = /^policy {3}refuses all images whose headers have to grow \((\d+) of \1\)$/m;
const SIGNED = /^policy {3}refuses all signed images \((\d+) of \1\)$/m;

describe('a subject that is right and refuses all of one kind', () => {
  it('is said to, when these are images with live bytes after the section table', async () => {
    const { outcome, lines } = await readingOf(declining(hasLiveBytes));
    expect(outcome).toBe('conformant');
    expect(lines).toMatch(LIVE);
    expect(lines).not.toMatch(GROWTH);
  });

  it('is said to, when these are images whose headers have to grow', async () => {
    const { outcome, lines } = await readingOf(declining(growsHeaders));
    expect(outcome).toBe('conformant');
    expect(lines).toMatch(GROWTH);
    expect(lines).not.toMatch(LIVE);
  });

  it('is said to, when both are refused', async () => {
    const { lines } = await readingOf(declining((...call) => hasLiveBytes(call[0]) || growsHeaders(...call)));
    expect(lines).toMatch(LIVE);
    expect(lines).toMatch(GROWTH);
  });

  it('is not said to, when it rewrites some of them', async () => {
    const { lines } = await readingOf(
      declining((image, answer) => image.length % 2 === 0 && growsHeaders(image, answer)),
    );
    expect(lines).toMatch(SIGNED);
    expect(lines).not.toMatch(GROWTH);
  });
});

describe('the builtin rewriter', () => {
  it('is said to refuse all signed images and some others', async () => {
    const { lines } = await readingOf(rightAnswer);
    // What is refused in some cases may go on in a second line.
    const whole = lines.replace(/^policy {3}refuses some [^(]*\(\d+ of \d+\)\n/gm, '');
    const [outcome, policy, refused] = whole.split('\n').reverse();
    expect(outcome).toMatch(/^CONFORMANT /);
    expect(refused).toMatch(/^refused {2}\d+ of (?:1,452|400) cases: \d+ had to be, \d+ by policy, 0 wrongly$/);
    expect(policy).toMatch(SIGNED);
  });
});
