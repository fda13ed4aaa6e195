import { existsSync, readFileSync } from 'node:fs';

/** A hostile case with an image that breaks a rule. */
export interface HostileProof {
  readonly id: string;
  readonly title: string;
  /** The images of the case that break the rule, by their ids. */
  readonly variants: readonly string[];
}

/** What proves that a rule can fail, by the names that the tests of zbootkit have for it. */
export interface Proof {
  /** Rewriters that are wrong on purpose, each as what it does. */
  readonly saboteurs: readonly string[];
  /** Images, appends and calls that break the rule, each as what was done to a good one. */
  readonly vectors: readonly string[];
  /** Cases that are about the rule come before those that break it by the way. */
  readonly hostileCases: readonly HostileProof[];
}

/** Proofs by the ids of the rules. */
export type Proofs = Readonly<Record<string, Proof>>;

/**
 * The build makes the proofs of the tests' saboteurs and vectors and puts them beside the compiled code; the sources by
 * themselves find those of the last build.
 */
const PLACES = ['proofs.json', '../../dist/src/explanation/proofs.json'].map((path) => new URL(path, import.meta.url));

/**
 * The proofs of every rule.
 *
 * @throws Error with the code of a missing module when there are none
 */
export function readProofs(places: readonly URL[] = PLACES): Proofs {
  const found = places.find((place) => existsSync(place));
  if (found !== undefined) return JSON.parse(readFileSync(found, 'utf8')) as Proofs;
  const message =
    'proofs.json is not beside this module; npm run build makes it, and a bundler does not take it along: ' +
    'name its place in the package to readProofs, and hand what that gives to explanationOf';
  throw Object.assign(new Error(message), { code: 'ERR_MODULE_NOT_FOUND' });
}
