import { contains } from '../../src/results/index.ts';
import type { CheckedFile, Excerpt, Finding, Layout, Place } from '../../src/results/index.ts';
import { WIDE, counted, renderHexDump } from '../../src/page/index.ts';
import { STATUSES } from '../model/status.ts';
import type { Status } from '../model/status.ts';
import type { RuleResult, Suite } from '../model/suites.ts';
import { phrase } from '../words/phrase.ts';
import type { Artifacts } from './artifacts.ts';
import { base64OfHex } from '../base64.ts';
import { LEVELS } from './rules.ts';
import { message, name } from './text.ts';
import { effectTexts } from '../words/effects.ts';

/** A result has at most so many places; one is the file as a whole. */
const PLACE_COUNT_MAX = 999;
const FINDING_COUNT_MAX = 3;
const MESSAGE_LENGTH_MAX = 4000;

/** What stands beside each result of a suite. */
export interface ResultContext {
  readonly suite: Suite;
  /** The image; `null` in a campaign. */
  readonly row: CheckedFile | null;
  /** Which of the suites of this name and profile it is, from 1: nobody is kept from naming a file twice. */
  readonly occurrence: number;
  readonly indexOf: ReadonlyMap<string, number>;
  readonly artifacts: Artifacts;
}

/** Only what held is a pass, and what nobody tried is open. */
const KINDS: Readonly<Record<Status, 'pass' | 'fail' | 'open' | 'notApplicable'>> = {
  held: 'pass',
  failed: 'fail',
  known: 'fail',
  warned: 'fail',
  remarked: 'fail',
  broken: 'open',
  'not-verified': 'open',
  excused: 'open',
  'not-exercised': 'open',
  withheld: 'open',
  vacuous: 'notApplicable',
  'not-applicable': 'notApplicable',
};

/** What a rule says of a subject or of an image. */
export function resultOf(rule: RuleResult, context: ResultContext): object {
  const { suite, row, indexOf, artifacts } = context;
  const kind = kindOf(rule.status, row);
  const related = relatedLocations(rule, context);
  const { location } = artifacts.main(rule, row);
  return {
    ruleId: name(rule.id),
    ruleIndex: indexOf.get(rule.id) ?? -1,
    kind,
    level: kind === 'fail' ? LEVELS[rule.level] : 'none',
    message: message(sentenceOf(rule), MESSAGE_LENGTH_MAX),
    // A region of text, for that is what code scanning shows; the bytes are in the related locations.
    locations: [{ physicalLocation: { artifactLocation: location, region: FIRST_LINE } }],
    ...(related.length === 0 ? {} : { relatedLocations: related }),
    partialFingerprints: fingerprints(rule, context),
    ...(rule.status === 'known' ? { suppressions: [suppression(rule)] } : {}),
    properties: {
      status: rule.status,
      profile: name(suite.profile),
      ...(rule.defect === null ? {} : { defect: name(rule.defect.id) }),
      ...(rule.stored === null ? {} : { replay: rule.stored.replay, plan: rule.stored.plan }),
    },
  };
}

const FIRST_LINE = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 } as const;

/** The kind of a result. In a campaign nobody knows whether a rule holds that was vacuous in all cases. */
export function kindOf(status: Status, row: CheckedFile | null): 'pass' | 'fail' | 'open' | 'notApplicable' {
  return status === 'vacuous' && row === null ? 'open' : KINDS[status];
}

function sentenceOf({ status, title, findings, reason, effect, defect, stored }: RuleResult): string {
  const told = findings.slice(0, FINDING_COUNT_MAX).map(phrase);
  const more = findings.length - FINDING_COUNT_MAX;
  if (told.length === 0) return `${STATUSES[status].word}: ${reason === '' ? title : reason}`;
  return [
    title,
    ...told,
    ...(more > 0 ? [`And ${counted(more, 'further finding')}.`] : []),
    ...effectTexts(effect === null ? [] : [effect]),
    ...(defect === null ? [] : [`What would fix it: ${defect.sentence}`]),
    ...(stored === null ? [] : [`Stored as cases/${stored.id}.`]),
  ].join(' ');
}

/** Text that stays the same from run to run, whatever the seed and the version. */
function fingerprints({ id }: RuleResult, { suite, row, occurrence }: ResultContext): object {
  const whose = `${id}:${suite.subject}`;
  const ofProfile = row === null ? whose : `${whose}:${suite.profile}`;
  return {
    primaryLocationLineHash: `${name(ofProfile).slice(0, 250)}:${occurrence}`,
    'zbootkit/v1': name(occurrence === 1 ? ofProfile : `${ofProfile}:${occurrence}`),
  };
}

function suppression({ acceptedFor }: RuleResult): object {
  const why = acceptedFor.length === 0 ? 'a known failure' : acceptedFor.join('; ');
  return { kind: 'external', status: 'accepted', justification: message(why).text };
}

function relatedLocations(rule: RuleResult, context: ResultContext): readonly object[] {
  const places = rule.findings.flatMap((finding) => finding.at.map((place) => ({ finding, place })));
  return places
    .slice(0, PLACE_COUNT_MAX)
    .map(({ finding, place }, index) => located(index, finding, place, rule, context));
}

function located(
  id: number,
  finding: Finding,
  place: Place,
  rule: RuleResult,
  { artifacts, row }: ResultContext,
): object {
  const { location, layout } = artifacts.of(place.file, rule, row);
  const excerpt = rule.excerpts.find((each) => shows(each, place));
  const address = layout === null ? null : addressIn(layout, place);
  return {
    id,
    message: message(phrase(finding)),
    physicalLocation: {
      artifactLocation: location,
      region: {
        byteOffset: place.offset,
        byteLength: place.length,
        ...(excerpt === undefined ? {} : snippet(excerpt, place)),
      },
      ...(excerpt === undefined || excerpt.hex === '' ? {} : { contextRegion: context(excerpt) }),
      ...(address === null ? {} : { address }),
    },
  };
}

function shows({ file, offset, hex }: Excerpt, place: Place): boolean {
  return file === place.file && contains({ offset, length: hex.length / 2 }, place);
}

function snippet({ offset, hex }: Excerpt, place: Place): object {
  const start = 2 * (place.offset - offset);
  return { snippet: { binary: base64OfHex(hex.slice(start, start + 2 * place.length)) } };
}

/** The bytes around, which a viewer may show as a dump. */
function context(excerpt: Excerpt): object {
  const { offset, hex } = excerpt;
  return {
    byteOffset: offset,
    byteLength: hex.length / 2,
    snippet: { binary: base64OfHex(hex), rendered: { text: renderHexDump(excerpt, WIDE, 'none').trimEnd() } },
  };
}

/** What part of the file the bytes are in, and how far into it. */
function addressIn({ regions }: Layout, place: Place): object | null {
  const region = regions.find((each) => contains(each, { offset: place.offset, length: 1 }));
  if (region === undefined) return null;
  const { kind, owner, name: called, offset, length } = region;
  return {
    kind: kind === 'section-data' ? 'section' : kind.includes('header') ? 'header' : kind,
    fullyQualifiedName: name(owner === 'none' ? kind : owner),
    ...(called === '' ? {} : { name: name(called) }),
    length,
    offsetFromParent: place.offset - offset,
  };
}
