import type { Rewriter } from '../contract/index.ts';
import { InputError } from '../results/index.ts';
import { builtinSubject } from './builtin.ts';
import type { BuiltinOptions } from './builtin.ts';
import { commandSubject } from './command.ts';
import { harnessSubject } from './harness/subject.ts';
import { functionSubject } from './in-process.ts';
import type { AppendFunction } from './in-process.ts';

/**
 * What is to be judged, in words: plain JSON, so that another thread or another machine can open the same subject.
 * - `builtin`: the rewriter of this package, and what it is to do beyond the plain case.
 * - `command`: a program; `argv` has placeholders such as `{in}`, limits are milliseconds and bytes.
 * - `harness`: a program that answers call after call; `argv` has no placeholders.
 * - `module`: a function that a module exports, found by the module's URL, in this process.
 */
export type SubjectSpec =
  | { readonly kind: 'builtin'; readonly options?: BuiltinOptions }
  | {
      readonly kind: 'command';
      readonly argv: readonly string[];
      readonly timeLimitMs: number;
      readonly outputLimit?: number;
    }
  | {
      readonly kind: 'harness';
      readonly argv: readonly string[];
      readonly timeLimitMs: number;
      readonly outputLimit?: number;
      readonly memoryLimit?: number | 'none';
      /** Processes at a time; unless given, as many as calls are made at a time. */
      readonly processes?: number;
    }
  | {
      readonly kind: 'module';
      /** A stable name for reports; no path, for reports do not depend on where they are made. */
      readonly id: string;
      /** An absolute URL, such as `file:///home/me/rewriter.js`. */
      readonly url: string;
      /** The name of the exported function; `default` for the default one. */
      readonly exportName: string;
      /** What the function gives every new section because it cannot be told. */
      readonly fixed?: Partial<Rewriter['fixed']>;
    };

/** What a subject needs of its surroundings, which no words can carry. */
export interface SubjectSurroundings {
  /** The version of the builtin rewriter. */
  readonly version: string;
  /** Ends calls of a command at once. */
  readonly signal?: AbortSignal;
  /** Told of a folder of a call that could not be removed, and why. */
  readonly onLeftover?: (path: string, reason: string) => void;
  /** Told what of the limits cannot be held on this machine. */
  readonly onNote?: (note: string) => void;
}

/** A subject that cannot be opened: one sentence that says which, and why. */
export class SubjectError extends InputError {
  override readonly name = 'SubjectError';
}

/**
 * Opens a subject.
 *
 * @throws SubjectError when the module cannot be loaded or exports no such function
 */
export async function openSubject(spec: SubjectSpec, surroundings: SubjectSurroundings): Promise<Rewriter> {
  const { version, ...ofProcesses } = surroundings;
  switch (spec.kind) {
    case 'builtin':
      return builtinSubject(version, spec.options);
    case 'command':
      return commandSubject({ ...spec, ...ofProcesses });
    case 'harness':
      return harnessSubject({ ...spec, ...ofProcesses });
    case 'module': {
      const { id, url, exportName, fixed } = spec;
      return functionSubject(id, await exportedFunction(url, exportName), fixed);
    }
  }
}

async function exportedFunction(url: string, exportName: string): Promise<AppendFunction> {
  // Anything else would be looked for beside this file.
  if (!URL.canParse(url))
    throw new SubjectError(`${url}: it is not an absolute URL; write, for example, file:///rewriter.js.`);
  let loaded: Readonly<Record<string, unknown>>;
  try {
    loaded = (await import(url)) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SubjectError(`${url}: the module cannot be loaded: ${reason}.`, { cause });
  }
  const found = Object.hasOwn(loaded, exportName) ? loaded[exportName] : undefined;
  if (isFunction(found)) return found;
  throw new SubjectError(
    `${url}: the module exports no function ${JSON.stringify(exportName)}; name one that it exports.`,
  );
}

/** Whatever it returns is looked at when it has returned, for a module is not type-checked here. */
function isFunction(value: unknown): value is AppendFunction {
  return typeof value === 'function';
}
