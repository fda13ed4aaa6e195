// Every command line that a page shows can be typed as it stands: no option that was renamed, no order of words that fails.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installed, ROOT } from '../support/project.ts';
import { ShownPlace, shownIn } from '../support/shown-commands.ts';
import type { ShownCommand } from '../support/shown-commands.ts';

const PAGES = ['README.md', ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`)].filter((page) =>
  page.endsWith('.md'),
);
const SHOWN = PAGES.flatMap(shownIn);

/** Lines that need what the folder cannot have, and why. */
const NOT_TYPED: readonly (readonly [part: string, reason: string])[] = [
  ['./my-harness', 'the harness is the reader’s'],
  ['rewriters/', 'the page of the examples is about another folder'],
  ['--tool llvm-objcopy', 'the tool may be absent, and tests of the tools call it'],
];

const reasonOf = ({ line }: ShownCommand): string | null =>
  NOT_TYPED.find(([part]) => line.includes(part))?.[1] ?? null;

let folder = '';
const places = new Map<string, ShownPlace>();
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'zbootkit-shown-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The folder in which the lines of a page are typed, one after the other. */
function placeOf({ page }: ShownCommand): ShownPlace {
  const place = places.get(page) ?? new ShownPlace(mkdtempSync(join(folder, 'page-')));
  places.set(page, place);
  return place;
}

describe('the command lines of the pages', () => {
  it('are found', () => {
    expect(SHOWN.length).toBeGreaterThan(30);
    expect(SHOWN.filter((shown) => reasonOf(shown) !== null).length).toBeLessThan(5);
    expect(installed('sh')).not.toBeNull();
  });

  it.each(SHOWN.filter((shown) => reasonOf(shown) === null))('can be typed: $page: $line', (shown) => {
    const { status, said } = placeOf(shown).type(shown);
    // A verdict of any kind is an answer; a mistake in the call is not, nor is a tool that could not be judged.
    expect({ status, said }).toMatchObject({ status: expect.toBeOneOf([0, 1, 4]) as number });
  });
});
