/** What rules say of images in profiles. */
import { imageRuleIn, judgeImage, ruleOf } from '../../properties/index.ts';
import type { ImageRule, ProfileName } from '../../properties/index.ts';
import { readImage } from '../../src/reader/index.ts';
import type { Verdict } from '../../src/results/index.ts';
import { DATA, RELOCATIONS, plain, withDirectory } from '../vectors/directory-images.ts';
import { setWords } from '../vectors/patch.ts';

/** The rule on images with an id. */
export function imageRule(id: string): ImageRule {
  const rule = ruleOf(id);
  if (rule?.scope !== 'image') throw new Error(`${id} is no rule on images`);
  return rule;
}

/** What a rule as a profile has it says of an image. */
export function verdictIn(profile: ProfileName, bytes: Uint8Array, id: string): Verdict {
  return judgeImage(imageRuleIn(imageRule(id), profile), readImage(bytes));
}

/** {@link plain} with an empty block of relocations at an address of it. */
export function relocatedAt(address: number): Uint8Array {
  const offset = address < 0x1000 ? address : Math.min(address, DATA.address + 0x100) - DATA.address + DATA.offset;
  return withDirectory(setWords(plain(), [offset, 0x1000], [offset + 4, 8]), RELOCATIONS, address, 8);
}
