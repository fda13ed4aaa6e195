import { PAGE_WIDTH_USUAL } from '../page/index.ts';

/** A whole number above 0, as COLUMNS has to be. [POSIX, Environment Variables] */
const WHOLE = /^[1-9]\d{0,5}$/;

/** The stream that a text goes to; `columns` is there where it is a terminal. */
export interface Target {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/**
 * Columns of the page that a text goes to: what COLUMNS says, which is the user's word also where there is no terminal; else
 * those of the terminal, else 80. Some terminals report none at all.
 */
export function columnsOf({ COLUMNS: wanted }: Readonly<Record<string, string | undefined>>, target: Target): number {
  if (wanted !== undefined && WHOLE.test(wanted)) return Number(wanted);
  const { isTTY = false, columns = 0 } = target;
  return isTTY && columns > 0 ? columns : PAGE_WIDTH_USUAL;
}
