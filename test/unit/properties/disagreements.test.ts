import { describe, expect, it } from 'vitest';
import { DISAGREEMENTS, RULES, disagreementsOf } from '../../../properties/index.ts';

const IDS = Array.from({ length: 30 }, (_, index) => `D-${String(index + 1).padStart(2, '0')}`);

describe('the disagreements', () => {
  it('are thirty, each once and in order', () => {
    expect(DISAGREEMENTS.map(({ id }) => id)).toEqual(IDS);
  });

  it('have topics of their own', () => {
    expect(new Set(DISAGREEMENTS.map(({ topic }) => topic)).size).toBe(DISAGREEMENTS.length);
  });

  it.each(DISAGREEMENTS.map((each) => [each.id, each] as const))(
    '%s has two positions at least, an answer, and rules of the catalogue',
    (_, { topic, positions, ours, rules }) => {
      const known: readonly string[] = RULES.map(({ id }) => id);
      expect(topic).toMatch(/^[A-Z].*[^.]$/);
      expect(positions.length).toBeGreaterThan(1);
      expect(new Set(positions.map(({ who }) => who)).size).toBe(positions.length);
      for (const { who, says } of positions) {
        expect(who).toMatch(/\w\)?$/);
        expect(says).toMatch(/^\S.*\.$/);
      }
      expect(ours).toMatch(/^[A-Z].*\.$/);
      expect(rules.length).toBeGreaterThan(0);
      expect(new Set(rules).size).toBe(rules.length);
      expect(rules.filter((id) => !known.includes(id))).toEqual([]);
    },
  );
});

describe('the disagreements of a rule', () => {
  it('are those that name it, in the order of their ids', () => {
    expect(disagreementsOf('PE-LAM-001').map(({ id }) => id)).toEqual(['D-01', 'D-27']);
    expect(disagreementsOf('PR-NEW-003').map(({ id }) => id)).toEqual(['D-04', 'D-24']);
  });

  it('are none for a rule on which all agree', () => {
    expect(disagreementsOf('PE-DOS-001')).toEqual([]);
  });
});
