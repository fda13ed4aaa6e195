import { admitImage, namesakeIn } from '../admit/admit.ts';
import type { Admission } from '../admit/admit.ts';
import * as at from '../admit/fields.ts';
import type { RandomAccess } from '../admit/random-access.ts';
import type { SectionRequest } from '../admit/request.ts';
import type { AppendOptions } from '../options.ts';
import { hex, isRefusal, refuse, span } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { appendOne } from './append-one.ts';
import { changedFields } from './changed-fields.ts';
import { movedOverlay } from './moved-overlay.ts';
import { movesOf } from './moves.ts';
import type { Move } from './moves.ts';
import type { Patch } from './patches.ts';
import { endOfData } from './placement.ts';
import type { NewSection } from './placement.ts';
import { proveOutput } from './prove-output.ts';
import { provePatches, proveSegments } from './prove-step.ts';
import { compose, outputSource, overlay } from './segment.ts';
import type { Segment } from './segment.ts';
import type { Step } from './step.ts';
import { stripSignature } from './strip.ts';

/**
 * Everything that one call does, as numbers: which bytes go where and which fields change. It holds no bytes of the
 * image and can be printed, carried out in memory or carried out from file to file.
 */
export interface AppendPlan {
  readonly kind: 'planned';
  readonly inputLength: number;
  readonly outputLength: number;
  /** The output from its first byte to its last, without a hole, but for CheckSum. */
  readonly segments: readonly Segment[];
  /** The new sections in the order of the requests. */
  readonly sections: readonly NewSection[];
  /** FileAlignment of the image: data that follows unaligned data directly does not start at a multiple of it. */
  readonly fileAlignment: number;
  /** The existing fields that change, but for CheckSum; offsets are those of the output. */
  readonly fields: readonly Patch[];
  /** The CheckSum field, to be computed over the finished output; `null` when it is zero and stays so. */
  readonly checkSum: { readonly offset: number; readonly oldValue: number } | null;
  /** Runs of input bytes that stand elsewhere in the output, in the order of the input. */
  readonly moves: readonly Move[];
  /** The overlay, when it moves and nothing says who looks for it where; `null` otherwise. */
  readonly movedOverlay: Move | null;
  /** The certificate table that is taken out, by its place in the input, or `null`. */
  readonly removed: Step['removed'];
}

/**
 * Plans the append of sections, one after the other: each step is planned on the output of the one before, which is
 * read without being written. So the result is that of as many calls, and whatever is refused is refused beforehand.
 *
 * Nobody has to trust a plan: it is proven before it is returned, by its own numbers and by the headers of the output.
 *
 * @param image the whole file, of which only headers and directories are read
 * @returns the plan, or a refusal; see REFUSAL_CODES for every reason
 * @throws PlanError when the plan does not hold, which is a fault of the rewriter
 */
export function planAppend(
  image: RandomAccess,
  requests: readonly SectionRequest[],
  options: AppendOptions,
): AppendPlan | Refusal {
  if (requests.length === 0) return refuse('no-requests', 'There is no section to append; name at least one.');
  const path = planSteps(image, requests, options);
  if (isRefusal(path)) return path;
  const { steps, segments, first } = path;
  const contents = requests.map(({ content }) => content);
  const outputLength = proveSegments(segments, {
    image: image.length,
    contents: contents.map(({ length }) => length),
  });
  proveOutput({ first, segments, output: outputSource(segments, image, contents), added: requests.length });
  const checkSumAt = first.headers.optionalOffset + at.OPTIONAL_CHECK_SUM_AT;
  const oldValue = image.u32(checkSumAt);
  const moves = movesOf(segments, first.headers.sizeOfHeaders, endOfData(first.headers, first.sections));
  const overlay = movedOverlay(first, moves);
  if (overlay !== null && options.keepOverlayOffset === true) return overlayWouldMove(overlay);
  return {
    kind: 'planned',
    inputLength: image.length,
    outputLength,
    segments,
    sections: newSections(steps),
    fileAlignment: first.headers.fileAlignment,
    fields: changedFields(steps),
    checkSum: oldValue === 0 ? null : { offset: checkSumAt, oldValue },
    moves,
    movedOverlay: overlay,
    removed: steps.find(({ removed }) => removed !== null)?.removed ?? null,
  };
}

function overlayWouldMove({ from, to, length }: Move): Refusal {
  const found = `The overlay ${span(from, from + length)} would move to ${hex(to)}`;
  return refuse('overlay-would-move', `${found}; append before the overlay is added, or let it move.`);
}

/** The steps of a call, what they lead to, and the image as it was admitted in the beginning. */
interface Path {
  readonly steps: readonly Step[];
  readonly segments: readonly Segment[];
  readonly first: Admission;
}

function planSteps(image: RandomAccess, requests: readonly SectionRequest[], options: AppendOptions): Path | Refusal {
  const first = admitImage(image, options);
  if (isRefusal(first)) return first;
  const contents = requests.map(({ content }) => content);
  const steps: Step[] = [];
  let segments: readonly Segment[] = [];
  const take = (step: Step, length: number): void => {
    const lengths = { image: length, contents: contents.map((content) => content.length) };
    provePatches(step.patches, proveSegments(step.segments, lengths));
    const output = overlay(step.segments, step.patches);
    segments = steps.length === 0 ? output : compose(segments, output);
    steps.push(step);
  };
  const strip = options.stripSignature === true ? stripSignature(first) : null;
  if (strip !== null) {
    if (isRefusal(strip)) return strip;
    take(strip, image.length);
  }
  for (const [position, request] of requests.entries()) {
    const current = steps.length === 0 ? first : admitImage(outputSource(segments, image, contents), options);
    if (isRefusal(current)) return current;
    const step = appendOne(withoutLost(current, first), request, position);
    if (isRefusal(step)) return step.code === 'name-taken' ? nameTaken(step, request, first) : step;
    take(step, current.image.length);
  }
  return { steps, segments, first };
}

/** Says of a name that the image did not have in the beginning that the call itself has taken it. */
function nameTaken(refusal: Refusal, { name }: SectionRequest, first: Admission): Refusal {
  if (namesakeIn(first, name) !== undefined) return refusal;
  return refuse(
    'name-taken',
    `The call gives the name ${JSON.stringify(name)} to more than one section; choose another name.`,
  );
}

/**
 * An image between two steps but for the fields that name no bytes behind the end of the first one. They lead nowhere, and
 * do not begin to because a step put something there.
 */
function withoutLost(current: Admission, { filePointers, headers }: Admission): Admission {
  const lost = filePointers.filter(({ offset, length }) => length === 0 && offset > headers.fileLength);
  const labels = new Set(lost.map(({ label }) => label));
  return { ...current, filePointers: current.filePointers.filter(({ label }) => !labels.has(label)) };
}

/** The sections that the steps add, with their data where the last step leaves it. */
function newSections(steps: readonly Step[]): readonly NewSection[] {
  return steps.flatMap(({ section }, index) => {
    if (section === null) return [];
    const shift = steps.slice(index + 1).reduce((sum, { dataShift }) => sum + dataShift, 0);
    return [{ ...section, pointerToRawData: section.pointerToRawData + shift }];
  });
}
