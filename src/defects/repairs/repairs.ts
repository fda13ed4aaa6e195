import type { Repair } from '../repair.ts';
import { FILE_REPAIRS } from './file.ts';
import { HEADER_REPAIRS } from './headers.ts';
import { NEW_SECTION_REPAIRS } from './new-section.ts';
import { OLD_SECTION_REPAIRS } from './old-sections.ts';
import { PAYLOAD_REPAIRS } from './payload.ts';
import { SLACK_REPAIRS } from './slack.ts';

/** All repairs of an output. Where several mend the same rules, the first is named. */
export const REPAIRS: readonly Repair[] = [
  ...PAYLOAD_REPAIRS,
  ...NEW_SECTION_REPAIRS,
  ...HEADER_REPAIRS,
  ...OLD_SECTION_REPAIRS,
  ...SLACK_REPAIRS,
  ...FILE_REPAIRS,
];
