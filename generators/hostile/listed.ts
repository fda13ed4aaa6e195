import type { AppendRequest } from '../../src/contract/index.ts';
import { parsePlan } from '../plan/text.ts';
import { printedAs } from './hostile.ts';
import type { HostileImage } from './hostile.ts';
import { mutate } from './mutate.ts';
import type { ListedMutation } from './mutation.ts';
import { validImage } from './valid-image.ts';
import type { ValidImage } from './valid-image.ts';

export type { ListedMutation } from './mutation.ts';

/** A hostile case as data: a valid image and what is done to it. */
export interface ListedCase {
  readonly name: string;
  /** A plan text; the empty one is the dull plan. */
  readonly plan: string;
  readonly mutations: readonly ListedMutation[];
}

/** Bytes after all changes of a case, and the changes in words. */
export interface MutatedImage {
  readonly bytes: Uint8Array;
  readonly labels: readonly string[];
}

/**
 * Makes the image of a named hostile case.
 *
 * @throws PlanError when the plan cannot be read or laid out
 * @throws RangeError when a mutation names what the image has not, does not fit, or all leave the image as it is
 */
export function listedImage({ name, plan, mutations }: ListedCase): HostileImage {
  const image = validImage(parsePlan(plan));
  const { request } = image;
  const { bytes, labels } = mutated(name, image, request, mutations);
  if (bytes.length === image.bytes.length && bytes.every((byte, index) => byte === image.bytes[index])) {
    throw new RangeError(`hostile case ${name}: its mutations do not change the image; change a field or its length`);
  }
  return printedAs({ bytes, request, kind: 'listed', mutations: labels, plans: [image.plan] }, name);
}

/**
 * Makes the changes of a named case one after the other.
 *
 * @param request whose content a change may append
 * @throws RangeError naming the case, when a change names what the image has not or does not fit
 */
export function mutated(
  name: string,
  image: ValidImage,
  request: AppendRequest,
  mutations: readonly ListedMutation[],
): MutatedImage {
  let bytes = image.bytes;
  const labels: string[] = [];
  for (const mutation of mutations) {
    const next = named(name, () => mutate({ image, request }, bytes, mutation));
    bytes = next.bytes;
    labels.push(next.label);
  }
  return { bytes, labels };
}

function named<T>(name: string, make: () => T): T {
  try {
    return make();
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new RangeError(`hostile case ${name}: ${cause.message}`, { cause });
  }
}
