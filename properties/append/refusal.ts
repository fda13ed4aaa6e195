/**
 * When a rewriter has to refuse and when it may. The conditions are the image rules of the specification that no
 * append can repair, the requests that cannot be met, and the layouts that leave no room.
 *
 * What makes a file unreadable (PE-DOS-001, -002, -004 and -007, PE-OPT-001 and -002) comes before all of them. PE-DOS-003
 * is among what clashes, for its PE header lies on the DOS header.
 */
import type { Image, Reading } from '../../src/reader/index.ts';
import type { Place } from '../../src/results/index.ts';
import { place } from '../findings.ts';
import { COFF_RULES } from '../image/coff-header.ts';
import { isHarmless } from '../image/facts.ts';
import { MEMORY_ORDER_RULES } from '../image/memory-order.ts';
import { MEMORY_ROOM_RULES } from '../image/memory-room.ts';
import { OPTIONAL_HEADER_RULES } from '../image/optional-header.ts';
import { SECTION_RULES } from '../image/sections.ts';
import { payloadSection, withoutZboot } from '../image/zboot-facts.ts';
import { ZBOOT_HEADER_RULES } from '../image/zboot-header.ts';
import { ZBOOT_PLACE_RULES } from '../image/zboot-place.ts';
import type { RuleId } from '../catalogue/rule-id.ts';
import type { AppendRequests, ImageRule } from '../rule.ts';
import { broken } from './reason.ts';
import type { ReasonToDecline, ReasonToRefuse } from './reason.ts';
import { oddImage } from './refusal-oddities.ts';
import { badRequests, riskyRequests } from './refusal-requests.ts';
import { captured, fixedSlack, inTheWay, noSpace } from './refusal-room.ts';

/** Largest number of sections that the count can hold before one is added. */
const SECTION_COUNT_MAX = 65535;

/** The most data directories that an optional header can have. [PE format, Optional Header Data Directories] */
const DIRECTORY_COUNT_MAX = 16;

/** Rules that an image has to obey before anything can be appended truthfully. */
const MUST_HOLD: readonly RuleId[] = [
  'PE-COF-005',
  'PE-OPT-011',
  'PE-OPT-012',
  'PE-SEC-016',
  'PE-SEC-017',
  'PE-LAM-002',
];
/** Rules whose violation an append may carry through, or take as a sign that the image is not what it seems. */
const SHOULD_HOLD: readonly RuleId[] = [
  'PE-OPT-009',
  'PE-OPT-013',
  'PE-SEC-018',
  'PE-SEC-019',
  'PE-LAM-006',
  'PE-LAM-009',
  'PE-LAM-010',
  'ZB-001',
  'ZB-003',
  'ZB-005',
  'ZB-007',
];
const IMAGE_RULES: readonly ImageRule[] = [
  ...COFF_RULES,
  ...OPTIONAL_HEADER_RULES,
  ...SECTION_RULES,
  ...MEMORY_ORDER_RULES,
  ...MEMORY_ROOM_RULES,
  ...ZBOOT_HEADER_RULES,
  ...ZBOOT_PLACE_RULES,
];

const MUST_RULES = IMAGE_RULES.filter(({ id }) => MUST_HOLD.includes(id));
const SHOULD_RULES = IMAGE_RULES.filter(({ id }) => SHOULD_HOLD.includes(id));

/**
 * What an append has to come to.
 * - `must`: rewriting is wrong, for the first reason that was found; further ones are not looked for.
 * - `may`: rewriting is right and declining is too. `policies` names every reason once, the first one first.
 * - `none`: declining is wrong.
 */
export type RefusalGrounds =
  | { readonly kind: 'must'; readonly because: string; readonly at: Place }
  | { readonly kind: 'may'; readonly because: string; readonly policies: readonly [string, ...string[]] }
  | { readonly kind: 'none' };

/** Whether so many sections must be refused, may be refused or must be appended to an image, and why. */
export function refusalGrounds(before: Reading, requests: AppendRequests): RefusalGrounds {
  if (!before.ok) {
    const { path, at } = before.fault;
    return { kind: 'must', because: `the image cannot be read: ${path}`, at: place(at, 'before') };
  }
  const { image } = before;
  const must = mustRefuse(image, requests);
  if (must !== null) return { kind: 'must', because: must.because, at: must.at };
  const [reason, ...others] = reasonsToDecline(image, requests);
  if (reason === undefined) return { kind: 'none' };
  const further = new Set(others.map(({ policy }) => policy));
  further.delete(reason.policy);
  return { kind: 'may', because: reason.because, policies: [reason.policy, ...further] };
}

/** A reason for which rewriting is wrong, or `null` when there is none. */
function mustRefuse(before: Image, requests: AppendRequests): ReasonToRefuse | null {
  const groups = [
    badRequests(before, requests),
    badImage(before, requests.length),
    noSpace(before, requests),
    fixedSlack(before, requests.length),
    captured(before, requests),
  ];
  for (const group of groups) for (const reason of group) return reason;
  return null;
}

/** Every reason for which declining is right, where rewriting is not wrong anyway. */
function* reasonsToDecline(before: Image, requests: AppendRequests): Generator<ReasonToDecline> {
  yield* inTheWay(before, requests);
  yield* riskyRequests(requests);
  yield* oddImage(before);
  yield* broken(before, SHOULD_RULES);
}

/** Image rules that no append can repair, some of them as conditions of this file. */
function* badImage(before: Image, count: number): Generator<ReasonToRefuse> {
  const { sectionAlignment, fileAlignment } = before.optionalHeader;
  const { numberOfSections } = before.coffHeader;
  if (withoutZboot(before) === undefined && payloadSection(before) === null) {
    yield { because: 'the payload is not in a single section', at: place(before.zbootHeader.payloadOffset, 'before') };
  }
  for (const field of [sectionAlignment, fileAlignment]) {
    const power = field.value > 0 && Number.isInteger(Math.log2(field.value));
    if (!power) yield { because: `${field.path} is not a power of two`, at: place(field, 'before') };
  }
  if (numberOfSections.value === 0)
    yield { because: 'the image has no sections', at: place(numberOfSections, 'before') };
  if (numberOfSections.value + count > SECTION_COUNT_MAX) {
    const atMaximum = numberOfSections.value === SECTION_COUNT_MAX;
    const because = `the section count ${atMaximum ? 'is at' : 'would exceed'} its maximum`;
    yield { because, at: place(numberOfSections, 'before') };
  }
  const clash = before.regionMap.clashes.find((each) => !isHarmless(each));
  if (clash !== undefined) yield { because: 'parts of the file overlap', at: place(clash.second, 'before') };
  yield* badHeaderSize(before);
  yield* broken(before, MUST_RULES);
  yield* tooMuchData(before);
}

/** PE-LAF-011: who hashes the headers and then every section's data must not come out beyond the certificates. */
function* tooMuchData({ sections, optionalHeader, fileSize, certificateTable }: Image): Generator<ReasonToRefuse> {
  const { sizeOfHeaders } = optionalHeader;
  const hashed = sections.reduce((sum, { rawData }) => sum + rawData.length, sizeOfHeaders.value);
  if (hashed + (certificateTable?.span.length ?? 0) > fileSize) {
    yield {
      because: 'headers, data and certificates add up to more than the file',
      at: place(sizeOfHeaders, 'before'),
    };
  }
}

/** Two ways to find the section table, by SizeOfOptionalHeader and by NumberOfRvaAndSizes, must lead to one place. */
function* badHeaderSize(before: Image): Generator<ReasonToRefuse> {
  const { sizeOfOptionalHeader } = before.coffHeader;
  const { numberOfRvaAndSizes } = before.optionalHeader;
  if (numberOfRvaAndSizes.value > DIRECTORY_COUNT_MAX) {
    yield { because: 'there are more than 16 data directories', at: place(numberOfRvaAndSizes, 'before') };
  }
  if (before.sectionTable.offset !== before.sectionTableByDirectories) {
    yield { because: 'the section table can be found in two places', at: place(sizeOfOptionalHeader, 'before') };
  }
}
