/**
 * When a rewriter has to refuse and when it may. The conditions are the image rules of the specification that no
 * append can repair, the requests that cannot be met, and the layouts that leave no room.
 */
import type { AppendRequest } from '../../src/contract/index.ts';
import type { Image } from '../../src/reader/index.ts';
import { endOf } from '../../src/results/index.ts';
import type { Place } from '../../src/results/index.ts';
import { U32_LIMIT, alignUp } from '../arithmetic.ts';
import { place } from '../findings.ts';
import { addressEnd, byAddress } from '../image/facts.ts';
import { payloadSection, withoutZboot } from '../image/zboot-facts.ts';
import { headerLimit, slotIsFree, slotOf } from './facts.ts';

export interface ReasonToRefuse {
  readonly because: string;
  readonly at: Place;
}

/** `must`: rewriting is wrong. `may`: rewriting is right and so is declining. */
export interface ReasonsToRefuse {
  readonly must: readonly ReasonToRefuse[];
  readonly may: readonly ReasonToRefuse[];
}

/** Largest number of sections that the count can hold before one is added. */
const SECTION_COUNT_MAX = 65535;

/** The reasons to refuse a request for an image that can be read. */
export function reasonsToRefuse(before: Image, request: AppendRequest): ReasonsToRefuse {
  return {
    must: [...badRequest(before, request), ...badImage(before), ...noSpace(before, request)],
    may: mayRefuse(before),
  };
}

function* badRequest(before: Image, { name, content }: AppendRequest): Generator<ReasonToRefuse> {
  const at = place({ offset: 0, length: Math.min(1, content.length) }, 'content');
  if (!/^[\x21-\x7e]{1,8}$/.test(name) || /[/$]/.test(name)) {
    yield { because: `the name ${JSON.stringify(name)} is not 1 to 8 printable characters without / and $`, at };
  }
  if (name === '.reloc') yield { because: 'loaders give a section named .reloc a meaning of its own', at };
  if (content.length === 0) yield { because: 'the content is empty', at };
  const twin = before.sections.find((section) => section.name.value === name);
  if (twin !== undefined) {
    yield { because: `section ${twin.index} is named ${JSON.stringify(name)} already`, at: place(twin.name, 'before') };
  }
}

function* badImage(before: Image): Generator<ReasonToRefuse> {
  const { sectionAlignment, fileAlignment } = before.optionalHeader;
  const { numberOfSections } = before.coffHeader;
  if (withoutZboot(before) !== undefined) {
    yield { because: 'the image has no zboot header', at: place(before.zbootHeader.magic, 'before') };
  } else if (payloadSection(before) === null) {
    yield { because: 'the payload lies in no single section', at: place(before.zbootHeader.payloadOffset, 'before') };
  }
  if (before.certificateTable !== null) {
    // Removing the signature on request is legal too, so a rewritten image is judged by the rule on signatures.
    return;
  }
  for (const field of [sectionAlignment, fileAlignment]) {
    const power = field.value > 0 && Number.isInteger(Math.log2(field.value));
    if (!power) yield { because: `${field.path} is not a power of two`, at: place(field, 'before') };
  }
  if (numberOfSections.value === 0)
    yield { because: 'the image has no sections', at: place(numberOfSections, 'before') };
  if (numberOfSections.value >= SECTION_COUNT_MAX) {
    yield { because: 'the section count is at its maximum', at: place(numberOfSections, 'before') };
  }
  const [clash] = before.regionMap.clashes;
  if (clash !== undefined) yield { because: 'parts of the file overlap', at: place(clash.second, 'before') };
  for (const section of before.sections) {
    if (section.rawData.length > 0 && endOf(section.rawData) > before.fileSize) {
      yield { because: `the data of section ${section.index} is not in the file`, at: place(section.header, 'before') };
    }
  }
}

function* noSpace(before: Image, { content }: AppendRequest): Generator<ReasonToRefuse> {
  const { sectionAlignment, fileAlignment, sizeOfHeaders } = before.optionalHeader;
  const start = alignUp(addressEnd(before), sectionAlignment.value);
  if (start !== null && start + content.length >= U32_LIMIT) {
    yield { because: 'the new section would end beyond 4 GiB', at: place(before.optionalHeader.sizeOfImage, 'before') };
  }
  const end = endOf(slotOf(before));
  if (end <= headerLimit(before)) return;
  const needed = alignUp(end - sizeOfHeaders.value, fileAlignment.value);
  const lowest = byAddress(before)[0];
  if (needed === null || lowest === undefined) return;
  if (sizeOfHeaders.value + needed > lowest.virtualAddress.value) {
    yield {
      because: 'the headers have no room and cannot grow below the first section',
      at: place(sizeOfHeaders, 'before'),
    };
  }
}

function mayRefuse(before: Image): readonly ReasonToRefuse[] {
  const reasons: ReasonToRefuse[] = [];
  const slot = slotOf(before);
  if (endOf(slot) > headerLimit(before)) {
    reasons.push({ because: 'the headers have no room for one more section header', at: place(slot, 'before') });
  } else if (!slotIsFree(before)) {
    reasons.push({ because: 'the bytes behind the section table are in use', at: place(slot, 'before') });
  }
  if (before.certificateTable !== null) {
    reasons.push({ because: 'the image is signed', at: place(before.certificateTable.span, 'before') });
  }
  return reasons;
}
