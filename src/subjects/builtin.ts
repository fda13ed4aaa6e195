import type { Rewriter } from '../contract/index.ts';
import { appendSections } from '../rewriter/index.ts';
import type { AppendOptions } from '../rewriter/index.ts';

/** What our own rewriter may be told to do beyond the plain case, as it is said on a command line. */
export const BUILTIN_FLAGS = {
  anyPe: '--any-pe',
  stripSignature: '--strip-signature',
} as const satisfies Partial<Record<keyof AppendOptions, string>>;

/** The options of the builtin rewriter that a campaign can judge it with. */
export type BuiltinOptions = Pick<AppendOptions, keyof typeof BUILTIN_FLAGS>;

const PLAIN = 'builtin';
const NAMES = ['anyPe', 'stripSignature'] as const satisfies readonly (keyof typeof BUILTIN_FLAGS)[];

/** The stable name of the builtin rewriter with some options, such as `builtin --any-pe`. */
function idWith(options: BuiltinOptions): string {
  return [PLAIN, ...NAMES.filter((name) => options[name] === true).map((name) => BUILTIN_FLAGS[name])].join(' ');
}

/**
 * The options of the builtin rewriter that has an id.
 *
 * @returns `null` when no builtin rewriter has it
 */
export function builtinOptions(id: string): BuiltinOptions | null {
  const options = Object.fromEntries(NAMES.map((name) => [name, id.split(' ').includes(BUILTIN_FLAGS[name])]));
  return idWith(options) === id ? options : null;
}

/**
 * Our own rewriter as a subject. It gets no privilege: it sees the bytes and the request, as a command does.
 *
 * @param version what reports say of its version; nothing unless given
 * @param options what it is to do beyond the plain case; its id names them
 */
export function builtinSubject(version = '', options: BuiltinOptions = {}): Rewriter {
  return {
    id: idWith(options),
    version,
    command: null,
    fixed: { name: null, characteristics: null },
    append: (image, request) => appendSections(image, [request], options),
  };
}
