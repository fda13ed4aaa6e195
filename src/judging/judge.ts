import {
  IMAGE_RULES,
  effectIn,
  formatReference,
  imageRuleIn,
  judgeImage,
  levelOf,
  lostPayload,
} from '../../properties/index.ts';
import type { ImageRule, ProfileName, Rule } from '../../properties/index.ts';
import { isZboot, memorySource, readImage } from '../reader/index.ts';
import type { ByteSource, Reading } from '../reader/index.ts';
import { hex, hexBytes } from '../results/index.ts';
import type { CheckedFile, CheckedRule, FileRole, Verdict } from '../results/index.ts';
import { caveatIn, signingOf } from './caveat.ts';
import type { Signing } from './caveat.ts';
import { causeIn, fileFault } from './cause.ts';
import type { FileFault } from './cause.ts';
import { sha256Of } from './digest.ts';
import { excerptsOf } from './excerpts.ts';
import type { FetchBytes } from './excerpts.ts';
import { layoutOf } from './layout.ts';
import { requireProfile } from './select.ts';

/** Profiles as they were asked for; none means the one that fits the image. */
export type ProfileChoice = readonly ProfileName[];

/** How a file is judged, whatever the profile. */
export interface Judgement<Judging extends Rule> {
  readonly rules: readonly Judging[];
  /** A rule as a profile has it. */
  readonly inProfile: (rule: Judging, profile: ProfileName) => Judging;
  readonly verdict: (rule: Judging) => Verdict;
  /** Where the bytes that are shown come from. */
  readonly fetch: FetchBytes;
}

/** What a file and those beside it are called, and what is known of it before any rule is asked. */
export interface FileTitles extends Pick<CheckedFile, 'path' | 'files' | 'layouts' | 'sha256'> {
  readonly fault: FileFault | null;
  readonly signing: Signing;
}

/** The profiles to judge by, and why it is not `zboot` when nobody asked for one. */
export interface Profiles {
  readonly profiles: ProfileChoice;
  readonly because: string | null;
}

/**
 * The profiles to judge by: as asked, else `zboot` for a zboot image, also for one that has lost its header or of which
 * nothing but that can be read, and `edk2` for any other.
 */
export function profilesFor(reading: Reading, asked: ProfileChoice): Profiles {
  if (asked.length > 0) return { profiles: asked, because: null };
  if (!reading.ok) return { profiles: [reading.zbootHeader === null ? 'edk2' : 'zboot'], because: null };
  if (isZboot(reading.image)) return { profiles: ['zboot'], because: null };
  const { magic } = reading.image.zbootHeader;
  const bytes = hexBytes(reading.image.source.slice(magic.offset, magic.length));
  const lost = lostPayload(reading.image);
  if (lost === null)
    return { profiles: ['edk2'], because: `because it is not a zboot image (bytes 4 to 7 are ${bytes})` };
  const where = `a compressed kernel starts at ${hex(lost.offset)}, and bytes 4 to 7 are ${bytes}, not "zimg"`;
  return { profiles: ['zboot'], because: `because it is a zboot image that has lost its header (${where})` };
}

/**
 * Judges an image by itself. Never throws for what the bytes are: what is no image breaks the rule that says so.
 *
 * @param path what a report calls the image; nothing is read from there
 * @param image the whole file, or a source that fetches the parts that are asked for
 * @param asked the profiles to judge by; without any, the one that fits the image
 * @returns one row for each profile, with one result for each rule that it judges by
 * @throws RangeError on a profile that there is not
 */
export function judgeAlone(
  path: string,
  image: Uint8Array | ByteSource,
  asked: ProfileChoice = [],
): readonly CheckedFile[] {
  for (const profile of asked) requireProfile('judgeAlone', profile);
  const source = sourceOf(image);
  const reading = readImage(source);
  const judgement = {
    rules: IMAGE_RULES,
    inProfile: imageRuleIn,
    verdict: (rule: ImageRule) => judgeImage(rule, reading),
    fetch: (_file: FileRole, offset: number, length: number) => source.slice(offset, length),
  };
  const titles = {
    path,
    files: [],
    layouts: { before: null, after: layoutOf(reading) },
    sha256: sha256Of(source),
    fault: fileFault(reading, source),
    signing: signingOf(reading),
  };
  return rowsOf(titles, judgement, profilesFor(reading, asked));
}

/** What rules read from, whichever way an image is given. */
export function sourceOf(image: Uint8Array | ByteSource): ByteSource {
  return image instanceof Uint8Array ? memorySource(image) : image;
}

/** Judges by every rule as the profiles have it, each once, and gives a row for each profile. */
export function rowsOf<Judging extends Rule>(
  { path, files, layouts, sha256, fault, signing }: FileTitles,
  { rules, inProfile, verdict, fetch }: Judgement<Judging>,
  { profiles, because }: Profiles,
): readonly CheckedFile[] {
  const known = new Map<Judging, Omit<CheckedRule, 'level' | 'effect'>>();
  const check = (rule: Judging): Omit<CheckedRule, 'level' | 'effect'> => {
    const checked = known.get(rule) ?? checkedRule(rule, verdict(rule), fetch);
    known.set(rule, checked);
    return checked;
  };
  return profiles.map((profile) => {
    const results = rules.flatMap((rule): readonly CheckedRule[] => {
      const level = levelOf(rule.id, profile);
      return level === 'off' ? [] : [{ ...check(inProfile(rule, profile)), level, effect: effectIn(rule, profile) }];
    });
    const [cause, caveat] = [causeIn(fault, results), caveatIn(signing, results)];
    return { path, profile, because, cause, caveat, files, layouts, sha256, results };
  });
}

function checkedRule(rule: Rule, verdict: Verdict, fetch: FetchBytes): Omit<CheckedRule, 'level' | 'effect'> {
  return {
    id: rule.id,
    name: rule.name,
    title: rule.title,
    severity: rule.severity,
    references: rule.references.map(formatReference),
    rejectedBy: rule.enforcedBy ?? [],
    verdict,
    excerpts: verdict.kind === 'fail' ? excerptsOf(verdict.findings, fetch) : [],
  };
}
