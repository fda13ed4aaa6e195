import { makeAxis } from './axis.ts';
import type { Stretch } from './axis.ts';

/** How much taller than its labels need a drawing becomes that they make tall. */
const STRETCHING = 1.25;
/** Halvings of the range of scales; more would change no pixel. */
const HALVINGS = 60;

/**
 * The scale, in pixels for each byte, at which the tallest of some columns has the height that a drawing should have.
 * Stretches that are never to scale make an equation of it useless, so it is searched for.
 *
 * @param height pixels that a drawing should have where its labels leave the choice
 */
export function scaleFor(columns: readonly (readonly Stretch[])[], height: number): number {
  const heightAt = (scale: number): number =>
    Math.max(...columns.map((stretches) => makeAxis(stretches, 0, scale).bottom));
  const wanted = Math.max(height, heightAt(0) * STRETCHING);
  let [low, high] = [0, wanted];
  for (let round = 0; round < HALVINGS; round += 1) {
    const middle = (low + high) / 2;
    if (heightAt(middle) <= wanted) low = middle;
    else high = middle;
  }
  return low;
}
