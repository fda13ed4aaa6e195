/** Which loaders take which sections at addresses of the headers. */
import type { Section } from '../../src/reader/index.ts';
import { hasFlags } from '../bytes/arithmetic.ts';
import type { Allowance } from '../rule.ts';
import { UNINITIALIZED_DATA } from './section-content.ts';

/** What one loader takes, as a phrase, and how to tell. */
interface Taken {
  readonly what: string;
  readonly takes: (section: Section) => boolean;
}

/** A section of no bytes at all, such as a blank header. EDK2 clears the memory of any other, headers or not. */
const EMPTY: Taken = { what: 'An empty section', takes: ({ extent }) => extent.length === 0 };
/** shim compares the address of any other section with SizeOfHeaders. [shim, pe.c] */
const UNINITIALIZED: Taken = {
  what: 'A section of uninitialised data',
  takes: ({ characteristics }) => hasFlags(characteristics.value, UNINITIALIZED_DATA),
};
/** What both of them take. */
const EMPTY_AND_UNINITIALIZED: Taken = {
  what: 'An empty section of uninitialised data',
  takes: (section) => EMPTY.takes(section) && UNINITIALIZED.takes(section),
};

/** Takes the address of such a section. */
function atAnyAddress({ what, takes }: Taken): Allowance {
  return {
    title: `${what} may have any address.`,
    covers: ({ at: [{ offset }] }, { sections }) => {
      const section = sections.find(({ virtualAddress }) => virtualAddress.offset === offset);
      return section !== undefined && takes(section);
    },
  };
}

/** Takes headers that reach over the addresses of such sections. */
function underHeaders({ what, takes }: Taken): Allowance {
  return {
    title: `${what} may have an address in the headers.`,
    covers: (_, { sections, optionalHeader: { sizeOfHeaders } }) =>
      sections.every((section) => takes(section) || section.virtualAddress.value >= sizeOfHeaders.value),
  };
}

/** Sections at any address, by profile. */
export const AT_ANY_ADDRESS = {
  edk2: atAnyAddress(EMPTY),
  shim: atAnyAddress(UNINITIALIZED),
  zboot: atAnyAddress(EMPTY_AND_UNINITIALIZED),
} as const;

/** Headers over sections, by profile. */
export const UNDER_HEADERS = {
  edk2: underHeaders(EMPTY),
  shim: underHeaders(UNINITIALIZED),
  zboot: underHeaders(EMPTY_AND_UNINITIALIZED),
} as const;

/** A first section that shares the start of the image with the headers. */
export const ADDRESS_ZERO: Allowance = {
  title: 'The first section may have address 0.',
  covers: (_, { sections: [first] }) => first?.virtualAddress.value === 0,
};
