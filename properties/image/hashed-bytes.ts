import { digestOf } from '../authenticode/digest.ts';
import { divergence, hashedLength } from '../authenticode/hash-input.ts';
import type { Divergence, HashInput, HashRefusal } from '../authenticode/hash-input.ts';
import { miscountedBytes } from '../authenticode/coverage.ts';
import { PADDING_UNIT, bySpecification, padded, paddingFor } from '../authenticode/specification.ts';
import { AUTHENTICODE_VARIANTS } from '../authenticode/variants.ts';
import type { AuthenticodeVariant } from '../authenticode/variants.ts';
import type { Image } from '../../src/reader/index.ts';
import { contains, endOf } from '../../src/results/index.ts';
import type { Finding, Span } from '../../src/results/index.ts';
import { OTHER_DIGEST, inProfiles, misreads } from '../effects.ts';
import { equals, place, wrong } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import { joined, without } from '../bytes/spans.ts';
import { rawDataEnd } from './facts.ts';
import { keepsRest } from './file-length.ts';
import { perImage } from './per-image.ts';
import { sourcesOf } from '../append/facts.ts';
import type { Allowance, Append, ImageRule } from '../rule.ts';

/** How findings on the digest that U-Boot takes end. */
const U_BOOT = 'as U-Boot computes it';
/** How findings on a digest of padded bytes end, and of the file from its start to its end. */
const PADDED = 'with padding to 8 bytes';
const LINEAR = 'of the whole file, unsorted';

/** The other ways to choose the bytes of a digest, in words. */
const OTHERS: readonly (readonly [Exclude<AuthenticodeVariant, 'specification'>, string])[] = [
  ['padded', PADDED],
  ['linear', LINEAR],
  ['u-boot', U_BOOT],
  ['pesign', 'as pesign computes it'],
];

/** How often, in words. */
const TIMES: readonly string[] = ['not at all', 'once', 'twice'];

function refused(what: string, { because, at }: HashRefusal): Finding {
  return wrong(`digest ${what}`, { kind: 'form', name: 'a digest' }, `none: ${because}`, place(at));
}

/** The bytes between the places where two programs go different ways, or the end of what both hash. */
function disputed({ ranges }: HashInput, { one, other }: Divergence): Span {
  if (one !== null && other !== null) {
    const offset = Math.min(one.offset, other.offset);
    return { offset, length: Math.max(one.offset, other.offset) - offset };
  }
  const end = ranges.reduce((high, range) => Math.max(high, endOf(range)), 0);
  const rest = end % PADDING_UNIT || PADDING_UNIT;
  return one ?? other ?? { offset: end - rest, length: rest };
}

/** What another way to hash the image comes out at, when that is not what the specification says. */
function disagreement(image: Image, what: string, ours: HashInput, theirs: HashInput): Finding | null {
  const where = divergence(ours, theirs);
  if (where === null) return null;
  const at = place(disputed(ours, where));
  if (theirs.behindFile > 0) {
    const expected = { kind: 'form', name: 'bytes of the file only' } as const;
    return wrong(`digest ${what}`, expected, `${theirs.behindFile} bytes past the end of the file`, at);
  }
  const [length, theirLength] = [hashedLength(ours), hashedLength(theirs)];
  // Where the lengths differ so do the digests, and overlapping sections can be far longer than the file.
  if (length !== theirLength) return wrong(`bytes in the digest ${what}`, equals(length), theirLength, at);
  const [digest, theirDigest] = [digestOf(image, ours), digestOf(image, theirs)];
  if (digest === null || theirDigest === null || digest === theirDigest) return null;
  return wrong(`digest ${what}`, equals(digest), theirDigest, at);
}

/** What the ways to hash an image come out at that do not agree with the specification. */
const otherDigests = perImage((image: Image): readonly Finding[] => {
  const ours = bySpecification(image);
  if (ours.kind === 'refused') return [refused('by the specification', ours)];
  const withPadding = padded(image);
  return OTHERS.flatMap(([variant, what]) => {
    const theirs = AUTHENTICODE_VARIANTS[variant](image);
    // Who takes the file as it lies pads it too, of which enough is said where that is all.
    const base = variant === 'linear' && withPadding.kind !== 'refused' ? withPadding : ours;
    const finding = theirs.kind === 'refused' ? refused(what, theirs) : disagreement(image, what, base, theirs);
    return finding === null ? [] : [finding];
  });
});

/** Whoever signs a file for the first time writes the padding, and then everybody finds it there. */
const PADDING_TO_COME: Allowance = {
  title: `An unsigned file may lack the zeros up to a multiple of ${PADDING_UNIT} that signers add.`,
  covers: ({ about, expected, actual }, { certificateTable, fileSize }) =>
    certificateTable === null &&
    (about.endsWith(PADDED) || about.endsWith(U_BOOT)) &&
    expected.kind === 'equals' &&
    typeof expected.value === 'number' &&
    actual === expected.value + paddingFor(fileSize),
};

/** How often bytes are hashed that should be hashed otherwise. */
function uncounted(count: number): string {
  return `bytes that are hashed ${TIMES[count] ?? `${count} times`}`;
}

/** The reason for which bytes go on to be uncovered, and tools to disagree on them. */
const GAPS_BEFORE = 'the input has gaps that no signature covers';

/** Why no append could keep one digest for all: each finding has a reason of its own, and the first is told. */
function divided(before: Image, after: Image, fresh: readonly Finding[]): string | undefined {
  const ways = new Set(otherDigests(before).map(({ about }) => wayIn(about)));
  const reasons = fresh.map(({ about }) => {
    if (ways.has(wayIn(about))) return 'the input itself has no single digest';
    // What a gap holds is in the one digest and in no other, and the other has as much of the file's end once more; only a
    // certificate directory of that very size hides it. Whether a gap is new is for other rules.
    if ((about.endsWith(LINEAR) || about.endsWith(U_BOOT)) && gapsOf(before).length > 0) return GAPS_BEFORE;
    if (about.endsWith(U_BOOT) && hasOddSize(before)) return 'the input has a SizeOfRawData that U-Boot rounds up';
    if (about.endsWith(U_BOOT) || about.endsWith(PADDED)) {
      const kept = keepsRest(before, after, PADDING_UNIT);
      if (kept !== undefined) return kept;
    }
    return belowPaddingUnit(before);
  });
  return reasons.includes(undefined) ? undefined : reasons[0];
}

/** U-Boot rounds the size of old data up, and takes for a part of it whatever comes to follow: new data or a gap. */
function hasOddSize({ sections, optionalHeader }: Image): boolean {
  return sections.some(({ rawData }) => rawData.length % optionalHeader.fileAlignment.value !== 0);
}

/** The way to hash that a finding is about, without what was compared. */
function wayIn(about: string): string {
  return about.replace(/^bytes in the /, '');
}

/** Gaps of the input stay its own: they are in no signature, and as many bytes at the end of the file are hashed twice. */
function gapsBefore(before: Image, fresh: readonly Finding[], append: Append): string | undefined {
  const gaps = gapsOf(before);
  const inGap = (offset: number, length: number): boolean =>
    sourcesOf(append, offset).some((source) => gaps.some((gap) => contains(gap, { offset: source, length })));
  let again = 0;
  for (const { actual, at } of fresh) {
    const [{ offset, length }] = at;
    if (actual === uncounted(0) && inGap(offset, length)) continue;
    if (actual !== uncounted(2)) return undefined;
    again += length;
  }
  const room = gaps.reduce((sum, { length }) => sum + length, 0);
  return again <= room ? GAPS_BEFORE : undefined;
}

/** What is between the headers and the last data, and belongs to no section, whoever else claims it. */
function gapsOf(image: Image): readonly Span[] {
  const start = image.optionalHeader.sizeOfHeaders.value;
  const data = joined(image.sections.map(({ rawData }) => rawData));
  return [...without({ offset: start, length: Math.max(0, rawDataEnd(image) - start) }, data)];
}

/** Data that is aligned to less than the unit in which some tools hash can end inside one. */
function belowPaddingUnit(before: Image): string | undefined {
  return before.optionalHeader.fileAlignment.value < PADDING_UNIT
    ? `the input's FileAlignment is less than ${PADDING_UNIT}`
    : undefined;
}

/** Rules on the bytes that a signature covers. */
export const HASHED_BYTES_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-NX-012',
    name: 'digest-agreement',
    levels: 'WWWWEE',
    title: 'All ways of hashing the image for a signature give the same digest.',
    references: [REFERENCES.imageHash],
    rationale:
      'Tools differ on gaps, padding, order and lengths; where this matters, a signature made by one is refused by another.',
    severity: 'mishandled',
    effects: OTHER_DIGEST,
    enforcedBy: [
      'EDK2 DxeImageVerificationLib HashPeImage: hashes by the specification',
      'sbsign: hashes zeros up to a multiple of 8, and refuses an image without a certificate directory',
      'osslsigncode: hashes the file from start to end, and refuses an image without a certificate directory',
      'U-Boot efi_image_loader.c:458: hashes rounded sizes, past the end of the file if need be',
      'pesign: leaves the last header out when sorting the sections',
    ],
    brokenBy: [
      'a gap between two sections or after the headers',
      'a SizeOfRawData that is the unrounded length of the content',
      'a file whose length is not a multiple of 8',
      'data in an order other than that of the section table',
      'fewer than five data directories',
    ],
    knownViolations: ["The kexec list's builder leaves 3,584 bytes after the headers that some hash and some do not."],
    unavoidable: divided,
    allowances: { zboot: PADDING_TO_COME },
    check: otherDigests,
  },
  {
    scope: 'image',
    id: 'PE-NX-013',
    name: 'bytes-hashed-once',
    levels: 'WWWWEE',
    title: 'A signature covers every byte once, except CheckSum, the certificate directory entry and the certificates.',
    references: [REFERENCES.imageHash],
    rationale:
      'What is not hashed can be changed unnoticed after signing: a signed file with such a gap need not be what was signed.',
    severity: 'mishandled',
    effects: {
      ...inProfiles(['edk2', 'zboot'], misreads('edk2', 'starts it under Secure Boot after such bytes were edited')),
      shim: misreads('shim', 'verifies it after such bytes were edited'),
    },
    enforcedBy: ['sbverify: accepts a signed file whose gap was edited', 'sbsign: warns, "gap in section table"'],
    brokenBy: [
      'a gap after the headers',
      'two sections that share bytes',
      'certificates that are not at the end of the file',
    ],
    knownViolations: ["The kexec list's builder leaves 3,584 bytes after the headers that no signature covers."],
    unavoidable: (before, _after, fresh, append) => gapsBefore(before, fresh, append),
    *check(image) {
      const input = bySpecification(image);
      if (input.kind === 'refused') {
        yield refused('by the specification', input);
        return;
      }
      for (const { wanted, count, ...bytes } of miscountedBytes(image, input)) {
        const name = wanted === 0 ? 'bytes that no signature covers' : 'bytes that a signature covers once';
        yield wrong('signed bytes', { kind: 'form', name }, uncounted(count), place(bytes));
      }
    },
  },
];
