import { PlanError } from '../plan/plan.ts';
import type { Plan, SectionPlan } from '../plan/plan.ts';

/** The name of the section that holds the entry point. */
export const TEXT = '.text';

/**
 * The whole section table: the planned sections with the fillers after the first of them.
 *
 * @throws {@link PlanError} when names repeat, `.text` is missing, or a section's values contradict each other
 */
export function sectionTable(plan: Plan): readonly SectionPlan[] {
  const [first, ...others] = plan.sections;
  const table = first === undefined ? [] : [first, ...fillers(plan.fillers), ...others];
  checkTable(table, plan);
  return table;
}

/** Small sections in turn with and without raw data, which is what makes long tables. */
function fillers(count: number): SectionPlan[] {
  return Array.from({ length: count }, (_, index) =>
    index % 2 === 0
      ? { name: `.s${index}`, kind: 'rodata', blocks: 1, virtual: -8 }
      : { name: `.s${index}`, kind: 'bss', blocks: 0, virtual: 16 },
  );
}

function checkTable(table: readonly SectionPlan[], plan: Plan): void {
  const text = table.find(({ name }) => name === TEXT);
  if (text?.kind !== 'code') {
    throw new PlanError(`plan: sections has no ${TEXT} of kind code; add ${TEXT}:code:0:0`);
  }
  const names = new Set<string>();
  for (const section of table) {
    if (names.has(section.name)) {
      throw new PlanError(`plan: sections has the name ${section.name} twice; rename one (fillers are .s0, .s1, …)`);
    }
    names.add(section.name);
    checkSection(section);
  }
  if (names.has('/4') !== (plan.symbols === 'long')) {
    throw new PlanError(
      `plan: symbols=${plan.symbols} does not fit the section names; name one section /4 exactly when symbols=long`,
    );
  }
  const tables = table.filter(({ kind }) => kind === 'reloc').length;
  if (tables !== (plan.relocations > 0 ? 1 : 0)) {
    throw new PlanError(
      `plan: relocations=${plan.relocations} does not fit ${tables} sections of kind reloc; have one exactly when ` +
        'relocations is above 0, such as .reloc:reloc:1:0',
    );
  }
}

function checkSection({ name, kind, blocks, virtual }: SectionPlan): void {
  const fail = (problem: string): never => {
    throw new PlanError(`plan: section ${name}:${kind}:${blocks}:${virtual} ${problem}`);
  };
  if (kind === 'bss' && blocks > 0) {
    fail('has raw data; a bss section needs blocks 0');
  }
  if (kind === 'code' && blocks === 0 && name !== TEXT) {
    fail(`is code without raw data; give it blocks of at least 1`);
  }
  if (name !== TEXT && blocks === 0 && (virtual === 'raw' || virtual <= 0)) {
    fail('is empty in the file and in memory; give it virtual above 0');
  }
  if (virtual === 'raw' && kind === 'code') {
    // The entry point must lie below VirtualSize.
    fail('has VirtualSize 0; use virtual=raw for sections without code only');
  }
}
