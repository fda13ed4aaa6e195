import { COMPRESSIONS } from '../plan/plan.ts';
import type { Plan } from '../plan/plan.ts';
import { featuresIn } from './feature.ts';
import type { Feature } from './feature.ts';

const position = featuresIn('payload', 'position');
const holder = featuresIn('payload', 'holder');
const compression = featuresIn('compression', 'compression');
const debug = featuresIn('debug');
const debugPlace = featuresIn('debug', 'debug-place');
const debugAddress = featuresIn('debug', 'debug-address');
const tail = featuresIn('tail');

function isZboot({ shape }: Plan): boolean {
  return shape === 'zboot';
}

/** Labels of the payload, its place and its compression. */
export const PAYLOAD_FEATURES: readonly Feature[] = [
  position('payload-first', 'the payload starts its section', ({ plan }) => isZboot(plan) && plan.position === 'first'),
  position(
    'payload-middle',
    'the payload has neighbours on both sides',
    ({ plan }) => isZboot(plan) && plan.position === 'middle',
  ),
  position('payload-last', 'the payload ends its section', ({ plan }) => isZboot(plan) && plan.position === 'last'),
  holder('payload-in-text', 'the payload is in .text, as in kernels', ({ plan, holderIndex, textIndex }) => {
    return isZboot(plan) && holderIndex === textIndex;
  }),
  holder('payload-elsewhere', 'the payload is in a section other than .text', ({ holderIndex, textIndex }) => {
    return holderIndex !== textIndex;
  }),
  ...COMPRESSIONS.map((name) =>
    compression(name, `the compression type is ${name}`, ({ plan }) => isZboot(plan) && plan.compression === name),
  ),
];

/** Labels of the debug data. */
export const DEBUG_FEATURES: readonly Feature[] = [
  debug('bti-debug', 'EX_DLLCHARACTERISTICS directly after the section table', ({ plan }) => {
    return plan.debugPlace === 'slack' && (plan.debug === 'dll' || plan.debug === 'both');
  }),
  debug('codeview-slack', 'CodeView data after the section table', ({ plan }) => {
    return plan.debugPlace === 'slack' && (plan.debug === 'codeview' || plan.debug === 'both');
  }),
  debugPlace('debug-in-slack', 'debug data between the section table and SizeOfHeaders', ({ plan }) => {
    return plan.debug !== 'none' && plan.debugPlace === 'slack';
  }),
  debugPlace('debug-in-section', 'debug data inside .text', ({ plan }) => {
    return plan.debug !== 'none' && plan.debugPlace === 'section';
  }),
  debugAddress('debug-address-zero', 'debug data with AddressOfRawData 0', ({ plan }) => {
    return plan.debug !== 'none' && plan.debugAddress === 'zero';
  }),
  debugAddress('debug-address-loaded', 'debug data with the address at which it is loaded', ({ plan }) => {
    return plan.debug !== 'none' && plan.debugAddress === 'loaded';
  }),
];

/** Labels of what follows the raw data. */
export const TAIL_FEATURES: readonly Feature[] = [
  tail('overlay', 'bytes after the raw data', ({ plan }) => plan.overlay > 0),
  tail('odd-length', 'a file length that is not a multiple of 8', ({ tail: { fileLength } }) => fileLength % 8 !== 0),
  tail('symbol-table', 'a COFF symbol and string table', ({ plan }) => plan.symbols !== 'none'),
  tail('signed', 'a certificate table at the end of the file', ({ plan }) => plan.certificates > 0),
  tail('many-signatures', 'more than one signature', ({ plan }) => plan.certificates > 1),
];
