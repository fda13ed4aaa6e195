import { VALUED_FIELDS, acceptsValue } from './field-values.ts';
import type { FieldValue } from './field-values.ts';
import { UINT32_MAX, bits, choice, hexText, isWhole, listOf, parseWhole, powerOfTwo, whole } from './forms.ts';
import type { PlanField } from './forms.ts';
import { COMPRESSIONS, MACHINES, PlanError, SECTION_KINDS, SHAPES, cutForMessage } from './plan.ts';
import type { Plan, SectionPlan } from './plan.ts';
import { REQUEST_FIELD } from './request-field.ts';

export type { PlanField } from './forms.ts';

const NAME = /^[A-Za-z0-9._+-]{1,8}$/;
/** PE format, "Optional Header Windows-Specific Fields": a multiple of 64 KiB; user space ends below 2^47. */
const IMAGE_BASE_STEP = 0x1_0000;
const IMAGE_BASE_MAX = 0x7fff_ffff_0000;
/** The string table starts with its own length, so its first string is at offset 4. */
const LONG_NAME = '/4';
/** Debug types with a key of their own. PE format, "Debug Type": CodeView and EX_DLLCHARACTERISTICS. */
const KEYED_TYPES = [2, 20];
/** The directories that a plan fills by keys of their own: certificates, base relocations and debug data. */
const KEYED_DIRECTORIES = [4, 5, 6];

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

/** Appends after the first; with it they are the four that people make at most. */
const FURTHER_MAX = 3;
const requests = listOf(`at most ${FURTHER_MAX} requests, each ${REQUEST_FIELD.allowed}`, REQUEST_FIELD);
const further: PlanField<Plan['further']> = {
  ...requests,
  accepts: (value) => value.length <= FURTHER_MAX && requests.accepts(value),
};

const types: PlanField<readonly number[]> = listOf('debug types from 0 to 0xffffffff other than 2 and 20', {
  accepts: (value) => isWhole(value, 0, UINT32_MAX) && !KEYED_TYPES.includes(value),
  print: String,
  parse: parseWhole,
});

const tables: PlanField<readonly number[]> = listOf('distinct data directories from 0 to 15 other than 4, 5 and 6', {
  accepts: (value) => isWhole(value, 0, 15) && !KEYED_DIRECTORIES.includes(value),
  print: String,
  parse: parseWhole,
});

const values: PlanField<readonly FieldValue[]> = listOf(
  `field:value with distinct fields of ${VALUED_FIELDS.join(' ')}`,
  {
    accepts: acceptsValue,
    print: ({ field, value }) => `${field}:${hexText(value)}`,
    parse: (text) => {
      const [name, valueText = '', ...rest] = text.split(':');
      const [field, value] = [VALUED_FIELDS.find((each) => each === name), parseWhole(valueText)];
      return field === undefined || value === undefined || rest.length > 0 ? undefined : { field, value };
    },
  },
);

/** Every key of a plan with its form, in the order in which plan texts print them. */
export const PLAN_FIELDS: { readonly [K in keyof Plan]: PlanField<Plan[K]> } = {
  machine: choice(MACHINES),
  shape: choice(SHAPES),
  fileAlignment: powerOfTwo(512, 65_536),
  sectionAlignment: powerOfTwo(512, 0x20_0000),
  directories: whole(6, 16),
  headerRoom,
  stub: whole(0, 0x2_0000, 8),
  grain: choice(['block', 'page']),
  sections,
  fillers: whole(0, 65_534),
  holder: whole(0, 65_535),
  position: choice(['first', 'middle', 'last']),
  entry: choice(['start', 'middle', 'end']),
  compression: choice(COMPRESSIONS),
  payload: whole(0, 0x3f0_0000),
  linuxMagic: choice(['present', 'absent']),
  debug: choice(['none', 'dll', 'codeview', 'both']),
  debugMore: types,
  debugWord: bits(UINT32_MAX),
  debugPlace: choice(['slack', 'section', 'overlay']),
  debugDirectory: choice(['front', 'back', 'other']),
  debugAddress: choice(['zero', 'loaded']),
  debugPath: whole(0, 200),
  imageBase: whole(0, IMAGE_BASE_MAX, IMAGE_BASE_STEP),
  bssPointer: choice(['zero', 'end', 'headers']),
  rawCut: whole(0, 65_535),
  overlay: whole(0, 0x400_0000),
  checkSum: choice(['zero', 'valid']),
  gap: whole(0, 1024),
  gapFill: choice(['live', 'zero']),
  gapRank: whole(0, 65_535),
  rawOrder: choice(['table', 'reversed', 'rotated']),
  symbols: choice(['none', 'table', 'long']),
  symbolCount: whole(1, 65_535),
  strings: whole(0, 65_535),
  objectTables: whole(0, 65_535),
  objectRecords: whole(1, 65_534),
  certificates: whole(0, 4),
  signedName: whole(0, 60_000),
  imageSize: choice(['aligned', 'kernel']),
  imageSlack: whole(0, 0x10_0000),
  addressOrder: choice(['table', 'reversed', 'rotated']),
  addressStart: whole(0, 0x80_0000),
  addressGap: whole(0, 0x80_0000),
  rawExcess: whole(0, 1024),
  rawSlack: choice(['zero', 'live']),
  nameTails: choice(['zero', 'live']),
  sectionFlags: bits(UINT32_MAX),
  slack: choice(['zero', 'padding', 'live']),
  typeTail: choice(['zero', 'live']),
  tables,
  tableLength: whole(80, 65_528, 8),
  relocations: whole(0, 4096),
  relocationSlots: whole(2, 4094, 2),
  values,
  dataSize: choice(['raw', 'kernel']),
  imageVersion: whole(1, 65_535),
  nxCompat: choice(['set', 'clear']),
  timeDateStamp: whole(0, UINT32_MAX),
  request: REQUEST_FIELD,
  further,
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
