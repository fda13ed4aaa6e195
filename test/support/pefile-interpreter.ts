import { spawnSync } from 'node:child_process';

/** Interpreters in which Debian's package may be found; another one may stand in front of it. */
const INTERPRETERS = ['python3', '/usr/bin/python3'];

/** A Python that has the package pefile, or null. */
export function pefileInterpreter(): string | null {
  return INTERPRETERS.find((program) => spawnSync(program, ['-c', 'import pefile']).status === 0) ?? null;
}
