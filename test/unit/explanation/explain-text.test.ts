import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { RULES, ruleOf } from '../../../properties/index.ts';
import type { Explanation } from '../../../src/explanation/explanation.ts';
import { explanationOf, readProofs, renderExplanations } from '../../../src/explanation/index.ts';
import { PROOFS } from '../../support/proofs.ts';
import { useTempFolder } from '../../support/temp-folder.ts';

const temp = useTempFolder();

const FULL: Explanation = {
  id: 'PE-SEC-014',
  name: 'rp-aligned',
  scope: 'image',
  title: 'Data starts at a multiple of FileAlignment.',
  rationale: 'Windows rounds the pointer down and reads what lies before it, which is not what was meant.',
  severity: 'mishandled',
  levels: { spec: 'error', edk2: 'error' },
  effects: {
    spec: null,
    edk2: { kind: 'misread', by: 'EDK2 2022.11', what: 'loads the bytes before it' },
  },
  references: [{ text: 'PE format, Section Table', url: 'https://example.org/pe' }],
  enforcedBy: ['Windows: rounds the pointer down', 'pefile: warns'],
  brokenBy: ['a pointer that is four bytes off'],
  knownViolations: ['Some tool writes it so.'],
  demands: [{ profile: 'shim', title: 'Data without bytes does so too.' }],
  allowances: [{ profile: 'edk2', title: 'An image of one section may have any pointer.' }],
  inAppends: [],
  undecided: 'Whether anybody notices.',
  disagreements: [
    {
      id: 'D-06',
      topic: 'Data that is not aligned',
      positions: [
        { who: 'PE format', says: 'It is a multiple.' },
        { who: 'shim', says: 'It does not matter.' },
      ],
      ours: 'It is an error.',
    },
  ],
  proofs: {
    saboteurs: ['forgets to align'],
    vectors: Array.from({ length: 10 }, (_, index) => `vector ${index}`),
    hostileCases: [{ id: 'H-091', title: 'Section data at an odd offset', variants: ['H-091'] }],
  },
};

/** A rule of which no more is known than has to be. */
const BARE: Explanation = {
  ...FULL,
  id: 'PE-SEC-015',
  name: 'rs-aligned',
  severity: 'rejected',
  levels: { spec: 'error', edk2: 'warning', shim: 'info', zboot: 'off' },
  effects: { spec: null, edk2: null, shim: null, zboot: null },
  enforcedBy: [],
  knownViolations: [],
  demands: [],
  allowances: [],
  undecided: null,
  disagreements: [],
  proofs: { saboteurs: [], vectors: [], hostileCases: [] },
};

describe('an explanation', () => {
  it.each([80, 40])('equals the golden file on %i columns', async (width) => {
    const text = renderExplanations([FULL, BARE], { width, colour: 'none' });
    await expect(text).toMatchFileSnapshot(`../../golden/explain-${width}.txt`);
  });

  it('says the same in colour as without, and takes less than 40 columns as 40', () => {
    const coloured = renderExplanations([FULL], { width: 1, colour: 'ansi' });
    expect(coloured.replace(/\u001b\[\d*m/g, '')).toBe(renderExplanations([FULL], { width: 40, colour: 'none' }));
    expect(coloured).toContain('\u001b[1mPE-SEC-014\u001b[0m');
  });

  it('is no wider than 100 columns', () => {
    const longest = renderExplanations([{ ...FULL, rationale: 'word '.repeat(100) }], { width: 300, colour: 'none' });
    expect(Math.max(...longest.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it('of any rule of the catalogue fits the page, but for addresses of documents', () => {
    const text = renderExplanations(
      RULES.map((rule) => explanationOf(rule, PROOFS)),
      { width: 60, colour: 'none' },
    );
    const long = text.split('\n').filter((line) => line.length > 60 && !line.includes('https://'));
    expect(long).toEqual([]);
  });
});

describe('the proofs of a rule', () => {
  it('are its saboteurs, its vectors and its hostile cases, those about the rule first', () => {
    const rule = ruleOf('PE-LAM-003');
    if (rule === undefined) expect.fail('there is no such rule');
    const { proofs } = explanationOf(rule, PROOFS);
    expect(proofs.saboteurs).toContain('puts the new section first');
    expect(proofs.vectors).toContain('a hole of one page lies between two sections');
    expect(proofs.hostileCases[0]).toEqual({
      id: 'H-083',
      title: 'An unused page between two sections in memory',
      variants: ['H-083'],
    });
    expect(proofs.hostileCases.length).toBeGreaterThan(1);
  });

  it('are read from the first place that has them', () => {
    const places = [pathToFileURL(temp('absent.json')), pathToFileURL(temp('proofs.json'))];
    writeFileSync(temp('proofs.json'), JSON.stringify(PROOFS));
    expect(readProofs(places)).toEqual(PROOFS);
  });

  it('are missed with a word on where they come from', () => {
    expect(() => readProofs([pathToFileURL(temp('absent.json'))])).toThrow(
      'proofs.json is not beside this module; npm run build makes it',
    );
  });
});
