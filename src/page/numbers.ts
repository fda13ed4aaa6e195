/** An integer in decimal with a comma between thousands, whatever the locale. */
export function grouped(value: number | bigint): string {
  return value.toString().replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A count and its noun, such as `1 rule` or `2,000 rules`. */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** A span of time given in milliseconds, as people say it: `640 ms`, `7.3 s`, `12 min 5 s`. */
export function duration(milliseconds: number): string {
  if (Math.round(milliseconds) < 1000) return `${Math.round(milliseconds)} ms`;
  const tenths = Math.round(milliseconds / 100);
  if (tenths < 600) return `${(tenths / 10).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${grouped(Math.floor(seconds / 60))} min ${seconds % 60} s`;
}
