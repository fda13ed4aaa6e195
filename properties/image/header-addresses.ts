/** Which loaders take which sections at addresses of the headers. */
import type { Section } from '../../src/reader/index.ts';
import { hasFlags } from '../bytes/arithmetic.ts';
import type { Allowance } from '../rule.ts';
import { UNINITIALIZED_DATA } from './section-content.ts';

/** Takes what was found where each section whose address the finding names is of a kind. */
function ofSections(title: string, isTaken: (section: Section) => boolean): Allowance {
  return {
    title,
    covers: ({ at }, { sections }) => {
      const named = sections.filter(({ virtualAddress }) => at.some(({ offset }) => offset === virtualAddress.offset));
      return named.every(isTaken);
    },
  };
}

const isEmpty = ({ rawData }: Section): boolean => rawData.length === 0;
const isUninitialized = ({ characteristics }: Section): boolean => hasFlags(characteristics.value, UNINITIALIZED_DATA);

/** EDK2 places only data. */
export const WITHOUT_DATA = ofSections('A section without data may have any address.', isEmpty);
/** shim clears no memory in the headers. */
export const UNINITIALIZED = ofSections('A section that is uninitialised may have any address.', isUninitialized);
/** What EDK2 and shim both take. */
export const EMPTY_AND_UNINITIALIZED = ofSections(
  'A section without data that is uninitialised may have any address.',
  (section) => isEmpty(section) && isUninitialized(section),
);

/** Headers that only sections without data lie in. */
export const HEADERS_OF_EMPTY_SECTIONS: Allowance = {
  title: 'Sections without data may have any address.',
  covers: (_, { sections, optionalHeader: { sizeOfHeaders } }) =>
    sections.every((section) => isEmpty(section) || section.virtualAddress.value >= sizeOfHeaders.value),
};
/** A first section that shares the start of the image with the headers. */
export const ADDRESS_ZERO: Allowance = {
  title: 'The first section may have address 0.',
  covers: (_, { sections: [first] }) => first?.virtualAddress.value === 0,
};
