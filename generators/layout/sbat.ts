/** The first record of every SBAT section, from the SBAT specification. */
export const SBAT_TEXT = 'sbat,1,SBAT Version,sbat,1,https://github.com/rhboot/shim/blob/main/SBAT.md\n';
