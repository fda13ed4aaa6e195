/** What breaks the rule on sections of code, and by how little it holds. */
import { AT, IDEAL_AT, ideal } from './base-images.ts';
import type { ImageHold, ImageViolation } from './entries.ts';
import { setU32, setWords } from './patch.ts';

/** Flags of a section, in bytes from the start of its header. [PE format, Section Table (Section Headers)] */
const FLAGS = 36;
/** Code that is read and run. */
const CODE = 0x60000020;

/** `.data` as a second section of code that takes these addresses. */
function secondCode(virtualAddress: number, virtualSize: number): Uint8Array {
  const { data } = IDEAL_AT;
  return setWords(
    setU32(ideal(), data.name + FLAGS, CODE),
    [data.virtualAddress, virtualAddress],
    [data.virtualSize, virtualSize],
  );
}

/** Violations of the rule on sections of code. */
export const CODE_SECTION_VIOLATIONS: readonly ImageViolation[] = [
  {
    rule: 'PE-NX-005',
    name: 'no section is marked as code',
    base: ideal,
    make: () => setU32(ideal(), IDEAL_AT.text.name + FLAGS, 0x60000040),
    also: ['PE-OPT-022', 'PE-SEC-024'],
    at: { offset: AT.numberOfSections, length: 2 },
    actual: 'no code section',
  },
  {
    rule: 'PE-NX-005',
    name: 'a section of code has no VirtualSize',
    base: ideal,
    make: () => secondCode(0x3000, 0),
    also: ['PE-OPT-022', 'PE-SEC-012', 'PE-SEC-020', 'PE-SEC-021'],
    at: { offset: IDEAL_AT.data.virtualSize, length: 4 },
    actual: 0,
    wanted: { kind: 'at-least', value: 1 },
  },
  {
    rule: 'PE-NX-005',
    name: 'code ends one byte behind SizeOfImage',
    base: ideal,
    make: () => setU32(ideal(), AT.sizeOfImage, 0x2fff),
    also: ['PE-OPT-008', 'PE-OPT-009', 'PE-OPT-010', 'PE-SEC-016', 'PE-LAM-006', 'PE-LAM-007'],
    at: { offset: IDEAL_AT.text.virtualSize, length: 4 },
    actual: 0x3000,
  },
  {
    rule: 'PE-NX-005',
    name: 'address and size of code wrap in 32 bits',
    base: ideal,
    make: () => secondCode(0xfffff000, 0x2000),
    also: [
      'PE-OPT-009',
      'PE-OPT-010',
      'PE-OPT-022',
      'PE-SEC-016',
      'PE-LAM-001',
      'PE-LAM-003',
      'PE-LAM-006',
      'PE-LAM-007',
    ],
    at: { offset: IDEAL_AT.data.virtualSize, length: 4 },
    actual: 2 ** 32 + 0x1000,
  },
  {
    rule: 'PE-NX-005',
    name: 'two sections of code share a byte',
    base: ideal,
    make: () => secondCode(0x2fff, 0x1001),
    also: ['PE-OPT-022', 'PE-SEC-013', 'PE-LAF-012', 'PE-LAM-002', 'PE-LAM-003', 'PE-LAM-007'],
    at: { offset: IDEAL_AT.data.virtualSize, length: 8 },
    actual: 0x2fff,
    wanted: { kind: 'apart-from', what: 'sections[0] ".text"', start: 0x1000, end: 0x3000 },
  },
  {
    rule: 'PE-NX-005',
    name: 'the later section of code has the lower address and ends in the other',
    base: ideal,
    make: () => secondCode(0x800, 0x801),
    also: [
      'PE-OPT-022',
      'PE-SEC-013',
      'PE-SEC-019',
      'PE-SEC-021',
      'PE-LAF-007',
      'PE-LAF-012',
      'PE-LAM-001',
      'PE-LAM-002',
      'PE-LAM-003',
      'PE-LAM-007',
      'PE-LAM-009',
    ],
    at: { offset: IDEAL_AT.text.virtualSize, length: 8 },
    actual: 0x1000,
    wanted: { kind: 'apart-from', what: 'sections[1] ".data"', start: 0x800, end: 0x1001 },
  },
  {
    rule: 'PE-NX-005',
    name: 'the third section of code starts in the first, behind the end of the second',
    base: ideal,
    make: () => setU32(secondCode(0x1000, 0x800), IDEAL_AT.sbat.name + FLAGS, CODE),
    also: [
      'PE-OPT-020',
      'PE-OPT-022',
      'PE-SEC-021',
      'PE-LAF-007',
      'PE-LAM-001',
      'PE-LAM-002',
      'PE-LAM-003',
      'PE-LAM-007',
    ],
    at: { offset: IDEAL_AT.data.virtualSize, length: 8 },
    actual: 0x1000,
  },
  {
    rule: 'PE-NX-005',
    name: 'the third section of code starts in the second, behind the end of the first',
    base: () => secondCode(0x3000, 0x2000),
    make: () => setU32(secondCode(0x3000, 0x2000), IDEAL_AT.sbat.name + FLAGS, CODE),
    at: { offset: IDEAL_AT.sbat.virtualSize, length: 8 },
    actual: 0x4000,
    wanted: { kind: 'apart-from', what: 'sections[1] ".data"', start: 0x3000, end: 0x5000 },
  },
];

/** Images on which the rule holds by the smallest margin. */
export const CODE_SECTION_HOLDS: readonly ImageHold[] = [
  { rule: 'PE-NX-005', name: 'code ends with SizeOfImage', make: () => setU32(ideal(), AT.sizeOfImage, 0x3000) },
  { rule: 'PE-NX-005', name: 'two sections of code lie side by side', make: () => secondCode(0x3000, 0x1000) },
  { rule: 'PE-NX-005', name: 'the later section of code has the lower address', make: () => secondCode(0x800, 0x800) },
  {
    rule: 'PE-NX-005',
    name: 'data shares addresses with code',
    make: () => setU32(ideal(), IDEAL_AT.data.virtualAddress, 0x1000),
  },
];
