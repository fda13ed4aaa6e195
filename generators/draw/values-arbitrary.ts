import * as fc from 'fast-check';
import type { FieldValue, ValuedField } from '../plan/field-values.ts';
import { MACHINE_FACTS } from '../plan/machines.ts';
import type { Machine } from '../plan/plan.ts';
import { weighted } from './weighted.ts';

/**
 * What fields get that mostly have their usual value. Of sizes and of what is reserved, one value fills the field's highest
 * byte, so that whoever takes the field for a shorter one is found out.
 */
const POOLS: Readonly<Record<ValuedField, readonly number[]>> = {
  mzWord: [0x0090_5a4d, 0x8001_5a4d],
  reserved: [1, 0xff00_0000, 0x1f_ffff_0000_0001],
  linuxPeMagic: [0x8182_23ce, 0x0000_0001, 0xd500_0000],
  // Bits beside those of the machine: LARGE_ADDRESS_AWARE, LOCAL_SYMS_STRIPPED, REMOVABLE_RUN_FROM_SWAP, SYSTEM.
  characteristics: [0x0020, 0x0028, 0x0400, 0x1020],
  majorLinkerVersion: [2, 14, 0xff],
  minorLinkerVersion: [20, 0xff],
  majorOperatingSystemVersion: [4, 6, 0xff01],
  minorOperatingSystemVersion: [1, 0x8002],
  minorImageVersion: [1, 0x7f03],
  majorSubsystemVersion: [1, 5, 0x8001],
  minorSubsystemVersion: [10, 0x8002],
  win32VersionValue: [1, 0xfedc_0000],
  subsystem: [11, 12],
  // NX_COMPAT with HIGH_ENTROPY_VA, DYNAMIC_BASE, TERMINAL_SERVER_AWARE, GUARD_CF.
  dllCharacteristics: [0x0120, 0x0140, 0x8160, 0x4100],
  sizeOfStackReserve: [0x10_0000, 0x8000_0000, 0x1_0000_0000],
  sizeOfStackCommit: [0x1000, 0x1_1000, 0x1_0000_1000],
  sizeOfHeapReserve: [0x10_0000, 0x4000_0000, 0x1_0000_0000],
  sizeOfHeapCommit: [0x1000, 0x1_1000, 0x1_0000_1000],
  loaderFlags: [1, 0x8000_0001],
  debugCharacteristics: [1, 0x8000_0000],
  debugTimeDateStamp: [1, 0x6543_2100, 0xffff_fffe],
  debugMajorVersion: [1, 0x8001],
  debugMinorVersion: [2, 0x8002],
};

/** Of a hundred lists so many give a certain field a value; fewer one that makes the image none to some readers. */
const SHARE = 9;
const SHARES: Readonly<Partial<Record<ValuedField, number>>> = { mzWord: 5 };
/** What is committed must be reserved as well: the fields of which the first may not be above the second. */
const COMMITTED: readonly (readonly [commit: ValuedField, reserve: ValuedField])[] = [
  ['sizeOfStackCommit', 'sizeOfStackReserve'],
  ['sizeOfHeapCommit', 'sizeOfHeapReserve'],
];

const FIELDS = Object.keys(POOLS) as readonly ValuedField[];

/** Values for some fields; shrinks towards none. What the machine decides is added by {@link valuesFor}. */
export const VALUES: fc.Arbitrary<readonly FieldValue[]> = fc
  .tuple(
    ...FIELDS.map((field) =>
      weighted<FieldValue | null>(
        [(100 - (SHARES[field] ?? SHARE)) * POOLS[field].length, null],
        ...POOLS[field].map((value) => [SHARES[field] ?? SHARE, { field, value }] as const),
      ),
    ),
  )
  .map((values) => values.filter((each) => each !== null));

/** EFI_BOOT_SERVICE_DRIVER. [PE format, Windows Subsystem] */
const BOOT_SERVICE_DRIVER = 11;
const UINT32 = 0x1_0000_0000;

/** The values as a machine's images can have them. */
export function valuesFor(machine: Machine, drawn: readonly FieldValue[]): readonly FieldValue[] {
  const { bits, characteristics } = MACHINE_FACTS[machine];
  const values = new Map<ValuedField, number>();
  for (const { field, value } of drawn) {
    const fitting = bits === 32 && field !== 'reserved' ? value % UINT32 : value;
    if (fitting !== 0) values.set(field, fitting);
  }
  // Of 64-bit Arm EDK2 wants larger pages for what stays in memory.
  if (machine === 'arm64' && values.has('subsystem')) values.set('subsystem', BOOT_SERVICE_DRIVER);
  const flags = values.get('characteristics');
  if (flags !== undefined) values.set('characteristics', flags | characteristics);
  for (const [commit, reserve] of COMMITTED) {
    const committed = values.get(commit);
    if (committed !== undefined) values.set(reserve, Math.max(committed, values.get(reserve) ?? 0));
  }
  return FIELDS.flatMap((field) => {
    const value = values.get(field);
    return value === undefined ? [] : [{ field, value }];
  });
}
