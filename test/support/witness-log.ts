import { appendFileSync } from 'node:fs';

/**
 * Appends a line to the file that the variable ZBOOTKIT_WITNESS_LOG names, and does nothing where it is not set, so that
 * a run can tell afterwards which tools of others it has asked.
 */
export function logWitness(line: string): void {
  const path = process.env['ZBOOTKIT_WITNESS_LOG'];
  if (path !== undefined && path !== '') appendFileSync(path, `${line}\n`);
}
