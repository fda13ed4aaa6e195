import { describe, expect, it } from 'vitest';
import { IMAGE_RULES, RULES, formatReference, levelOf, nameOfRule, ruleOfFault } from '../../../properties/index.ts';
import type { RuleId } from '../../../properties/index.ts';
import type { FaultCode } from '../../../src/reader/index.ts';
import { APPEND_VIOLATIONS } from '../../vectors/append-violations.ts';
import { CALLS } from '../../vectors/call-violations.ts';
import { HUGE_HOLDS, HUGE_VIOLATIONS } from '../../vectors/image-file-huge.ts';
import { IMAGE_FAULTS, IMAGE_HOLDS, IMAGE_VIOLATIONS } from '../../vectors/image-violations.ts';

function missing(scope: 'image' | 'append' | 'call', proved: readonly { rule: RuleId }[]): readonly RuleId[] {
  const ids = new Set(proved.map(({ rule }) => rule));
  return RULES.filter((rule) => rule.scope === scope && !ids.has(rule.id)).map(({ id }) => id);
}

describe('the tables of violations', () => {
  it('break every image rule and hold every one', () => {
    expect(missing('image', [...IMAGE_VIOLATIONS, ...IMAGE_FAULTS, ...HUGE_VIOLATIONS])).toEqual([]);
    expect(missing('image', [...IMAGE_HOLDS, ...HUGE_HOLDS])).toEqual([]);
  });

  it('break every append rule', () => {
    expect(missing('append', APPEND_VIOLATIONS)).toEqual([]);
  });

  it('break every rule on calls and hold every one', () => {
    const broken = CALLS.filter(({ at }) => at !== null);
    const held = CALLS.filter(({ at }) => at === null);
    expect(missing('call', broken)).toEqual([]);
    expect(missing('call', held)).toEqual([]);
  });

  it('name every test once', () => {
    const violations = [...IMAGE_VIOLATIONS, ...IMAGE_FAULTS, ...HUGE_VIOLATIONS];
    const tables = [violations, [...IMAGE_HOLDS, ...HUGE_HOLDS], APPEND_VIOLATIONS, CALLS];
    for (const table of tables) {
      const names = table.map(({ rule, name }) => `${rule}: ${name}`);
      expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    }
  });

  it('produce every fault that the reader knows', () => {
    const codes: Readonly<Record<FaultCode, RuleId>> = {
      'dos-header-truncated': 'PE-DOS-001',
      'dos-magic': 'PE-DOS-002',
      'pe-header-outside-file': 'PE-DOS-004',
      'pe-signature': 'PE-DOS-007',
      'optional-header-magic': 'PE-OPT-001',
      'optional-header-truncated': 'PE-OPT-002',
      'section-table-outside-file': 'PE-OPT-002',
    };
    const produced = new Map(IMAGE_FAULTS.map(({ code, rule }) => [code, rule]));
    expect(Object.fromEntries(produced)).toEqual(codes);
    for (const code of produced.keys()) {
      expect(ruleOfFault(code)?.id).toBe(produced.get(code));
      expect(IMAGE_RULES.filter(({ faults }) => faults?.includes(code) === true)).toHaveLength(1);
    }
  });
});

describe('the catalogue', () => {
  it('has rules with ids, names and levels of one form', () => {
    for (const { id, name, levels } of RULES) {
      expect(id).toMatch(
        /^(?:PE-(?:DOS|COF|OPT|DIR|SEC|LAF|LAM|NX)|ZB|PR-(?:ZB|DOS|COF|OPT|DIR|SEC|NEW|FIL|META|REF))-\d{3}$/,
      );
      expect(name).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
      expect(levels).toMatch(/^[EWi-]{6}$/);
    }
  });

  it('has each rule once', () => {
    expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
  });

  it('is in the order of its groups, and in a group in that of the numbers', () => {
    const groups = RULES.map(({ id }) => id.replace(/-\d+$/, ''));
    const inOrder = (group: string) =>
      RULES.map(({ id }) => id).filter((id) => id.startsWith(`${group}-`) && /^-\d+$/.test(id.slice(group.length)));
    expect([...new Set(groups)].join(' ')).toBe(
      'PE-DOS ZB PE-COF PE-OPT PE-DIR PE-SEC PE-LAF PE-LAM PE-NX ' +
        'PR-ZB PR-DOS PR-COF PR-OPT PR-DIR PR-SEC PR-NEW PR-FIL PR-META PR-REF',
    );
    expect(RULES.map(({ id }) => id)).toEqual([...new Set(groups)].flatMap((group) => inOrder(group).toSorted()));
  });

  it('has its rules on images in the same order', () => {
    expect(IMAGE_RULES).toEqual(RULES.filter(({ scope }) => scope === 'image'));
  });

  it.each([
    ['PE-DOS-002', 'edk2', 'warning'],
    ['PE-DOS-002', 'shim', 'error'],
    ['PE-DOS-005', 'spec', 'off'],
    ['PE-OPT-008', 'spec', 'error'],
    ['PE-OPT-008', 'zboot', 'info'],
    ['PE-OPT-010', 'audk-strict', 'info'],
    ['PE-LAM-003', 'audk-strict', 'error'],
    ['PE-LAM-003', 'edk2', 'warning'],
    ['ZB-006', 'uefi-ca', 'off'],
    ['ZB-006', 'zboot', 'error'],
    ['PR-OPT-004', 'shim', 'warning'],
    ['PR-OPT-004', 'uefi-ca', 'error'],
    ['PR-ZB-002', 'spec', 'off'],
    ['PR-REF-001', 'spec', 'error'],
  ] as const)('gives %s in profile %s the level %s', (id, profile, level) => {
    expect(levelOf(id, profile)).toBe(level);
  });

  it('names a rule by its id', () => {
    expect(nameOfRule('PE-DOS-001')).toBe('dos-header-fits');
    expect(nameOfRule('PR-REF-001')).toBe('must-refuse');
  });
});

/** How an entry of `enforcedBy` starts: with a program, or with somebody who judges images as one does. */
const PROGRAMS =
  /^(?:AUDK|ClamAV|EDK2|GNU objcopy|GRUB|Linux|Microsoft UEFI CA|Project Mu|QEMU|ReactOS|Talos|U-Boot|Windows|Wine|iPXE|kexec-tools|llvm-\w+|objdump|osslsigncode|pefile|pesign|sbsign|sbverify|shim|systemd|u-root|ukify)(?= |: |$)/;
/** A sentence, or several; it may start with the name of a program that has no capital. */
const SENTENCES =
  /^(?:[A-Z0-9]|iPXE|kexec-tools|llvm-|osslsigncode|pefile|pesign|post-process-pe|sbsign|shim|systemd|u-root|ukify)\S*(?: .*)?[^.]\.$/;

describe('every rule', () => {
  it.each(RULES.map((rule) => [rule.id, rule] as const))(
    '%s says what it wants, why and where that is written',
    (_, rule) => {
      expect(rule.title).toMatch(/^[A-Z].*\.$/);
      expect(rule.rationale).toMatch(/^\S.*\.$/);
      for (const reference of rule.references) {
        expect(formatReference(reference)).toBe(`${reference.title}, ${reference.section}`);
        expect(new URL(reference.url).protocol).toBe('https:');
      }
    },
  );

  it.each(RULES.map((rule) => [rule.id, rule] as const))(
    '%s says how bad a violation is, what breaks it and who minds',
    (_, { severity, brokenBy, enforcedBy = [], knownViolations = [], undecided }) => {
      expect(['rejected', 'mishandled', 'disputed', 'untidy']).toContain(severity);
      expect(brokenBy.length).toBeGreaterThan(0);
      for (const list of [brokenBy, enforcedBy, knownViolations]) {
        expect(new Set(list).size).toBe(list.length);
        for (const text of list) expect(text).toBe(text.trim());
      }
      for (const phrase of brokenBy) {
        expect(phrase).toMatch(/[\w)]$/);
        expect(phrase).not.toMatch(/[.!?;] |;/);
        // A verb at the start is an order and not a thing.
        expect(phrase).not.toMatch(/^(?:[Ii]t|[Tt]hey|[Dd]o|[Mm]ake|[Ss]et|[Uu]se|[Ww]rite|[Aa]dd) /);
      }
      for (const entry of enforcedBy) expect(entry).toMatch(PROGRAMS);
      for (const entry of enforcedBy) expect(entry).not.toMatch(/[.;]$/);
      for (const sentence of knownViolations) expect(sentence).toMatch(SENTENCES);
      if (undecided !== undefined) expect(undecided).toMatch(SENTENCES);
    },
  );
});
