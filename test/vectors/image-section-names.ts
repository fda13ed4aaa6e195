import { AT, clean, v1 } from './base-images.ts';
import type { ImageHold, ImageViolation } from './entries.ts';
import { setText } from './patch.ts';

const NAME = { offset: AT.data.name, length: 8 };

/** `.data` with other bytes in its name. */
function named(name: string): Uint8Array {
  return setText(clean(), AT.data.name, name, 8);
}

/** Violations of the rules on section names. */
export const SECTION_NAME_VIOLATIONS: readonly ImageViolation[] = [
  {
    rule: 'PE-SEC-001',
    name: 'letters follow the zero that ends a name',
    make: () => named('.b\0pf'),
    at: { offset: AT.data.name + 3, length: 5 },
    actual: '7066000000',
  },
  {
    rule: 'PE-SEC-001',
    name: 'the last byte of a name follows a zero',
    make: () => named('.data..\x01').fill(0, AT.data.name + 6, AT.data.name + 7),
    at: { offset: AT.data.name + 7, length: 1 },
    actual: '01',
  },
  {
    rule: 'PE-SEC-001',
    name: 'a zero in front of all letters ends the name of the first section',
    make: () => setText(clean(), AT.text.name, '\0text', 8),
    also: ['ZB-008', 'PE-SEC-002'],
    at: { offset: AT.text.name + 1, length: 7 },
    actual: '74657874000000',
  },
  { rule: 'PE-SEC-002', name: 'a name is empty', make: () => named(''), at: NAME, actual: '' },
  ...['\x1f', '\x7f', '\x80', '\xff', '.dat\xe4', '\n.data'].map((name) => ({
    rule: 'PE-SEC-002' as const,
    name: `the bytes of a name are ${Buffer.from(name, 'latin1').toString('hex')}`,
    make: () => named(name),
    at: NAME,
    actual: name,
  })),
  ...['/4', '/', '//AAAA'].map((name) => ({
    rule: 'PE-SEC-003' as const,
    name: `a name is ${name}`,
    make: () => named(name),
    at: NAME,
    actual: name,
  })),
  ...['.text$m', '$', '.data$'].map((name) => ({
    rule: 'PE-SEC-004' as const,
    name: `a name is ${name}`,
    make: () => named(name),
    at: NAME,
    actual: name,
  })),
  {
    rule: 'PE-SEC-005',
    name: 'the second section has the name of the first',
    make: () => named('.text'),
    at: NAME,
    actual: '.text',
  },
  {
    rule: 'PE-SEC-005',
    name: 'the third section has the name of the first',
    base: v1,
    make: () => setText(v1(), AT.tableEnd, '.text', 8),
    at: { offset: AT.tableEnd, length: 8 },
    actual: '.text',
  },
  {
    rule: 'PE-SEC-005',
    name: 'two names differ behind the zero that ends them',
    make: () => named('.text\0x'),
    also: ['PE-SEC-001'],
    at: NAME,
    actual: '.text',
  },
  {
    rule: 'PE-SEC-005',
    name: 'two sections have no name',
    base: () => setText(clean(), AT.text.name, '', 8),
    make: () => setText(named(''), AT.text.name, '', 8),
    at: NAME,
    actual: '',
  },
  {
    rule: 'PE-SEC-006',
    name: 'a name has 8 characters',
    make: () => named('.bpf.abc'),
    at: NAME,
    actual: '.bpf.abc',
    wanted: { kind: 'form', name: 'a name of at most 7 characters' },
  },
];

/** Names that satisfy these rules by the smallest margin. */
export const SECTION_NAME_HOLDS: readonly ImageHold[] = [
  { rule: 'PE-SEC-001', name: 'a name fills its 8 bytes', make: () => named('.bpf.abc') },
  { rule: 'PE-SEC-001', name: 'a name has one character', make: () => named('x') },
  { rule: 'PE-SEC-001', name: 'the header goes on behind a name of 7 characters', make: () => named('.bpf.ab') },
  { rule: 'PE-SEC-002', name: 'a name is a space', make: () => named(' ') },
  { rule: 'PE-SEC-002', name: 'a name is 8 tildes', make: () => named('~~~~~~~~') },
  { rule: 'PE-SEC-002', name: 'letters beyond ASCII follow the zero that ends a name', make: () => named('.d\0\xff') },
  { rule: 'PE-SEC-003', name: 'a slash is the second character of a name', make: () => named('./4') },
  { rule: 'PE-SEC-003', name: 'a name starts with the characters beside the slash', make: () => named('.0') },
  { rule: 'PE-SEC-004', name: 'a dollar sign follows the zero that ends a name', make: () => named('.d\0$') },
  { rule: 'PE-SEC-004', name: 'a name has the characters beside the dollar sign', make: () => named('#%') },
  { rule: 'PE-SEC-005', name: 'two names differ in case', make: () => named('.TEXT') },
  { rule: 'PE-SEC-005', name: 'one name is the start of another', make: () => named('.text1') },
  {
    rule: 'PE-SEC-005',
    name: 'two names differ in their 8th character',
    make: () => setText(named('.bpf.abc'), AT.text.name, '.bpf.abd', 8),
  },
  { rule: 'PE-SEC-006', name: 'a name has 7 characters', make: () => named('.bpf.ab') },
];
