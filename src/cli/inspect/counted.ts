import { grouped } from '../../../reports/index.ts';

/** A count and its noun, such as `1 section` or `2,000 sections`. */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}
