import { NOTHING, counted, tag } from '../../src/page/index.ts';
import type { Html } from '../../src/page/index.ts';

/** What of a report was too long for a page. */
export function cutNote({ shortened, missing }: { readonly shortened: number; readonly missing: number }): Html {
  if (shortened + missing === 0) return NOTHING;
  const parts = [
    ...(shortened > 0 ? [`${counted(shortened, 'finding')} without ${shortened === 1 ? 'its' : 'their'} bytes`] : []),
    ...(missing > 0 ? [`${counted(missing, 'finding')} not at all`] : []),
  ];
  return tag(
    'p',
    { class: 'cut' },
    tag('b', {}, 'Cut: '),
    `this page shows ${parts.join(', and ')}. The JSON form has them all.`,
  );
}
