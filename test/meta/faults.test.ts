// The page about faults: it lists each of them once and names tests that exist.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SABOTEURS } from '../saboteurs/index.ts';
import { ROOT } from './sources.ts';

/** How many faults the list has. */
const FAULTS = 44;

/** A test as the page names it: its file, its name and, where it has a table of cases, one of them. */
interface NamedTest {
  readonly path: string;
  readonly name: string;
  readonly row: string | null;
}

interface Fault {
  readonly number: number;
  readonly cells: readonly string[];
  readonly tests: readonly NamedTest[];
}

function faultsOn(page: string): readonly Fault[] {
  return page.split('\n').flatMap((line) => {
    const number = /^\| (\d+) +\|/.exec(line)?.[1];
    if (number === undefined) return [];
    const cells = line.split(' | ').map((cell) => cell.trim());
    const named = (cells.at(-1) ?? '').matchAll(/`(test\/\S+) › ([^`]+)`(?: \(`([^`]+)`\))?/g);
    const tests = [...named].map(([, path = '', name = '', row = null]) => ({ path, name, row }));
    return [{ number: Number(number), cells, tests }];
  });
}

/** Whether a source has a string literal that is followed by a comma, as the name of a test or a row's title is. */
function hasLiteral(source: string, text: string): boolean {
  return ["'", '"', '`'].some((quote) => source.includes(`${quote}${text}${quote},`));
}

/** What is wrong with a named test: its file, its name or its row does not exist. */
function missing({ path, name, row }: NamedTest): readonly string[] {
  if (!existsSync(`${ROOT}${path}`)) return [`${path} does not exist`];
  const source = readFileSync(`${ROOT}${path}`, 'utf8');
  return [name, ...(row === null ? [] : [row])].flatMap((text) =>
    hasLiteral(source, text) ? [] : [`${path} has no "${text}"`],
  );
}

describe('the page about faults', () => {
  const faults = faultsOn(readFileSync(`${ROOT}docs/faults.md`, 'utf8'));

  it('lists every fault once and in order', () => {
    expect(faults.map(({ number }) => number)).toEqual(Array.from({ length: FAULTS }, (_, index) => index + 1));
  });

  it('says of each what it is, what happens here and which test shows it', () => {
    for (const { number, cells, tests } of faults) {
      expect(cells, `fault ${number}`).toHaveLength(4);
      expect(tests.length, `fault ${number}`).toBeGreaterThan(0);
    }
  });

  it('names tests that exist', () => {
    expect(faults.flatMap(({ tests }) => tests.flatMap(missing))).toEqual([]);
  });

  it('finds tests, rows and files that do not exist', () => {
    const real = { path: 'test/meta/faults.test.ts', name: 'names tests that exist', row: null };
    expect(missing(real)).toEqual([]);
    expect(missing({ ...real, name: 'names tests that' })).toHaveLength(1);
    expect(missing({ ...real, row: 'no such row' })).toHaveLength(1);
    expect(missing({ ...real, path: 'test/meta/absent.test.ts' })).toHaveLength(1);
  });

  it('has the numbers by which saboteurs name their faults', () => {
    const numbers = SABOTEURS.flatMap(({ fault }) => (fault === null ? [] : [fault]));
    expect(numbers.length).toBeGreaterThan(0);
    expect(numbers.filter((number) => faults.every((fault) => fault.number !== number))).toEqual([]);
  });
});
