import { OPTIONAL, SECTION, lastHeader, optionalValue, sectionCount, sectionHeader, u32 } from './patch.ts';
import { NAME_TAKEN, PLAIN, SIGNED } from './plans.ts';
import { misbehaving, spoiling } from './saboteur.ts';
import type { Saboteur, Spoil } from './saboteur.ts';

/** A name that no generated section has. */
const FREE_NAME = '~free~';

/** Writes nothing where zeros belong, so that an output file that was not cleared shows through. */
const leakPreviousOutput: Spoil = (output, { setting: { previousOutput } }) => {
  if (previousOutput === null) return output;
  const start = sectionHeader(output, sectionCount(output));
  const end = Math.min(optionalValue(output, OPTIONAL.sizeOfHeaders), previousOutput.length);
  for (let offset = start; offset < end; offset += 1) {
    if (output[offset] === 0) output[offset] = previousOutput[offset] ?? 0;
  }
  return output;
};

const appendTakenName: Saboteur['sabotage'] = (good) =>
  misbehaving(good, async ({ image, request, setting }) => {
    const answer = await good.append(image, request, setting);
    if (answer.kind !== 'refused' || answer.code !== 'name-taken') return answer;
    const renamed = await good.append(image, { ...request, name: FREE_NAME }, setting);
    if (renamed.kind !== 'rewritten') return answer;
    const bytes = renamed.bytes.slice();
    const start = lastHeader(bytes);
    bytes.fill(0, start, start + FREE_NAME.length);
    bytes.set(new TextEncoder().encode(request.name), start);
    return { kind: 'rewritten', bytes };
  });

/** Takes a section that was appended before, by its flags, for a sign that there is nothing left to do. */
const appendOnce: Saboteur['sabotage'] = (good) =>
  misbehaving(good, ({ image, request, setting }) => {
    const isAppended = u32(image, lastHeader(image) + SECTION.characteristics) === request.characteristics;
    if (!isAppended) return good.append(image, request, setting);
    return { kind: 'refused', code: 'nothing-to-do', detail: 'The image has the section already.' };
  });

/** Saboteurs whose answers are wrong, whatever their bytes. */
export const CONDUCT_SABOTEURS: readonly Saboteur[] = [
  {
    name: 'lets the old bytes of the output file show through',
    fault: 4,
    plans: [PLAIN],
    caughtBy: ['PR-FIL-005'],
    sabotage: spoiling(leakPreviousOutput),
  },
  {
    name: 'appends a second section of the same name',
    fault: 27,
    plans: [NAME_TAKEN],
    caughtBy: ['PE-SEC-005', 'PR-NEW-002', 'PR-META-003', 'PR-REF-001'],
    sabotage: appendTakenName,
  },
  {
    name: 'refuses every image',
    fault: null,
    plans: [PLAIN],
    caughtBy: ['PR-REF-001'],
    sabotage: (good) =>
      misbehaving(good, () => ({ kind: 'refused', code: 'unsupported', detail: 'This image is not supported.' })),
  },
  {
    name: 'throws',
    fault: null,
    plans: [PLAIN],
    caughtBy: ['PR-REF-001'],
    sabotage: (good) =>
      misbehaving(good, () => {
        throw new RangeError('Offset is outside the bounds of the DataView');
      }),
  },
  {
    name: 'changes its input',
    fault: null,
    plans: [PLAIN],
    caughtBy: ['PR-FIL-006'],
    sabotage: (good) =>
      misbehaving(good, ({ image, request, setting }) => {
        const answer = good.append(image, request, setting);
        image.fill(0, 0, 2);
        return answer;
      }),
  },
  {
    name: 'leaves a partial output when it refuses',
    fault: 33,
    plans: [SIGNED],
    caughtBy: ['PR-FIL-007'],
    sabotage: (good) =>
      misbehaving(good, async ({ image, request, setting }) => {
        const answer = await good.append(image, request, setting);
        if (answer.kind !== 'refused') return answer;
        return { kind: 'misbehaved', what: 'left-output', detail: 'Exit status 1, and an output of 4096 bytes.' };
      }),
  },
  {
    name: 'refuses what it has appended to before',
    fault: null,
    plans: [PLAIN],
    caughtBy: ['PR-META-002'],
    sabotage: appendOnce,
  },
];
