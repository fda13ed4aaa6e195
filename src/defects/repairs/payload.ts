import { isZboot, payloadSpan } from '../../reader/index.ts';
import { edited } from '../draft.ts';
import { pairingOf, placeNow } from '../places.ts';
import type { Repair, WrongOutput } from '../repair.ts';

/** Where PE's own field begins that the DOS header ends with. */
const PE_HEADER_OFFSET_FIELD = 0x3c;
/** Shorter payloads are found anywhere by chance. */
const SEARCHED_LENGTH_MIN = 16;

/** Where the payload's bytes lie in the output: where its section went, else anywhere; `null` where they are gone. */
function payloadNow(wrong: WrongOutput): number | null {
  const span = payloadSpan(wrong.before);
  const payload = wrong.before.source.slice(span.offset, span.length);
  const moved = placeNow(span.offset, pairingOf(wrong));
  if (moved !== null && Buffer.compare(wrong.bytes.subarray(moved, moved + payload.length), payload) === 0)
    return moved;
  if (payload.length < SEARCHED_LENGTH_MIN) return moved;
  const found = Buffer.from(wrong.bytes.buffer, wrong.bytes.byteOffset, wrong.bytes.length).indexOf(payload);
  return found < 0 ? moved : found;
}

export const PAYLOAD_REPAIRS: readonly Repair[] = [
  {
    id: 'payload-offset',
    sentence: 'Make the payload offset in the zboot header point to where the payload now is.',
    reach: 'fact',
    repair: (wrong) => {
      if (!isZboot(wrong.before) || !isZboot(wrong.after)) return null;
      const offset = payloadNow(wrong);
      if (offset === null) return null;
      return edited(wrong, (draft) => {
        draft.number(wrong.after.zbootHeader.payloadOffset, offset);
      });
    },
  },
  {
    id: 'zboot-header',
    sentence: 'Keep the DOS header with the zboot header in it, and make its payload offset follow the payload.',
    reach: 'fact',
    repair: (wrong) => {
      const { before, after } = wrong;
      const { payloadOffset } = after.zbootHeader;
      const offset = isZboot(after) ? payloadOffset.value : payloadNow(wrong);
      return edited(wrong, (draft) => {
        draft.put(0, before.source.slice(0, PE_HEADER_OFFSET_FIELD));
        if (isZboot(before) && offset !== null) draft.number(payloadOffset, offset);
      });
    },
  },
];
