import { UINT32_MAX } from '../plan/forms.ts';
import { MACHINE_FACTS } from '../plan/machines.ts';
import { PlanError } from '../plan/plan.ts';
import type { Plan } from '../plan/plan.ts';
import { isFlat } from './addresses.ts';

/** A pair of values that cannot meet: what is wrong, and what to do. */
interface Disagreement {
  readonly applies: (plan: Plan) => boolean;
  readonly sentence: (plan: Plan) => string;
}

/** What zboot images alone have. */
const ZBOOT_FIELDS: readonly string[] = ['mzWord', 'reserved', 'linuxPeMagic'];

const DISAGREEMENTS: readonly Disagreement[] = [
  {
    applies: ({ shape, values, typeTail }) =>
      shape !== 'zboot' && (typeTail === 'live' || values.some(({ field }) => ZBOOT_FIELDS.includes(field))),
    sentence: ({ shape }) =>
      `shape=${shape} has no zboot header; leave out typeTail and the values of ${ZBOOT_FIELDS.join(', ')}`,
  },
  {
    applies: ({ shape, machine }) => shape === 'kernel' && MACHINE_FACTS[machine].kernelMagic === null,
    sentence: ({ machine }) => `machine=${machine} has kernels without an Image header; use arm64, riscv64 or riscv32`,
  },
  {
    applies: ({ sectionAlignment, fileAlignment }) => sectionAlignment < fileAlignment,
    sentence: ({ sectionAlignment, fileAlignment }) =>
      `sectionAlignment=${sectionAlignment} is below fileAlignment=${fileAlignment}; raise the first`,
  },
  {
    applies: (plan) => isFlat(plan) && plan.fileAlignment !== plan.sectionAlignment,
    sentence: ({ sectionAlignment, fileAlignment }) =>
      `sectionAlignment=${sectionAlignment} is below a page and fileAlignment=${fileAlignment} is not the same; make them equal`,
  },
  {
    applies: (plan) =>
      isFlat(plan) &&
      (plan.rawOrder !== 'table' ||
        plan.addressOrder !== 'table' ||
        plan.gap > 0 ||
        plan.addressGap > 0 ||
        plan.addressStart > 0 ||
        plan.rawExcess > 0),
    sentence: () =>
      'a sectionAlignment below a page makes file offsets equal addresses; leave out rawOrder, addressOrder, gap, addressStart, addressGap and rawExcess',
  },
  {
    applies: ({ debug, debugMore, directories }) => (debug !== 'none' || debugMore.length > 0) && directories < 7,
    sentence: ({ debug, debugMore, directories }) =>
      `${debug === 'none' ? `debugMore=${debugMore.join(',')}` : `debug=${debug}`} needs directory 6, but directories=${directories}; use directories=7 or more`,
  },
  {
    applies: ({ debugPlace, debugAddress }) => debugPlace === 'overlay' && debugAddress === 'loaded',
    sentence: () => 'debug data with debugPlace=overlay is not loaded; use debugAddress=zero',
  },
  {
    applies: ({ tables, directories }) => tables.some((table) => table >= directories),
    sentence: ({ tables, directories }) =>
      `tables=${tables.join(',')} needs more directories than directories=${directories}; use up to 16`,
  },
  {
    applies: ({ tables }) => new Set(tables).size < tables.length,
    sentence: ({ tables }) => `tables=${tables.join(',')} has a directory twice; give each once`,
  },
  {
    applies: ({ values }) => new Set(values.map(({ field }) => field)).size < values.length,
    sentence: () => 'values has a field twice; give each once',
  },
  {
    applies: ({ machine, imageBase }) => MACHINE_FACTS[machine].bits === 32 && imageBase > UINT32_MAX,
    sentence: ({ imageBase }) =>
      `imageBase=${imageBase} does not fit a 32-bit machine; use at most 4294901760 (0xffff0000)`,
  },
  {
    applies: ({ machine, values }) => MACHINE_FACTS[machine].bits === 32 && values.some(isWide),
    sentence: ({ values }) => {
      const field = values.find(isWide)?.field ?? '';
      return `the value of ${field} does not fit a 32-bit machine; use at most 0xffffffff`;
    },
  },
  {
    applies: (plan) => requestLength(plan) < 0,
    sentence: (plan) =>
      `the request's content would have ${requestLength(plan)} bytes; raise its blocks or extra to get 0 or more`,
  },
  {
    applies: (plan) => plan.further.some((request) => requestLength({ ...plan, request }) < 0),
    sentence: () => "one of the further requests' contents would have a negative length; raise its blocks or extra",
  },
];

function isWide({ field, value }: Plan['values'][number]): boolean {
  return value > UINT32_MAX && field !== 'reserved';
}

/** Bytes that the append request asks to add. */
export function requestLength({ request, fileAlignment }: Pick<Plan, 'request' | 'fileAlignment'>): number {
  return request.blocks * fileAlignment + request.extra;
}

/**
 * Throws when two values that are fine alone are not together.
 *
 * @throws PlanError naming both, and what to do
 */
export function checkAgreement(plan: Plan): void {
  const found = DISAGREEMENTS.find(({ applies }) => applies(plan));
  if (found !== undefined) throw new PlanError(`plan: ${found.sentence(plan)}`);
}
