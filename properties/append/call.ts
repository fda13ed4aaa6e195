import type { Answer, Misbehaviour } from '../../src/contract/index.ts';
import type { Image } from '../../src/reader/index.ts';
import { endOf } from '../../src/results/index.ts';
import type { Expectation, Finding, Place } from '../../src/results/index.ts';
import { bytesOf, firstDifference } from '../bytes/bytes.ts';
import { breaksBuilds, everywhere, inProfiles, refuses, refusesUnderSecureBoot } from '../effects.ts';
import { equals, place, wrong, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { AppendRequests, Call, CallRule } from '../rule.ts';
import { CERTIFICATE_DIRECTORY, contentLength, differentBytes } from './facts.ts';
import { refusalGrounds } from './refusal.ts';
import { repeatedStep } from './steps.ts';

/** Certificate tables start at a multiple of this. [PE format, The Attribute Certificate Table (Image Only)] */
const CERTIFICATE_ALIGNMENT = 8;
/** Where a finding points that is about an answer: at the input, and at none of its bytes. */
const INPUT: Place = { file: 'before', offset: 0, length: 0 };
/** What should have been found, by what was found instead. */
const WANTED: Readonly<Record<Misbehaviour, string>> = {
  'no-output': 'an output on success and none on failure',
  'left-output': 'an output on success and none on failure',
  'oversized-output': 'an output no larger than an append can produce',
  'changed-input': 'the bytes it had',
  garbage: 'an answer in the protocol of a harness',
};

function answerText(answer: Answer): string {
  return answer.kind === 'rewritten' ? 'rewritten' : `${answer.kind}: ${answer.detail}`;
}

/** Rules on how a subject behaves, whatever it answers. */
export const CALL_RULES: readonly CallRule[] = [
  {
    scope: 'call',
    id: 'PR-DIR-002',
    name: 'cert-policy',
    levels: 'EEEEEE',
    title: 'A signed image is refused, or its signature is removed or kept whole; an unsigned image gains none.',
    references: [REFERENCES.certificateTable, REFERENCES.appendPolicy],
    rationale:
      'A certificate directory that points at other bytes is accepted by some loaders and is a security violation for others.',
    severity: 'rejected',
    effects: {
      edk2: refusesUnderSecureBoot('edk2'),
      ...inProfiles(['shim', 'zboot'], refuses('shim', ': "Malformed binary after Attribute Certificate Table"')),
    },
    enforcedBy: [
      'shim pe.c:401: "Malformed binary after Attribute Certificate Table"',
      'EDK2 DxeImageVerificationLib: a security violation',
      'osslsigncode: ignores a signature that is not at the end of the file',
    ],
    brokenBy: [
      'a section after the certificate table',
      'a table that is dropped although its directory entry stays',
      'a size in the directory entry of an unsigned image, which EDK2 and shim treat as a signature',
      'an offset there, which osslsigncode treats as a signature',
    ],
    knownViolations: [
      "The kexec list's builder drops the table and keeps its directory entry, which then points at the first new bytes.",
    ],
    inapplicable: unsigned,
    vacuous: unrewritten,
    *check({ before, steps: [{ after, requests }] }) {
      if (!before.ok || after?.ok !== true) return;
      if (before.image.certificateTable === null) yield* inventedSignature(before.image, after.image);
      else yield* brokenSignature(before.image, after.image, requests);
    },
  },
  {
    scope: 'call',
    id: 'PR-FIL-005',
    name: 'deterministic',
    levels: 'EEEEEE',
    title: 'The same call gives the same bytes, whatever the output file held before.',
    references: [REFERENCES.appendPolicy],
    rationale: 'A tool that does not truncate its output leaves old bytes wherever it writes nothing.',
    severity: 'mishandled',
    effects: everywhere(breaksBuilds('gets different bytes on each run, or ships what the file held before')),
    brokenBy: ['an output file that already had content', 'a timestamp', 'uninitialised memory'],
    knownViolations: [
      "The kexec list's builder does not truncate its output, and old bytes show through.",
      'GNU objcopy 2.40 writes the current time.',
    ],
    undecided: 'Two equal answers do not prove that the output is independent of clock, locale and machine.',
    needs: 'same',
    inapplicable: (call) => (repeatedStep(call) === undefined ? 'the call was made once' : undefined),
    vacuous: ({ steps: [{ answer }] }) => (answer.kind === 'rewritten' ? undefined : 'neither call produced an output'),
    *check(call) {
      const [{ answer }] = call.steps;
      const repeated = repeatedStep(call)?.answer;
      if (repeated === undefined) return;
      if (answer.kind !== 'rewritten' || repeated.kind !== 'rewritten') {
        if (answer.kind !== repeated.kind)
          yield wrong('second answer', equals(answer.kind), answerText(repeated), INPUT);
        return;
      }
      const index = firstDifference(answer.bytes, repeated.bytes);
      if (index === -1) return;
      const actual =
        answer.bytes.length === repeated.bytes.length
          ? 'different bytes'
          : `${repeated.bytes.length} bytes of ${answer.bytes.length}`;
      const at = place({ offset: index, length: 1 }, 'after');
      yield wrong('second output', { kind: 'same-bytes', as: at }, actual, at);
    },
  },
  {
    scope: 'call',
    id: 'PR-FIL-006',
    name: 'input-untouched',
    levels: 'EEEEEE',
    title: 'The input files are not changed.',
    references: [REFERENCES.appendPolicy],
    rationale: "The input is somebody's kernel, and often the only copy.",
    severity: 'mishandled',
    effects: everywhere(breaksBuilds('loses the kernel it passed in')),
    brokenBy: ['the same path for input and output'],
    knownViolations: [
      "The kexec list's builder opens the image for writing and destroys it when it is also the output.",
    ],
    undecided:
      'Bytes are compared after the call: an input that was opened for writing, or changed and restored, looks the same.',
    *check({ steps: [{ answer }] }) {
      if (answer.kind === 'misbehaved' && answer.what === 'changed-input') {
        yield wrong('input file', { kind: 'form', name: WANTED[answer.what] }, answer.detail, INPUT);
      }
    },
  },
  {
    scope: 'call',
    id: 'PR-FIL-007',
    name: 'atomic-failure',
    levels: 'EEEEEE',
    title: 'Success leaves an output no larger than an append can produce, and failure leaves none.',
    references: [REFERENCES.appendPolicy],
    rationale:
      'A build that checks the exit status, or only that the file exists, must not take a failure for a kernel.',
    severity: 'mishandled',
    effects: everywhere(breaksBuilds('mistakes what a failure left behind for the new kernel')),
    brokenBy: ['unreadable content', 'empty content', 'a large FileAlignment', 'a truncated image'],
    knownViolations: [
      "The kexec list's builder leaves an output with 64 KiB too many, mostly zeros, after every late error.",
    ],
    undecided: 'Files are examined after the call: an output that was incomplete in the meantime looks the same.',
    *check({ steps: [{ answer }] }) {
      if (answer.kind === 'misbehaved' && answer.what !== 'changed-input') {
        yield wrong('output file', { kind: 'form', name: WANTED[answer.what] }, answer.detail, INPUT);
      }
    },
  },
  {
    scope: 'call',
    id: 'PR-REF-001',
    name: 'must-refuse',
    levels: 'EEEEEE',
    title: 'What must be refused is refused, and what can be done is done.',
    references: [REFERENCES.appendPolicy],
    rationale:
      'A wrong image with exit status 0 is the worst answer; a crash, or the refusal of an ordinary image, is wrong too.',
    severity: 'mishandled',
    effects: everywhere(breaksBuilds('ships a wrong image, or gets none although one was possible')),
    brokenBy: [
      'an image with a fault that no append can repair',
      'a request that cannot be fulfilled',
      'an ordinary image that a rewriter cannot handle',
    ],
    knownViolations: [
      "The kexec list's builder exits with status 0 and an output that is only the content when FileAlignment is 0, when there are no sections, or when the last section is bss without a pointer.",
      "The kexec list's builder crashes on a wrong PE signature, on a section past the end of the file and on 65,535 sections.",
    ],
    undecided:
      'The bytes of a signed image do not tell whether it should have been refused, so either answer is right here. The same holds for flags other than those of read-only data: both setting exactly the requested flags and declining are right.',
    vacuous: ({ steps: [{ answer }] }) => (answer.kind === 'misbehaved' ? 'other rules judge this answer' : undefined),
    check: wrongAnswer,
  },
];

function unsigned({ before, steps: [{ after }] }: Call): string | undefined {
  if (!before.ok) return 'the input cannot be read';
  return before.image.certificateTable === null && after?.ok !== true ? 'the input is not signed' : undefined;
}

/** Why nothing is known of what becomes of a signature: it was refused with its image, or there is nothing to look at. */
function unrewritten({ before, steps: [{ after }] }: Call): string | undefined {
  if (after?.ok !== true) return 'there is no output';
  const isNameable = after.image.directories[CERTIFICATE_DIRECTORY] !== undefined;
  return !before.ok || isNameable || before.image.certificateTable !== null
    ? undefined
    : 'the output has no certificate directory';
}

function* wrongAnswer({ before, steps: [{ requests, answer }] }: Call): Generator<Finding> {
  const grounds = refusalGrounds(before, requests);
  const expected: Expectation =
    grounds.kind === 'must' ? { kind: 'refused', because: grounds.because } : { kind: 'rewritten' };
  switch (answer.kind) {
    case 'rewritten':
      if (grounds.kind === 'must') yield wrong('answer', expected, 'rewritten', grounds.at);
      return;
    case 'refused':
      if (grounds.kind === 'none') yield wrong('answer', expected, answerText(answer), INPUT);
      return;
    case 'crashed':
    case 'timed-out':
      yield wrong('answer', expected, answerText(answer), INPUT);
      return;
    case 'misbehaved':
    case 'unavailable':
      // The first has a rule of its own; the second says nothing about the subject.
      return;
  }
}

/** A certificate directory that names a table where the input has none; loaders go by its size, osslsigncode by its offset. */
function* inventedSignature(before: Image, after: Image): Generator<Finding> {
  const [old, now] = [before.directories[CERTIFICATE_DIRECTORY], after.directories[CERTIFICATE_DIRECTORY]];
  if (now === undefined) return;
  const { size, virtualAddress: offset } = now;
  if (size.value !== 0 && size.value !== old?.size.value) {
    yield wrongValue(size, equals(0), 'after', ...(old === undefined ? [] : [place(old.size, 'before')]));
  } else if (offset.value !== 0 && offset.value !== old?.virtualAddress.value) {
    yield wrongValue(offset, equals(0), 'after', ...(old === undefined ? [] : [place(old.virtualAddress, 'before')]));
  }
}

function* brokenSignature(before: Image, after: Image, requests: AppendRequests): Generator<Finding> {
  const table = before.certificateTable;
  const directory = after.directories[CERTIFICATE_DIRECTORY];
  if (table === null || directory === undefined) return;
  if (directory.size.value === 0) {
    if (directory.virtualAddress.value !== 0) yield wrongValue(directory.virtualAddress, equals(0), 'after');
    const old = bytesOf(before, table.span);
    const tail = bytesOf(after, { offset: after.fileSize - old.length, length: old.length });
    if (old.length > 0 && firstDifference(old, tail) === -1 && after.fileSize > contentLength(requests)) {
      yield wrong(
        'certificate table',
        { kind: 'form', name: 'no table, as the directory names none' },
        'still present',
        place(directory.size, 'after'),
      );
    }
    return;
  }
  const kept = { offset: directory.virtualAddress.value, length: directory.size.value };
  if (endOf(kept) !== after.fileSize)
    yield wrongValue(directory.virtualAddress, equals(after.fileSize - kept.length), 'after');
  if (table.span.offset % CERTIFICATE_ALIGNMENT === 0 && kept.offset % CERTIFICATE_ALIGNMENT !== 0)
    yield wrongValue(directory.virtualAddress, { kind: 'multiple-of', value: CERTIFICATE_ALIGNMENT }, 'after');
  yield* differentBytes('certificate table', { before, after, requests }, table.span, kept);
}
