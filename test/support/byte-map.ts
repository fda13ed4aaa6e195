/** Which rules notice a change of each byte of a good output. */
import { IMAGE_RULES, judgeAppend, judgeImage } from '../../properties/index.ts';
import type { ImageRule } from '../../properties/index.ts';
import { readImage } from '../../src/reader/index.ts';
import type { Image } from '../../src/reader/index.ts';
import { endOf, formatSpan } from '../../src/results/index.ts';
import type { Verdict } from '../../src/results/index.ts';
import { pairOf } from '../vectors/append-pairs.ts';
import type { Pair, PairName } from '../vectors/append-pairs.ts';
import { APPEND_RULES } from './append-vectors.ts';

/** Bytes at each end of a region that are changed; those between are all alike. */
const BORDER = 3;
/** Regions in which every byte has a meaning of its own. */
const FIELDS: ReadonlySet<string> = new Set(['dos-header', 'pe-headers', 'section-table', 'claimed-slack']);

/** The offsets of an output that are changed: every byte of a header, and the first and last few of any other part. */
function offsetsOf({ regionMap, debugEntries, sections }: Image): readonly number[] {
  const spans = [
    ...regionMap.regions,
    ...debugEntries.map(({ data }) => data),
    ...sections.map(({ rawData }) => rawData),
  ];
  const borders = spans.flatMap(({ offset, length }) =>
    Array.from({ length: Math.min(BORDER, length) }, (_, index) => [
      offset + index,
      offset + length - 1 - index,
    ]).flat(),
  );
  const fields = regionMap.regions
    .filter(({ kind }) => FIELDS.has(kind))
    .flatMap(({ offset, length }) => Array.from({ length }, (_, index) => offset + index));
  const entries = debugEntries.flatMap(({ characteristics, pointerToRawData }) =>
    Array.from(
      { length: endOf(pointerToRawData) - characteristics.offset },
      (_, index) => characteristics.offset + index,
    ),
  );
  return [...new Set([...borders, ...fields, ...entries])].sort((a, b) => a - b);
}

/** What comes of a change of one byte. */
interface Outcome {
  /** Rules on appends that fail, but for those on the append as a whole, or why the file cannot be read. */
  readonly by: string;
  /** Whether any rule at all notices, be it on the append or on the image. */
  readonly isNoticed: boolean;
}

function outcomeOf({ before, requests }: Pair, sound: ReadonlySet<ImageRule>, bytes: Uint8Array): Outcome {
  const reading = readImage(bytes);
  if (!reading.ok) return { by: reading.fault.code, isNoticed: true };
  const append = { before, after: reading.image, requests };
  const fails = ({ kind }: Verdict): boolean => kind === 'fail' || kind === 'error';
  const broken = APPEND_RULES.filter((rule) => fails(judgeAppend(rule, append)));
  const isNoticed = broken.length > 0 || [...sound].some((rule) => fails(judgeImage(rule, reading)));
  const ids = broken.map(({ id }) => id).filter((id) => !id.startsWith('PR-META-'));
  return { by: ids.length === 0 ? '-' : ids.join(' '), isNoticed: isNoticed };
}

/** What is noticed of an output in which single bytes were changed. */
export interface ByteMap {
  /** One line for each run of offsets whose change the same rules notice. */
  readonly lines: readonly string[];
  /** Offsets whose change no rule notices. */
  readonly unnoticed: readonly number[];
}

/** Changes one bit of each byte that means something in the output of a good append, one after the other. */
export function byteMapOf(name: PairName, bit: number): ByteMap {
  const pair = pairOf(name);
  const reading = readImage(pair.output);
  const isHeld = ({ kind }: Verdict): boolean => kind === 'pass' || kind === 'vacuous';
  const sound = new Set(IMAGE_RULES.filter((rule) => isHeld(judgeImage(rule, reading))));
  const runs: { readonly offset: number; length: number; readonly by: string }[] = [];
  const unnoticed: number[] = [];
  const bytes = pair.output.slice();
  for (const offset of offsetsOf(pair.after)) {
    const old = bytes[offset] ?? 0;
    bytes[offset] = old ^ bit;
    const { by, isNoticed } = outcomeOf(pair, sound, bytes);
    bytes[offset] = old;
    if (!isNoticed) unnoticed.push(offset);
    const last = runs.at(-1);
    if (last?.by === by && endOf(last) === offset) last.length += 1;
    else runs.push({ offset, length: 1, by });
  }
  return { lines: runs.map(({ by, ...span }) => `${formatSpan(span)} ${by}`), unnoticed };
}
