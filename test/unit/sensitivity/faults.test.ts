// Goal: no field is forgotten, each fault has a name of its own, and each trigger meets every part of an image.
import { describe, expect, it } from 'vitest';
import * as layouts from '../../../src/reader/layouts.ts';
import { EQUIVALENTS, EQUIVALENTS_MAX, equivalentOf } from '../../sensitivity/equivalents.ts';
import { GROUPS, nameOfFault } from '../../sensitivity/fault.ts';
import { FAULTS, FIRM, TRIGGERS_BY_NAME } from '../../sensitivity/faults.ts';

/** How sites name the structures of each layout. */
const PREFIXES: Readonly<Record<string, readonly string[]>> = {
  zbootHeader: ['zbootHeader'],
  coffHeader: ['coffHeader'],
  optionalHeader: ['optionalHeader'],
  directory: Array.from({ length: 16 }, (_, index) => `directories[${index}]`),
  section: ['first section', 'middle section', 'last section', 'new section', 'old sections'],
  debugEntry: ['first debug entry', 'last debug entry', 'debug entries'],
  relocationBlock: ['first relocation block', 'last relocation block'],
  // The zboot header is the same bytes.
  dosHeader: [],
  // No right output has a certificate: one that is kept does not match.
  certificate: [],
};

const ALWAYS = FAULTS.filter(({ trigger }) => trigger === 'always');
const SITES = new Set(ALWAYS.map(({ mistake }) => mistake.site));

function structs(): readonly { readonly name: string; readonly slots: readonly { readonly name: string }[] }[] {
  return Object.values(layouts).filter((layout) => typeof layout === 'object');
}

describe('the faults', () => {
  it('are at every field of every layout of the reader', () => {
    const wanted = structs().flatMap(({ name, slots }) => {
      const prefixes = PREFIXES[name];
      if (prefixes === undefined) throw new Error(`there is no site for the layout ${name}`);
      return prefixes.flatMap((prefix) => slots.map((slot) => `${prefix}.${slot.name}`));
    });
    expect(wanted.filter((site) => !SITES.has(site))).toEqual([]);
    expect(wanted.length).toBeGreaterThan(150);
  });

  it('have names of their own', () => {
    const names = FAULTS.map(nameOfFault);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('are some 4,000, of all groups', () => {
    expect(FAULTS.length).toBeGreaterThan(3500);
    expect(FAULTS.length).toBeLessThan(5500);
    expect(new Set(FAULTS.map(({ mistake }) => mistake.group))).toEqual(new Set(GROUPS));
  });

  it('are behind every trigger, equally many and spread over the parts of an image', () => {
    const kinds = (trigger: string): number => {
      const sites = FAULTS.filter((fault) => fault.trigger === trigger).map(
        ({ mistake }) => mistake.site.split('.')[0],
      );
      return new Set(sites).size;
    };
    const triggers = [...TRIGGERS_BY_NAME.keys()].filter((name) => name !== 'always' && !name.startsWith('refusal '));
    expect(triggers.filter((trigger) => kinds(trigger) < 5)).toEqual([]);
    const counts = triggers.map((name) => FAULTS.filter(({ trigger }) => trigger === name).length);
    expect(new Set(counts).size).toBe(1);
  });

  it('are each behind some trigger where they show nearly always', () => {
    const behind = new Set(FAULTS.filter(({ trigger }) => trigger !== 'always').map(({ mistake }) => mistake));
    expect(FIRM.filter((mistake) => !behind.has(mistake)).length).toBeLessThan(FIRM.length / 4);
  });
});

describe('the list of equivalents', () => {
  it(`has at most ${EQUIVALENTS_MAX} rows, each with a reason`, () => {
    expect(EQUIVALENTS.length).toBeLessThanOrEqual(EQUIVALENTS_MAX);
    expect(EQUIVALENTS.filter(({ because }) => because.length < 20)).toEqual([]);
  });

  it('names what there is', () => {
    const used = new Set(FAULTS.map(equivalentOf));
    expect(EQUIVALENTS.filter((row) => !used.has(row))).toEqual([]);
    const operators = (site: string): readonly string[] =>
      FAULTS.filter(({ mistake }) => mistake.site === site).map(({ mistake }) => mistake.operator);
    const strange = EQUIVALENTS.flatMap(({ site, operators: named, triggers = [] }) => [
      ...(named === 'all' ? [] : named.filter((operator) => !operators(site).includes(operator))),
      ...triggers.filter((trigger) => !TRIGGERS_BY_NAME.has(trigger)),
    ]);
    expect(strange).toEqual([]);
  });
});
