import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Characters of the host's name that a mark holds. */
const HOST_LENGTH = 40;

/**
 * What tells processes of one number apart: their machine and, on Linux, their namespace of it.
 *
 * @param host the machine's name, of which letters, digits and dots are taken
 * @param namespace a link that names the namespace by a number
 * @returns the name and the number, 0 where there is none, with a dot between them
 */
export function hostMarkOf(host: string = hostname(), namespace = '/proc/self/ns/pid'): string {
  const name = host.replace(/[^0-9A-Za-z.]/g, '').slice(0, HOST_LENGTH);
  try {
    return `${name}.${/\d+/.exec(readlinkSync(namespace))?.[0] ?? '0'}`;
  } catch {
    return `${name}.0`;
  }
}
