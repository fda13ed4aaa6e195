import { COMPRESSIONS, MACHINES, PlanError, SECTION_KINDS, cutForMessage } from './plan.ts';
import type { Plan, RequestPlan, SectionPlan } from './plan.ts';

/** How one value of a plan is judged, printed and parsed. */
export interface PlanField<T> {
  /** What is allowed, as the end of the sentence "must be …". */
  readonly allowed: string;
  readonly accepts: (value: T) => boolean;
  readonly print: (value: T) => string;
  /** Undefined when the text has not the field's form; a value of the right form may still not be accepted. */
  readonly parse: (text: string) => T | undefined;
}

const UINT32_MAX = 0xffff_ffff;
const WHOLE = /^[+-]?(?:\d+|0x[0-9a-f]+)$/;
const NAME = /^[A-Za-z0-9._+-]{1,8}$/;
/** PE format, "Optional Header Windows-Specific Fields": a multiple of 64 KiB; user space ends below 2^47. */
const IMAGE_BASE_STEP = 0x1_0000;
const IMAGE_BASE_MAX = 0x7fff_ffff_0000;
/** The string table starts with its own length, so its first string is at offset 4. */
const LONG_NAME = '/4';

function parseWhole(text: string): number | undefined {
  return WHOLE.test(text) ? Number(text) : undefined;
}

function isWhole(value: number, low: number, high: number): boolean {
  return Number.isSafeInteger(value) && value >= low && value <= high;
}

function choice<T extends string>(values: readonly T[]): PlanField<T> {
  return {
    allowed: `one of ${values.join(', ')}`,
    accepts: (value) => values.includes(value),
    print: (value) => value,
    parse: (text) => values.find((value) => value === text),
  };
}

function whole(low: number, high: number, step = 1): PlanField<number> {
  return {
    allowed: `a whole number from ${low} to ${high}${step === 1 ? '' : `, a multiple of ${step}`}`,
    accepts: (value) => isWhole(value, low, high) && value % step === 0,
    print: String,
    parse: parseWhole,
  };
}

function powerOfTwo(low: number, high: number): PlanField<number> {
  return {
    allowed: `a power of two from ${low} to ${high}`,
    accepts: (value) => isWhole(value, low, high) && Number.isInteger(Math.log2(value)),
    print: String,
    parse: parseWhole,
  };
}

const headerRoom: PlanField<Plan['headerRoom']> = {
  allowed: 'minimal, page or a multiple of 8 from 0 to 4096',
  accepts: (value) => value === 'minimal' || value === 'page' || (isWhole(value, 0, 4096) && value % 8 === 0),
  print: String,
  parse: (text) => (text === 'minimal' || text === 'page' ? text : parseWhole(text)),
};

function acceptsSection({ name, kind, blocks, virtual }: SectionPlan): boolean {
  const sized = virtual === 'raw' || isWhole(virtual, -65_535, 0x1000_0000);
  return sized && SECTION_KINDS.includes(kind) && (NAME.test(name) || name === LONG_NAME) && isWhole(blocks, 0, 65_535);
}

function parseSection(text: string): SectionPlan | undefined {
  const [name, kindText, blocksText, virtualText, ...rest] = text.split(':');
  const kind = SECTION_KINDS.find((each) => each === kindText);
  const blocks = parseWhole(blocksText ?? '');
  const virtual = virtualText === 'raw' ? virtualText : parseWhole(virtualText ?? '');
  if (name === undefined || kind === undefined || blocks === undefined || virtual === undefined || rest.length > 0) {
    return undefined;
  }
  return { name, kind, blocks, virtual };
}

const sections: PlanField<readonly SectionPlan[]> = {
  allowed:
    `a list of name:kind:blocks:virtual joined by commas, with a name of 1 to 8 characters A-Z a-z 0-9 . _ + - or ` +
    `${LONG_NAME}, a kind out of ${SECTION_KINDS.join(' ')}, whole blocks from 0 to 65535, and virtual a whole ` +
    'number from -65535 to 268435456 or raw',
  accepts: (value) => value.every(acceptsSection),
  print: (value) => value.map(({ name, kind, blocks, virtual }) => `${name}:${kind}:${blocks}:${virtual}`).join(','),
  parse: (text) => {
    const parsed = text.split(',').map(parseSection);
    return parsed.every((each) => each !== undefined) ? parsed : undefined;
  },
};

const request: PlanField<RequestPlan> = {
  allowed:
    'name:blocks:extra:characteristics, with a name of 1 to 8 characters A-Z a-z 0-9 . _ + -, whole blocks from 0 to ' +
    '1024, whole extra bytes from -65535 to 1048576 and characteristics from 0 to 0xffffffff',
  accepts: ({ name, blocks, extra, characteristics }) =>
    NAME.test(name) &&
    isWhole(blocks, 0, 1024) &&
    isWhole(extra, -65_535, 0x10_0000) &&
    isWhole(characteristics, 0, UINT32_MAX),
  print: ({ name, blocks, extra, characteristics }) => `${name}:${blocks}:${extra}:0x${characteristics.toString(16)}`,
  parse: (text) => {
    const [name, ...numbers] = text.split(':');
    const [blocks, extra, characteristics] = numbers.map(parseWhole);
    if (name === undefined || blocks === undefined || extra === undefined || characteristics === undefined) {
      return undefined;
    }
    return numbers.length === 3 ? { name, blocks, extra, characteristics } : undefined;
  },
};

/** Every key of a plan with its form, in the order in which plan texts print them. */
export const PLAN_FIELDS: { readonly [K in keyof Plan]: PlanField<Plan[K]> } = {
  machine: choice(MACHINES),
  fileAlignment: powerOfTwo(512, 65_536),
  sectionAlignment: powerOfTwo(4096, 0x20_0000),
  directories: whole(6, 16),
  headerRoom,
  stub: whole(0, 4096, 8),
  grain: choice(['block', 'page']),
  sections,
  fillers: whole(0, 65_000),
  holder: whole(0, 65_535),
  position: choice(['first', 'middle', 'last']),
  entry: choice(['start', 'middle', 'end']),
  compression: choice(COMPRESSIONS),
  payload: whole(0, 0x3f0_0000),
  linuxMagic: choice(['present', 'absent']),
  debug: choice(['none', 'dll', 'codeview', 'both']),
  debugPlace: choice(['slack', 'section']),
  debugDirectory: choice(['front', 'back']),
  debugAddress: choice(['zero', 'loaded']),
  debugPath: whole(0, 200),
  imageBase: whole(0, IMAGE_BASE_MAX, IMAGE_BASE_STEP),
  bssPointer: choice(['zero', 'end']),
  rawCut: whole(0, 65_535),
  overlay: whole(0, 0x10_0000),
  checkSum: choice(['zero', 'valid']),
  gap: whole(0, 1024),
  rawOrder: choice(['table', 'reversed', 'rotated']),
  symbols: choice(['none', 'table', 'long']),
  certificates: whole(0, 4),
  signedName: whole(0, 60_000),
  imageSize: choice(['aligned', 'kernel']),
  dataSize: choice(['raw', 'kernel']),
  imageVersion: whole(1, 65_535),
  nxCompat: choice(['set', 'clear']),
  timeDateStamp: whole(0, UINT32_MAX),
  request,
  seed: whole(0, UINT32_MAX),
};

/** The keys of a plan in printing order. */
export const PLAN_KEYS = Object.keys(PLAN_FIELDS) as readonly (keyof Plan)[];

/**
 * Throws unless every single value of a plan is within its range. What values must not meet each other is the
 * layout's to say.
 *
 * @throws {@link PlanError} naming the key, the value and what is allowed
 */
export function checkPlanValues(plan: Plan): void {
  for (const key of PLAN_KEYS) {
    checkValue(key, plan[key]);
  }
}

function checkValue<K extends keyof Plan>(key: K, value: Plan[K]): void {
  const field: PlanField<Plan[K]> = PLAN_FIELDS[key];
  if (!field.accepts(value)) {
    const found = cutForMessage(field.print(value));
    throw new PlanError(`plan: ${key}=${found} is out of range; it must be ${field.allowed}`);
  }
}
