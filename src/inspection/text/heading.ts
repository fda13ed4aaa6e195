import type { Line } from '../../page/index.ts';

/** The line above a part of the page: what it is, and behind it what there is to say of the whole. */
export function headingLine(title: string, aside = ''): Line {
  const strong = { text: title, style: 'strong' } as const;
  return aside === '' ? [strong] : [strong, { text: `  ${aside}`, style: 'dim' }];
}
