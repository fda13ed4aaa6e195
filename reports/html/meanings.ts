import type { Status } from '../model/status.ts';

/** What each status means, for those who read it for the first time. */
export const MEANINGS: Readonly<Record<Status, string>> = {
  failed: 'The subject breaks the rule.',
  known: 'The subject breaks the rule, as the baseline says.',
  broken: 'The checker itself failed, which says nothing of the subject.',
  'not-verified': 'The rule applies, and nobody knows whether it holds.',
  excused:
    'The output breaks the rule, and the append is not to blame: the original breaks it too, or the request asks for it.',
  'not-exercised': 'No output that was judged had what the rule looks at. That is not a pass.',
  warned: 'A rule of level warning is broken.',
  remarked: 'A rule of level info is broken; that decides nothing.',
  withheld: 'The subject refused images that could have broken the rule, and no output could. That is not a pass.',
  vacuous: 'The rule holds, and nothing was there that could have broken it. That is not a pass.',
  'not-applicable': 'The rule does not apply.',
  held: 'The rule held where it was tried.',
};
