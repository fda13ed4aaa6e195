import type { Field, Image } from '../../src/reader/index.ts';
import type { Finding, Span } from '../../src/results/index.ts';
import { HARMLESS } from '../effects.ts';
import { place, wrong } from '../findings.ts';
import { rawDataEnd } from '../image/facts.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { Append, AppendRule } from '../rule.ts';
import { joined, without } from '../bytes/spans.ts';
import { differenceBetween } from './edited-bytes.ts';
import { CERTIFICATE_DIRECTORY, rawShift, slotIsFree } from './facts.ts';
import { editedSlack } from './slack.ts';

/** The reason for which taking the new section away need not give the input back. */
function whereSomethingMoved(append: Append): string | undefined {
  const { before, requests } = append;
  if (before.certificateTable !== null) return 'the input is signed';
  if (!slotIsFree(before, requests.length)) return 'there is no free room for the new section headers';
  return rawShift(append) === 0 ? undefined : 'the data moved';
}

/** Every field that an append may edit although no section moves; those that name bytes of the overlay may. */
function* editedFields(before: Image): Generator<Field<number>> {
  const { coffHeader, optionalHeader, sections, debugEntries } = before;
  yield coffHeader.numberOfSections;
  yield coffHeader.pointerToSymbolTable;
  yield optionalHeader.sizeOfInitializedData;
  yield optionalHeader.sizeOfImage;
  yield optionalHeader.checkSum;
  for (const { pointerToRelocations, pointerToLinenumbers } of sections) {
    if (pointerToRelocations.value !== 0) yield pointerToRelocations;
    if (pointerToLinenumbers.value !== 0) yield pointerToLinenumbers;
  }
  for (const { pointerToRawData } of debugEntries) yield pointerToRawData;
  // A directory without certificates is no signature, and who removes signatures may clear it.
  const certificates = before.certificateTable === null ? before.directories[CERTIFICATE_DIRECTORY] : undefined;
  if (certificates !== undefined && certificates.virtualAddress.value + certificates.size.value > 0) {
    yield* [certificates.virtualAddress, certificates.size];
  }
}

/** Compares the input with what is left of the output: its start, and as much of its end as the input has there. */
function* notRestored(append: Append): Generator<Finding> {
  const { before, after } = append;
  const seam = Math.min(rawDataEnd(before), before.fileSize);
  const added = after.fileSize - before.fileSize;
  if (added < 0) {
    const expected = { kind: 'at-least', value: before.fileSize } as const;
    yield wrong('file size', expected, after.fileSize, place({ offset: after.fileSize, length: 0 }, 'after'));
    return;
  }
  const edited = joined([...editedFields(before), ...editedSlack(append)]);
  const parts: readonly (readonly [Span, number])[] = [
    [{ offset: 0, length: seam }, 0],
    [{ offset: seam, length: before.fileSize - seam }, added],
  ];
  for (const [part, shift] of parts) {
    for (const { offset, length } of without(part, edited)) {
      const index = differenceBetween(before, after, offset, offset + shift, length);
      if (index === null) continue;
      const old = place({ offset: offset + index, length: 1 }, 'before');
      const kept = place({ offset: offset + index + shift, length: 1 }, 'after');
      yield wrong(
        'what is left without the new section',
        { kind: 'same-bytes', as: old },
        'a different byte',
        kept,
        old,
      );
    }
  }
}

/** The rule on taking away what was appended. */
export const REMOVAL_RULES: readonly AppendRule[] = [
  {
    scope: 'append',
    id: 'PR-META-001',
    name: 'remove-inverse',
    levels: 'WWWWWW',
    title: 'Without the new header and bytes, and with the edited fields restored, the output is the input.',
    references: [REFERENCES.appendPolicy],
    rationale: 'An append that can be undone has changed nothing else, whatever the other rules fail to check.',
    severity: 'untidy',
    effects: HARMLESS,
    brokenBy: ['a field that a rewriter corrects in passing', 'bytes that no rule covers'],
    inapplicable: whereSomethingMoved,
    check: notRestored,
  },
];
