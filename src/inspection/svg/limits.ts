/** Sections that are drawn, the first of the table; more would make a drawing that nobody can look at. */
export const SECTIONS_DRAWN = 128;
/** Debug entries whose data in the header slack is drawn by itself. */
export const ENTRIES_DRAWN = 32;
/** Clashes that are marked in each column, the first ones. */
export const CLASHES_DRAWN = 16;
/** Remarks that are written below the columns, the first ones. */
export const REMARKS_WRITTEN = 12;
