import { MACHINE_FACTS } from '../plan/machines.ts';
import { DULL_PLAN } from '../plan/plan.ts';
import type { Plan, SectionPlan, Shape } from '../plan/plan.ts';
import { weighted } from './weighted.ts';

/** What images are that are not zboot images: for rewriters that take any PE, while others may refuse them. */
export const SHAPE = weighted<ForeignShape>([3, 'plain'], [5, 'kernel'], [4, 'uki']);

/** A shape of images without a zboot header. */
export type ForeignShape = Exclude<Shape, 'zboot'>;

/** Sections of unified kernel images after `.text`. [UAPI group, Unified Kernel Image specification] */
const UKI_SECTIONS: readonly SectionPlan[] = [
  { name: '.osrel', kind: 'rodata', blocks: 1, virtual: -100 },
  { name: '.cmdline', kind: 'rodata', blocks: 1, virtual: -40 },
  { name: '.uname', kind: 'rodata', blocks: 1, virtual: -500 },
  { name: '.sbat', kind: 'sbat', blocks: 1, virtual: 0 },
  { name: '.linux', kind: 'rodata', blocks: 3, virtual: -3 },
  { name: '.initrd', kind: 'rodata', blocks: 2, virtual: 0 },
];

/** The plan of an image of some shape, without what only zboot images have. */
export function shaped(plan: Plan, shape: ForeignShape): Plan {
  const isKernel = MACHINE_FACTS[plan.machine].kernelMagic !== null;
  const { holder, position, compression, payload, linuxMagic, typeTail } = DULL_PLAN;
  const values = plan.values.filter(({ field }) => !['mzWord', 'reserved', 'linuxPeMagic'].includes(field));
  const bare: Plan = { ...plan, holder, position, compression, payload, linuxMagic, typeTail, values };
  return {
    ...bare,
    shape: shape === 'kernel' && !isKernel ? 'plain' : shape,
    sections: shape === 'uki' ? unified(plan) : plan.sections,
  };
}

/** Memory after raw data is for the last section of a flat image alone, which this may not be. */
function withinData(section: SectionPlan): SectionPlan {
  return section.virtual !== 'raw' && section.virtual > 0 && section.blocks > 0 ? { ...section, virtual: 0 } : section;
}

/** `.text` and what has to stay because something else of the plan leads to it, among those of a unified kernel image. */
function unified({ sections }: Plan): readonly SectionPlan[] {
  const kept = sections.filter(({ name, kind }) => kind === 'reloc' || name === '/4');
  // It may have been the last one, whose memory goes on after its data, and is the first one now.
  const text = sections.filter(({ name }) => name === '.text').map((section) => ({ ...section, virtual: 0 }));
  return [...text, ...UKI_SECTIONS, ...kept.map(withinData)];
}
