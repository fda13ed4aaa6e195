import { ReportError } from './report-error.ts';

/** Accepts a value found at `path` or throws a ReportError that says what belongs there. */
export type Shape = (value: unknown, path: string) => void;

const TEXT_LENGTH_MAX = 40;

/** What was found in place of something else, without what it holds. */
export function described(value: unknown): string {
  if (value === undefined) return 'it is missing';
  if (Array.isArray(value)) return 'it is an array';
  if (typeof value === 'object' && value !== null) return 'it is an object';
  const text = JSON.stringify(value);
  return `it is ${text.length > TEXT_LENGTH_MAX ? `${text.slice(0, TEXT_LENGTH_MAX)}…` : text}`;
}

function need(holds: boolean, what: string, value: unknown, path: string): asserts holds {
  if (!holds) throw new ReportError(path, `needs ${what}, but ${described(value)}.`);
}

/** Any text. */
export const text: Shape = (value, path) => {
  need(typeof value === 'string', 'a string', value, path);
};

/** An integer that JSON carries exactly. */
export const integer: Shape = (value, path) => {
  need(Number.isSafeInteger(value), 'an integer', value, path);
};

/** A count, an offset or a size: an integer from zero on. */
export const count: Shape = (value, path) => {
  need(Number.isSafeInteger(value) && Number(value) >= 0, 'an integer of at least 0', value, path);
};

/** A rank: an integer from one on. */
export const ordinal: Shape = (value, path) => {
  need(Number.isSafeInteger(value) && Number(value) >= 1, 'an integer of at least 1', value, path);
};

/** A length of time: a number from zero on. */
export const duration: Shape = (value, path) => {
  need(typeof value === 'number' && Number.isFinite(value) && value >= 0, 'a number of at least 0', value, path);
};

/** A number or a text, as findings carry their values. */
export const scalar: Shape = (value, path) => {
  need(typeof value === 'string' || typeof value === 'number', 'a number or a string', value, path);
};

/** Text that matches a pattern, which `what` says in words. */
export function matching(pattern: RegExp, what: string): Shape {
  return (value, path) => {
    need(typeof value === 'string' && pattern.test(value), what, value, path);
  };
}

/** One of a closed set of words. */
export function oneOf(...words: readonly string[]): Shape {
  const what = words.map((word) => JSON.stringify(word)).join(' or ');
  return (value, path) => {
    need(typeof value === 'string' && words.includes(value), what, value, path);
  };
}

/** `null`, or what the shape accepts. */
export function nullable(shape: Shape): Shape {
  return (value, path) => {
    if (value !== null) shape(value, path);
  };
}

/** What the shape accepts, or nothing at all. */
export function optional(shape: Shape): Shape {
  return (value, path) => {
    if (value !== undefined) shape(value, path);
  };
}

/** `true` and nothing else. */
export const yes: Shape = (value, path) => {
  need(value === true, 'true', value, path);
};

/** An array of at least `lengthMin` items. */
export function list(item: Shape, lengthMin = 0): Shape {
  return (value, path) => {
    need(Array.isArray(value), 'an array', value, path);
    if (value.length < lengthMin) throw new ReportError(path, `needs at least ${lengthMin} items.`);
    value.forEach((each, index) => {
      item(each, `${path}[${index}]`);
    });
  };
}

function needRecord(value: unknown, path: string): asserts value is Readonly<Record<string, unknown>> {
  need(typeof value === 'object' && value !== null && !Array.isArray(value), 'an object', value, path);
}

/** An object with exactly these properties. */
export function record(shapes: Readonly<Record<string, Shape>>): Shape {
  return (value, path) => {
    needRecord(value, path);
    for (const [key, shape] of Object.entries(shapes)) {
      shape(Object.hasOwn(value, key) ? value[key] : undefined, `${path}.${key}`);
    }
    const unknown = Object.keys(value).find((key) => !Object.hasOwn(shapes, key));
    if (unknown !== undefined)
      throw new ReportError(`${path}.${unknown}`, 'is not a property of this version of a report.');
  };
}

/** An object whose `kind` says which of several further sets of properties it has. */
export function variants(shapes: Readonly<Record<string, Readonly<Record<string, Shape>>>>): Shape {
  const kind = oneOf(...Object.keys(shapes));
  return (value, path) => {
    needRecord(value, path);
    kind(value['kind'], `${path}.kind`);
    record({ kind, ...shapes[String(value['kind'])] })(value, path);
  };
}
