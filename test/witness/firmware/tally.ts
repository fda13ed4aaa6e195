/** Counts what became of the images, by firmware and by the labels that they have. */
import { FEATURES } from '../../../generators/index.ts';
import type { Firmware } from './firmware.ts';
import { OUTCOMES, isAsExpected } from './judgement.ts';
import type { Judgement, Outcome } from './judgement.ts';
import type { Subject } from './subjects.ts';

type Name = Firmware['name'];
type Counts = Record<Outcome, number>;

/** One image that is not as it has to be. */
interface Fault {
  readonly firmware: Name;
  readonly subject: Subject;
  readonly judgement: Judgement;
}

/** What was seen of one image in one firmware. */
export interface Observation extends Fault {
  readonly restamped: boolean;
}

/** Rows of the table that are no features. */
const KINDS = ['all images', 'generated', 'appended to', 'machine changed'] as const;
/** Letters of the longest label, and digits of the largest count with a blank. */
const LABEL_WIDTH = 24;
const COUNT_WIDTH = 10;

/** What became of all images that were put to some firmwares. */
export class Tally {
  readonly #firmwares: readonly Name[];
  readonly #counts = new Map<string, Counts>();
  readonly #faults: Fault[] = [];
  readonly #exceptions = new Map<string, number>();

  constructor(firmwares: readonly Name[]) {
    this.#firmwares = firmwares;
  }

  add({ firmware, subject, judgement, restamped }: Observation): void {
    const kinds = [
      'all images',
      subject.kind === 'generated' ? 'generated' : 'appended to',
      ...(restamped ? ['machine changed'] : []),
    ];
    for (const label of [...kinds, ...subject.features]) this.#of(firmware, label)[judgement.outcome] += 1;
    if (!isAsExpected(judgement)) this.#faults.push({ firmware, subject, judgement });
    if (judgement.outcome !== 'excepted') return;
    const reason = `${firmware}: excepted: ${judgement.detail}`;
    this.#exceptions.set(reason, (this.#exceptions.get(reason) ?? 0) + 1);
  }

  /** How many images of a label had an outcome in a firmware. */
  count(firmware: Name, label: string, outcome: Outcome): number {
    return this.#counts.get(keyOf(firmware, label))?.[outcome] ?? 0;
  }

  /** What is not as it has to be, each with the plan that makes it again. */
  faults(): readonly string[] {
    return this.#faults.map(({ firmware, subject: { kind, title, plan }, judgement: { outcome, detail } }) => {
      const what = kind === 'generated' ? title : `what is appended to ${title}`;
      return `${firmware}: ${what}: ${outcome}: ${detail}\n  ${plan}`;
    });
  }

  /** Why images were excepted, and how many for each reason. */
  exceptions(): readonly string[] {
    return [...this.#exceptions].map(([reason, count]) => `${reason}: ${count} images`);
  }

  /** One row for each label and each firmware, with a column for each outcome that ever occurred. */
  table(): readonly string[] {
    const outcomes = OUTCOMES.filter((outcome) => {
      return outcome === 'loaded' || this.#firmwares.some((name) => this.count(name, 'all images', outcome) > 0);
    });
    const head = ['images'.padEnd(LABEL_WIDTH), ...this.#firmwares.flatMap((name) => [name, ...outcomes].map(cell))];
    const labels = [...KINDS, ...FEATURES.map(({ name }) => name)];
    const rows = labels.map((label) => {
      const counts = this.#firmwares.flatMap((name) => {
        const each = outcomes.map((outcome) => this.count(name, label, outcome));
        return [each.reduce((sum, count) => sum + count, 0), ...each];
      });
      return [label.padEnd(LABEL_WIDTH), ...counts.map(cell)];
    });
    return [head, ...rows].map((columns) => columns.join('').trimEnd());
  }

  #of(firmware: Name, label: string): Counts {
    const key = keyOf(firmware, label);
    const counts = this.#counts.get(key) ?? { loaded: 0, excepted: 0, refused: 0, crashed: 0, differs: 0, unasked: 0 };
    this.#counts.set(key, counts);
    return counts;
  }
}

function keyOf(firmware: Name, label: string): string {
  return `${firmware} ${label}`;
}

function cell(value: string | number): string {
  return String(value).padStart(COUNT_WIDTH);
}
