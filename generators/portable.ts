import type * as fc from 'fast-check';

/**
 * An arbitrary for every copy of fast-check 4, whichever a project has beside the one that this package draws with.
 *
 * While properties run, copies of fast-check take each other's arbitraries. Their types do not, for a class with private
 * members equals none that is declared elsewhere. So this type is that of our own copy and beside it one that has what all
 * copies share, of which every copy finds one that it takes.
 */
export type PortableArbitrary<T> = Shared<T> & fc.Arbitrary<T>;

/**
 * What all copies share. Fast-check alone calls `generate` and `shrink`, and what these take and give is the affair of each
 * copy, so nothing is said of it here.
 */
interface Shared<T> {
  generate(random: never, biasFactor: number | undefined): never;
  shrink(value: T, context: unknown): never;
  canShrinkWithoutContext(value: unknown): value is T;
  filter<U extends T>(refinement: (value: T) => value is U): PortableArbitrary<U>;
  filter(predicate: (value: T) => boolean): PortableArbitrary<T>;
  map<U>(mapper: (value: T) => U, unmapper?: (possible: unknown) => T): PortableArbitrary<U>;
  chain<U>(chainer: (value: T) => Drawable<U>): PortableArbitrary<U>;
}

/** What tells the values of an arbitrary, of whichever copy. */
type Drawable<T> = Pick<Shared<T>, 'canShrinkWithoutContext'>;

/** Gives an arbitrary of our own copy the type that every copy takes. */
export function portable<T>(arbitrary: fc.Arbitrary<T>): PortableArbitrary<T> {
  return arbitrary as PortableArbitrary<T>;
}
