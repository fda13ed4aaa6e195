import { NotVerified, StreamError } from '../../decoding.ts';
import { Input } from '../../input.ts';
import { bigNumber, number } from '../fields.ts';
import { arm, arm64, armThumb } from './arm.ts';
import { powerPc, sparc } from './big-endian.ts';
import { ia64 } from './ia64.ts';
import { riscV } from './riscv.ts';
import { BranchStage, DeltaStage } from './stage.ts';
import type { Convert, Stage } from './stage.ts';
import { x86 } from './x86.ts';

/** How a block has been encoded. */
export interface Chain {
  /** Size of the dictionary, in bytes. */
  readonly dictionary: number;
  /** The filters before LZMA2 by name, as `delta+x86` or `arm with a start`; empty where there are none. */
  readonly names: string;
  /** What undoes the filters, from what LZMA2 gives to what the content is. */
  readonly filter: (content: Stage) => Stage;
}

type Filter = (next: Stage) => Stage;

const DELTA = 0x03n;
const LZMA2 = 0x21n;
/** Ids from here on are for programs themselves, and in no file. */
const FIRST_PRIVATE = 2n ** 62n;
const BIGGEST_DICTIONARY = 40;
/** What the biggest number stands for: a dictionary of all that can be addressed. */
const ALL = 2 ** 32 - 1;

interface Branch {
  /** As xz calls it. */
  readonly name: string;
  /** What the addresses of instructions are multiples of. */
  readonly alignment: number;
  /** Makes one, for some have a state. */
  readonly convert: () => Convert;
}

const BRANCHES = new Map<bigint, Branch>([
  [0x04n, { name: 'x86', alignment: 1, convert: x86 }],
  [0x05n, { name: 'powerpc', alignment: 4, convert: () => powerPc }],
  [0x06n, { name: 'ia64', alignment: 16, convert: () => ia64 }],
  [0x07n, { name: 'arm', alignment: 4, convert: () => arm }],
  [0x08n, { name: 'armthumb', alignment: 2, convert: () => armThumb }],
  [0x09n, { name: 'sparc', alignment: 4, convert: () => sparc }],
  [0x0an, { name: 'arm64', alignment: 4, convert: () => arm64 }],
  [0x0bn, { name: 'riscv', alignment: 2, convert: () => riscV }],
]);

/** Reads the flags of so many filters, in the order in which they were applied; the last has to be LZMA2. */
export function readChain(header: Input, count: number): Chain {
  const filters: Filter[] = [];
  const names: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const { at } = header;
    const id = bigNumber(header, 'a block header');
    const properties = new Input(header.take(number(header, 'a block header')));
    if (id >= FIRST_PRIVATE) throw new StreamError('has a filter with an invalid id', at);
    if ((id === LZMA2) !== (index === count - 1) && isKnown(id)) {
      throw new StreamError('has its filters in an invalid order', at);
    }
    if (id === LZMA2) {
      const dictionary = dictionaryOf(properties);
      if (dictionary === ALL) names.push('a dictionary of 4 GiB');
      return {
        dictionary,
        names: names.join('+'),
        filter: (content) => filters.reduce((next, filter) => filter(next), content),
      };
    }
    filters.push(filterOf(id, properties));
    names.push(nameOf(id, properties));
  }
  throw new StreamError('has a block without LZMA2', header.at);
}

/** What a decoder has to know of a filter; a start that is stated, even as 0, is more than a filter alone. */
function nameOf(id: bigint, { bytes }: Input): string {
  const branch = BRANCHES.get(id);
  return branch === undefined ? 'delta' : `${branch.name}${bytes.length === 0 ? '' : ' with a start'}`;
}

function isKnown(id: bigint): boolean {
  return id === LZMA2 || id === DELTA || BRANCHES.has(id);
}

function filterOf(id: bigint, properties: Input): Filter {
  const branch = BRANCHES.get(id);
  if (branch !== undefined) {
    if (properties.left !== 0 && properties.left !== 4) throw unknownUse(id);
    const start = properties.left === 0 ? 0 : properties.uint(4);
    if (start % branch.alignment !== 0) throw unknownUse(id);
    return (next) => new BranchStage(next, branch.convert(), start);
  }
  if (id !== DELTA) throw new NotVerified('form', `uses the filter 0x${id.toString(16)}, which is not supported`);
  if (properties.left !== 1) throw unknownUse(id);
  const distance = properties.u8() + 1;
  return (next) => new DeltaStage(next, distance);
}

function dictionaryOf(properties: Input): number {
  const bits = properties.left === 1 ? properties.u8() : Infinity;
  if (bits > BIGGEST_DICTIONARY) throw unknownUse(LZMA2);
  return bits === BIGGEST_DICTIONARY ? ALL : (2 + (bits % 2)) * 2 ** (11 + Math.floor(bits / 2));
}

function unknownUse(id: bigint): NotVerified {
  return new NotVerified('form', `uses the filter 0x${id.toString(16)} in an unsupported way`);
}
