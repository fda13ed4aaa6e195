import { UINT32_MAX, hexText, isWhole, parseWhole } from './forms.ts';
import type { PlanField } from './forms.ts';
import { CONTENT_KINDS, DULL_PLAN } from './plan.ts';
import type { RequestPlan } from './plan.ts';

const LONGEST_NAME = 16;
/** What a name cannot hold without standing for something else. */
const OTHER = /[^A-Za-z0-9._+-]/g;
const BYTES = /^[\0-\xff]*$/;
const ESCAPED = /%([0-9a-f]{2})/g;

/** A name as plan texts have it: `%` and two hexadecimal digits for all but letters, digits, `.`, `_`, `+` and `-`. */
export function printName(name: string): string {
  return name.replace(OTHER, (char) => `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

function parseName(text: string): string {
  return text.replace(ESCAPED, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}

/** The request of a plan: whatever can be asked, whether or not it can be met. */
export const REQUEST_FIELD: PlanField<RequestPlan> = {
  allowed:
    'name:blocks:extra:characteristics or name:blocks:extra:characteristics:content, with a name of 0 to 16 bytes ' +
    '(%xx for those that are not letters, digits or . _ + -), whole blocks from 0 to 16384, whole extra bytes from ' +
    `-65535 to 4194304, characteristics from 0 to 0xffffffff and a content out of ${CONTENT_KINDS.join(' ')}`,
  accepts: ({ name, blocks, extra, characteristics, content }) =>
    name.length <= LONGEST_NAME &&
    BYTES.test(name) &&
    isWhole(blocks, 0, 16_384) &&
    isWhole(extra, -65_535, 0x40_0000) &&
    isWhole(characteristics, 0, UINT32_MAX) &&
    CONTENT_KINDS.includes(content),
  print: ({ name, blocks, extra, characteristics, content }) => {
    const words = [printName(name), String(blocks), String(extra), hexText(characteristics)];
    return [...words, ...(content === DULL_PLAN.request.content ? [] : [content])].join(':');
  },
  parse: (text) => {
    const [name, blocksText = '', extraText = '', flagsText = '', contentText, ...rest] = text.split(':');
    const [blocks, extra, characteristics] = [blocksText, extraText, flagsText].map(parseWhole);
    const content =
      contentText === undefined ? DULL_PLAN.request.content : CONTENT_KINDS.find((each) => each === contentText);
    if (name === undefined || blocks === undefined || extra === undefined || characteristics === undefined) {
      return undefined;
    }
    if (content === undefined || rest.length > 0) return undefined;
    return { name: parseName(name), blocks, extra, characteristics, content };
  },
};
