/** Every branch of the rules on calls. */
import type { Call } from '../../properties/index.ts';
import type { Misbehaviour } from '../../src/contract/index.ts';
import type { Place } from '../../src/results/index.ts';
import { AT, clean, signed } from './base-images.ts';
import { COMPOSITIONS } from './call-compositions.ts';
import { REFUSALS } from './call-refusals.ts';
import { IMAGE_REFUSALS } from './image-refusals.ts';
import { SEVERAL_REFUSALS } from './several-refusals.ts';
import { SLACK_REFUSALS } from './slack-refusals.ts';
import { INPUT, REFUSED, appended, call, rewritten } from './calls.ts';
import type { CallEntry } from './calls.ts';
import { cut, filled, flip, insert, setU32, setWords } from './patch.ts';

/** {@link appended} with the certificate of {@link signed} at its end. */
function appendedSigned(): Uint8Array {
  return signed(appended());
}

function misbehaved(what: Misbehaviour): Call {
  return call(clean(), { kind: 'misbehaved', what, detail: 'So it was.' });
}

const CONDUCT: readonly CallEntry[] = [
  { rule: 'PR-FIL-006', name: 'the input is changed', make: () => misbehaved('changed-input'), at: INPUT },
  {
    rule: 'PR-FIL-006',
    name: 'no output is an offence of another kind',
    make: () => misbehaved('no-output'),
    at: null,
  },
  { rule: 'PR-FIL-007', name: 'success leaves no output', make: () => misbehaved('no-output'), at: INPUT },
  { rule: 'PR-FIL-007', name: 'failure leaves an output', make: () => misbehaved('left-output'), at: INPUT },
  { rule: 'PR-FIL-007', name: 'success leaves gigabytes', make: () => misbehaved('oversized-output'), at: INPUT },
  { rule: 'PR-FIL-007', name: 'a changed input is another offence', make: () => misbehaved('changed-input'), at: null },
  { rule: 'PR-FIL-007', name: 'a refusal leaves nothing', make: () => call(clean(), REFUSED), at: null },
  {
    rule: 'PR-FIL-005',
    name: 'the last byte of the second output is another',
    make: () => {
      const repeated = rewritten(flip(appended(), 0x35ff));
      return call(clean(), rewritten(appended()), { repeated });
    },
    at: { file: 'after', offset: 0x35ff, length: 1 },
    actual: 'different bytes',
  },
  {
    rule: 'PR-FIL-005',
    name: 'the second output is one byte longer',
    make: () => {
      const repeated = rewritten(insert(appended(), 0x3600, filled(1, 0)));
      return call(clean(), rewritten(appended()), { repeated });
    },
    at: { file: 'after', offset: 0x3600, length: 1 },
    actual: '13825 bytes of 13824',
  },
  {
    rule: 'PR-FIL-005',
    name: 'the second call is refused',
    make: () => call(clean(), rewritten(appended()), { repeated: REFUSED }),
    at: INPUT,
    actual: 'refused: No.',
  },
  {
    rule: 'PR-FIL-005',
    name: 'the second output is the same',
    make: () => call(clean(), rewritten(appended()), { repeated: rewritten(appended()) }),
    at: null,
  },
  {
    rule: 'PR-FIL-005',
    name: 'both calls are refused',
    make: () => call(clean(), REFUSED, { repeated: { kind: 'refused', code: 'still-no', detail: 'Still no.' } }),
    at: null,
  },
];

/** The offset field of the certificate directory in the output. */
const DIRECTORY: Place = { file: 'after', offset: AT.certificateDirectory, length: 4 };

function onSigned(output: Uint8Array): Call {
  return call(signed(clean()), rewritten(output));
}

const SIGNATURES: readonly CallEntry[] = [
  { rule: 'PR-DIR-002', name: 'the signature is removed', make: () => onSigned(appended()), at: null },
  { rule: 'PR-DIR-002', name: 'the signature is kept as a whole', make: () => onSigned(appendedSigned()), at: null },
  { rule: 'PR-DIR-002', name: 'the image is refused', make: () => call(signed(clean()), REFUSED), at: null },
  {
    rule: 'PR-DIR-002',
    name: 'the size of the directory is erased and the offset stays',
    make: () => onSigned(setU32(appended(), AT.certificateDirectory, 0x3200)),
    at: DIRECTORY,
    actual: 0x3200,
  },
  {
    rule: 'PR-DIR-002',
    name: 'the directory is erased and the table stays',
    make: () => onSigned(setWords(appendedSigned(), [AT.certificateDirectory, 0], [AT.certificateDirectory + 4, 0])),
    at: { ...DIRECTORY, offset: AT.certificateDirectory + 4 },
    actual: 'still present',
  },
  {
    rule: 'PR-DIR-002',
    name: 'the directory stays while the table moves',
    make: () => onSigned(setU32(appendedSigned(), AT.certificateDirectory, 0x3200)),
    at: DIRECTORY,
    actual: 0x3200,
  },
  {
    rule: 'PR-DIR-002',
    name: 'bytes follow the table',
    make: () => onSigned(insert(appendedSigned(), 0x3618, filled(8, 0))),
    at: DIRECTORY,
    actual: 0x3600,
  },
  {
    rule: 'PR-DIR-002',
    name: 'the table is kept at an odd offset',
    make: () => onSigned(signed(cut(appended(), 0x35ff, 1))),
    at: DIRECTORY,
    actual: 0x35ff,
  },
  {
    rule: 'PR-DIR-002',
    name: 'the last byte of the table is changed',
    make: () => onSigned(flip(appendedSigned(), 0x3617)),
    at: { file: 'after', offset: 0x3617, length: 1 },
  },
  {
    rule: 'PR-DIR-002',
    name: 'the table loses its last 8 bytes',
    make: () => onSigned(setU32(cut(appendedSigned(), 0x3610, 8), AT.certificateDirectory + 4, 0x10)),
    at: { file: 'after', offset: 0x3610, length: 8 },
    actual: '16 bytes of 24',
  },
  {
    rule: 'PR-DIR-002',
    name: 'an image that is not signed gets an offset without a size',
    make: () => call(clean(), rewritten(setU32(appended(), AT.certificateDirectory, 0x3600))),
    at: DIRECTORY,
    actual: 0x3600,
  },
  {
    rule: 'PR-DIR-002',
    name: 'an offset without a size was there before',
    make: () => {
      const [before, after] = [clean(), appended()].map((image) => setU32(image, AT.certificateDirectory, 0x3600));
      return call(before ?? clean(), rewritten(after ?? appended()));
    },
    at: null,
  },
];

/** At least one entry that breaks each rule on calls, and one that keeps it. */
export const CALLS: readonly CallEntry[] = [
  ...REFUSALS,
  ...IMAGE_REFUSALS,
  ...SEVERAL_REFUSALS,
  ...SLACK_REFUSALS,
  ...CONDUCT,
  ...SIGNATURES,
  ...COMPOSITIONS,
];
