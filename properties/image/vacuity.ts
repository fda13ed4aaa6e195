import type { Image } from '../../src/reader/index.ts';
import { unlessThereAre } from '../vacuity.ts';
import { withDebugData } from './debug-facts.ts';
import { DIRECTORY, isPresent, presentDirectory } from './directories-facts.ts';
import { withRawData } from './facts.ts';

const sections = ({ sections }: Image): Image['sections'] => sections;

/** Why nothing in an image can break a rule on each section, on the order of sections, and on the data of either. */
export const withoutSections = unlessThereAre(1, sections, 'there is no section');
export const withoutTwoSections = unlessThereAre(2, sections, 'there are fewer than two sections');
export const withoutSectionData = unlessThereAre(1, withRawData, 'no section has data');
export const withoutTwoSectionsOfData = unlessThereAre(2, withRawData, 'fewer than two sections have data');

/** Why nothing can break a rule on what takes addresses beside other sections. */
export const withoutTwoExtents = unlessThereAre(
  2,
  (image: Image) => image.sections.filter(({ extent }) => extent.length > 0),
  'fewer than two sections occupy addresses',
);

/** Why nothing can break a rule on certificates. */
export function withoutCertificates({ certificateTable, directories }: Image): string | undefined {
  const isThere = certificateTable !== null && directories[DIRECTORY.certificates] !== undefined;
  return isThere ? undefined : 'there are no certificates';
}

/** Why nothing can break a rule on the debug directory, and on the data of its entries. */
export function withoutDebugDirectory(image: Image): string | undefined {
  return presentDirectory(image, DIRECTORY.debug) === undefined ? 'there is no debug directory' : undefined;
}
export const withoutDebugData = unlessThereAre(1, withDebugData, 'there is no debug data');

/** Why nothing can break a rule on directories that lead somewhere; certificates are not at an address. */
export const withoutDirectories = unlessThereAre(
  1,
  ({ directories }: Image) =>
    directories.filter((directory) => directory.index !== DIRECTORY.certificates && isPresent(directory)),
  'no directory points anywhere',
);
