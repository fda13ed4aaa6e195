import type { Image } from '../../src/reader/index.ts';

/**
 * Makes a question about an image one that is worked out once for as long as the image is held: dozens of rules ask the
 * same of all sections, and images have up to 65,535 of them.
 */
export function perImage<T extends object>(ask: (image: Image) => T): (image: Image) => T {
  const known = new WeakMap<Image, T>();
  return (image) => {
    const answer = known.get(image) ?? ask(image);
    known.set(image, answer);
    return answer;
  };
}
