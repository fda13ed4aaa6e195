/** Mistakes in one number, at each field that holds one. */
import type { AnyField, FieldSite } from './field-sites.ts';
import { fieldIn } from './field-sites.ts';
import { onOutput, patched } from './fault.ts';
import type { Mistake, Spoilt } from './fault.ts';
import type { GoodAppend } from './good-append.ts';
import { littleEndian } from './little-endian.ts';
import { NUMBER_OPERATORS } from './number-operators.ts';
import type { NumberOperator } from './number-operators.ts';

/** Fields that are zero in no zboot image. */
const NEVER_ZERO = new Set([
  'zbootHeader.mzWord',
  'zbootHeader.payloadOffset',
  'zbootHeader.payloadSize',
  'zbootHeader.peHeaderOffset',
  'coffHeader.machine',
  'coffHeader.numberOfSections',
  'coffHeader.sizeOfOptionalHeader',
  'coffHeader.characteristics',
  'optionalHeader.magic',
  'optionalHeader.sectionAlignment',
  'optionalHeader.fileAlignment',
  'optionalHeader.sizeOfImage',
  'optionalHeader.sizeOfHeaders',
  'optionalHeader.subsystem',
  'optionalHeader.numberOfRvaAndSizes',
  'new section.virtualSize',
  'new section.virtualAddress',
  'new section.sizeOfRawData',
  'new section.pointerToRawData',
  'new section.characteristics',
]);
/** Fields whose value in the input is never right in the output. */
const NEVER_STALE = new Set([
  'coffHeader.numberOfSections',
  'optionalHeader.sizeOfImage',
  'new section.virtualAddress',
]);

/** Sums of which several are right, so that a wrong one may be right in another way. */
const SUMS = new Set(['checkSum', 'sizeOfInitializedData']);

/** Mistakes that make something of nothing. */
const ADDING = new Set(['all ones', 'stale', 'one more', 'one less', 'a block more']);

function numberOf(field: AnyField | null): bigint | null {
  return field === null || typeof field.value === 'string' ? null : BigInt(field.value);
}

function showsAt(site: FieldSite, { name, shows }: NumberOperator): Mistake['shows'] {
  if (SUMS.has(site.field)) return 'sometimes';
  if (site.found !== 'everywhere') return 'sometimes';
  if (name === 'zeroed') return NEVER_ZERO.has(site.name) ? 'firm' : 'sometimes';
  if (name === 'stale') return NEVER_STALE.has(site.name) ? 'firm' : 'sometimes';
  return shows ?? 'sometimes';
}

/** Every mistake that makes sense at a field that holds a number. */
export function numberMistakes(site: FieldSite): readonly Mistake[] {
  const checkSum = site.field === 'checkSum' ? 'spoilt' : 'recomputed';
  const isMeant = ({ name, meant }: NumberOperator): boolean =>
    meant(site) && (site.right !== 'zero' || ADDING.has(name));
  const single = NUMBER_OPERATORS.filter(isMeant).map((operator) => {
    const { name, group, wrong } = operator;
    const mistake = { site: site.name, operator: name, group, shows: showsAt(site, operator), checkSum } as const;
    return onOutput(mistake, (good) => {
      const structures = site.structures(good);
      const field = fieldIn(structures?.now ?? null, site.field);
      const value = numberOf(field);
      if (structures === null || field === null || value === null) return null;
      const old = numberOf(fieldIn(structures.old, site.field));
      const written = wrong({ value, old, bits: field.length * 8 }, good);
      return written === null ? null : patched(field.offset, littleEndian(written, field.length));
    });
  });
  const swap = onOutput(
    { site: site.name, operator: 'swapped with the next field', group: 'swapped', checkSum },
    (good) => swappedWithNext(site, good),
  );
  return site.right === 'zero' ? single : [...single, swap];
}

function swappedWithNext(site: FieldSite, good: GoodAppend): Spoilt | null {
  const structures = site.structures(good);
  const field = fieldIn(structures?.now ?? null, site.field);
  if (structures === null || field === null) return null;
  const end = field.offset + field.length;
  const { source } = good.after;
  const next = source.slice(end, field.length);
  if (next.length < field.length) return null;
  const bytes = new Uint8Array(2 * field.length);
  bytes.set(next);
  bytes.set(source.slice(field.offset, field.length), field.length);
  return patched(field.offset, bytes);
}
