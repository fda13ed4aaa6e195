/** Milliseconds from one time to another, and none where the clock was set back meanwhile. */
export function elapsedMs(from: Date, to: Date): number {
  return Math.max(0, to.getTime() - from.getTime());
}
