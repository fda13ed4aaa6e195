import { StreamError } from '../decoding.ts';
import type { History } from '../history.ts';
import type { Input } from '../input.ts';
import type { Lzma } from '../lzma/lzma.ts';
import { isKnown, propertiesOf } from '../lzma/properties.ts';
import { decodePart } from './fields.ts';

/** Control bytes of chunks: the three that stand for themselves, and the first of those of LZMA data. */
const END = 0;
const STORED_AFTER_RESET = 1;
const STORED = 2;
const LZMA = 0x80;
const LZMA_AFTER_STATE_RESET = 0xa0;
const LZMA_WITH_PROPERTIES = 0xc0;
const LZMA_AFTER_RESET = 0xe0;

/**
 * Decodes the chunks of LZMA2 data up to their end mark.
 *
 * @param lzma what the history is the dictionary of
 */
export function decodeLzma2(input: Input, history: History, lzma: Lzma): void {
  let needsReset = true;
  let needsProperties = true;
  for (let control = input.u8(); control !== END; control = input.u8()) {
    const at = input.at - 1;
    if (control > STORED && control < LZMA) throw new StreamError('has an LZMA2 chunk of an unknown kind', at);
    if (control >= LZMA_AFTER_RESET || control === STORED_AFTER_RESET) {
      lzma.forget();
      needsReset = false;
      needsProperties = true;
    }
    if (needsReset) throw new StreamError('has a first LZMA2 chunk that does not reset the dictionary', at);
    if (control < LZMA) decodeStored(input, history, lzma);
    else {
      if (control >= LZMA_WITH_PROPERTIES) needsProperties = false;
      if (needsProperties) throw new StreamError('has an LZMA2 chunk that lacks properties', at);
      decodeChunk(input, control, lzma);
    }
  }
}

/** A chunk of content as it is. */
function decodeStored(input: Input, history: History, lzma: Lzma): void {
  const size = bigEndian16(input) + 1;
  const bytes = input.take(Math.min(size, input.left));
  history.append(bytes);
  lzma.skip(bytes.length);
  input.need(size - bytes.length);
}

function decodeChunk(input: Input, control: number, lzma: Lzma): void {
  const count = (control & 0x1f) * 2 ** 16 + bigEndian16(input) + 1;
  const size = bigEndian16(input) + 1;
  if (control >= LZMA_WITH_PROPERTIES) {
    const properties = propertiesOf(input.u8());
    if (properties === null || !isKnown(properties)) {
      throw new StreamError('has an LZMA2 chunk with impossible properties', input.at - 1);
    }
    lzma.configure(properties);
  } else if (control >= LZMA_AFTER_STATE_RESET) lzma.reset();
  decodePart(input, size, 'has an LZMA2 chunk with less data than its content needs', (part) => {
    lzma.start(part);
    if (lzma.decode(count) === 'marker') throw new StreamError('has an end marker in LZMA2 data', part.at);
    if (!lzma.isFinished()) throw new StreamError('has an LZMA2 chunk with more content than it states', part.at);
    if (part.left > 0) throw new StreamError('has an LZMA2 chunk with more data than its content needs', part.at);
  });
}

function bigEndian16(input: Input): number {
  return input.u8() * 256 + input.u8();
}
