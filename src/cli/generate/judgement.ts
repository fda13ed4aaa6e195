import { IMAGE_RULES, judgeImage, levelOf } from '../../../properties/index.ts';
import type { Validity } from '../../fixtures/index.ts';
import { readImage } from '../../reader/index.ts';

const JUDGES = IMAGE_RULES.flatMap((rule) => {
  const level = levelOf(rule.id, 'zboot');
  return level === 'error' || level === 'warning' ? [{ rule, level }] : [];
});

/** What the built image rules of profile zboot say of an image of which nothing is known. */
export function judgementOf(bytes: Uint8Array): { readonly validity: Validity; readonly violates: readonly string[] } {
  const reading = readImage(bytes);
  const broken = JUDGES.filter(({ rule }) => judgeImage(rule, reading).kind === 'fail');
  const violates = broken.map(({ rule }) => rule.id).sort();
  if (!reading.ok || broken.some(({ level }) => level === 'error')) return { validity: 'invalid', violates };
  // What breaks no built rule may still be odd in a way that no rule knows yet, so it is never called valid.
  return { validity: 'acceptable', violates };
}
