import type { AppendRequest } from '../../src/contract/index.ts';
import { parsePlan } from '../plan/text.ts';
import directories from './cases/directories.json' with { type: 'json' };
import entry from './cases/entry.json' with { type: 'json' };
import headers from './cases/headers.json' with { type: 'json' };
import optionalHeader from './cases/optional-header.json' with { type: 'json' };
import sectionRanges from './cases/section-ranges.json' with { type: 'json' };
import sectionTable from './cases/section-table.json' with { type: 'json' };
import sizes from './cases/sizes.json' with { type: 'json' };
import zboot from './cases/zboot.json' with { type: 'json' };
import { mutated } from './listed.ts';
import type { ListedMutation } from './mutation.ts';
import { validImage } from './valid-image.ts';

/** What a loader did with a case; nobody may have tried, or it says nothing about loaders. */
export type LoaderAnswer = 'accepts' | 'rejects' | 'crashes' | 'not-run' | 'not-applicable';

/** What loaders did with a case in user space, one answer for all its variants. */
export interface LoaderAnswers {
  readonly edk2: LoaderAnswer;
  readonly audkStrict: LoaderAnswer;
  readonly audkRelaxed: LoaderAnswer;
  readonly shim: LoaderAnswer;
  /** What the answers do not say: a message, a finding of a sanitizer, a published vulnerability. */
  readonly note?: string;
}

/**
 * What a rewriter should do: refuse and leave nothing; append correctly and leave what was wrong as it was; append
 * because nothing is wrong, or nothing that an append depends on.
 */
export type RewriterAnswer = 'refuse' | 'inherit' | 'accept' | 'refuse-or-inherit';

/** Changes of the request that the plan makes. */
export interface RequestChange {
  readonly name?: string;
  /** Leaves that many bytes of the content. */
  readonly length?: number;
}

/** One image of a case. */
export interface HostileVariant {
  /** The case's id, and a letter when the case has several images. */
  readonly id: string;
  readonly title: string;
  /** An image, or the output of a bad rewriter; what that one was handed is the plan's image. */
  readonly kind: 'image' | 'output';
  /** A plan text; the empty one is the dull plan. */
  readonly plan: string;
  readonly request?: RequestChange;
  /** None when the plan alone makes the image. */
  readonly mutations: readonly ListedMutation[];
  /** The rules that the case is about. */
  readonly main: readonly string[];
  /**
   * All rules that the mutations break, in the order of the catalogue and in any profile; a file that cannot be read
   * breaks the one rule that says why. Image rules that the plan's image breaks already are left out, or without
   * mutations those that the dull plan's image breaks. For an output all rules that fail when it is judged beside the
   * plan's image.
   */
  readonly violates: readonly string[];
  /** What a rewriter should do with the image, or with the plan's image when the variant is an output. */
  readonly rewriter: RewriterAnswer;
  /** Where bytes cannot be as the case has them, or a rule is not the obvious one. */
  readonly note?: string;
}

/** A way to be wrong, or nearly so, that rewriters and loaders are known to fall for. */
export interface HostileCase {
  /** `H-` and three digits; permanent. */
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly loaders: LoaderAnswers;
  readonly variants: readonly [HostileVariant, ...HostileVariant[]];
}

/** Cases about one part of the format. */
export interface HostileGroup {
  readonly title: string;
  readonly cases: readonly HostileCase[];
}

/** The bytes of a variant. */
export interface HostileCaseImage {
  readonly bytes: Uint8Array;
  /** What a rewriter is asked to append, or was asked when the bytes are an output. */
  readonly request: AppendRequest;
  /** What the bad rewriter was handed when the bytes are an output, else `null`. */
  readonly before: Uint8Array | null;
  /** What was done to the plan's image, in words with field names and file offsets. */
  readonly mutations: readonly string[];
}

const FILES: readonly unknown[] = [
  headers,
  optionalHeader,
  sectionTable,
  sizes,
  entry,
  sectionRanges,
  directories,
  zboot,
];

/** The hostile cases by the part of the format that they are about. */
export const HOSTILE_GROUPS = FILES as readonly HostileGroup[];

/** Every named hostile case, in the order of their ids; `generators/hostile/schema` says what the data may hold. */
export const HOSTILE_CASES: readonly HostileCase[] = HOSTILE_GROUPS.flatMap(({ cases }) => cases);

/**
 * Makes the image of a variant; the same bytes every time.
 *
 * @throws PlanError or RangeError only for a variant that is none of {@link HOSTILE_CASES}: when its plan has no image or
 *   its mutations do not fit that image
 */
export function hostileCaseImage({ id, kind, plan, request, mutations }: HostileVariant): HostileCaseImage {
  const image = validImage(parsePlan(plan));
  const asked = changedRequest(image.request, request ?? {});
  const { bytes, labels } = mutated(id, image, asked, mutations);
  return { bytes, request: asked, before: kind === 'output' ? image.bytes.slice() : null, mutations: labels };
}

function changedRequest(request: AppendRequest, { name, length }: RequestChange): AppendRequest {
  const { content } = request;
  return { ...request, name: name ?? request.name, content: content.slice(0, length ?? content.length) };
}
