import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EXIT, UsageError } from '../../../src/cli/exit.ts';
import { mistakeText, tellFailure } from '../../../src/cli/failure.ts';
import { FileError } from '../../../src/files/index.ts';
import { fakeIo } from '../../support/fake-io.ts';

/** What is said of an error, and the exit status. */
function told(error: unknown): { readonly code: number; readonly err: string } {
  const fake = fakeIo();
  const code = tellFailure(error, fake.io);
  return { code, err: fake.err() };
}

/** What an operation throws. */
function thrownBy(operation: () => unknown): unknown {
  try {
    return operation();
  } catch (error) {
    return error;
  }
}

describe('tellFailure', () => {
  it.each([
    ['a mistake in the call', new UsageError('x is no number.'), 'zbootkit: x is no number.\n'],
    ['a file', new FileError('a\u001b[31m: it is a folder.'), 'zbootkit: a\\x1b[31m: it is a folder.\n'],
  ])('repeats what is said of %s', (_, error, err) => {
    expect(told(error)).toEqual({ code: EXIT.usage, err });
  });

  it('says what the system did not do, without the inside of the program', () => {
    expect(told(thrownBy(() => readFileSync('/absent')))).toEqual({
      code: EXIT.unjudged,
      err: "zbootkit: the system failed: ENOENT: no such file or directory, open '/absent'.\n",
    });
  });

  it('says that memory does not suffice', () => {
    expect(told(thrownBy(() => new Uint8Array(2 ** 53 - 1)))).toEqual({
      code: EXIT.unjudged,
      err: expect.stringMatching(/^zbootkit: out of memory: [^\n]*\.\n$/) as string,
    });
  });

  it('says that a part of the program is missing', () => {
    const missing = Object.assign(new Error('Cannot find module /a'), { code: 'ERR_MODULE_NOT_FOUND' });
    expect(told(missing)).toEqual({
      code: EXIT.unjudged,
      err: 'zbootkit: part of the program cannot be loaded: Cannot find module /a; check the installation and the limit on open files.\n',
    });
  });

  it.each([
    [new Error('a slip'), /^zbootkit: internal error, please report it with this text:\nError: a slip\n/],
    ['thrown text', /^zbootkit: internal error, please report it with this text:\nthrown text\n$/],
  ])('shows all of what only a mistake of the program explains', (error, err) => {
    expect(told(error)).toEqual({ code: EXIT.unjudged, err: expect.stringMatching(err) as string });
  });

  it('shows a mistake of the program in lines of its own, whatever its message holds', () => {
    const { err } = told(new Error('a\u001b[2J\nb\n\u202ec'));
    const [, message = '', ...calls] = err.trimEnd().split('\n');
    expect(message).toBe('Error: a\\x1b[2J\\nb\\n\\u{202e}c');
    expect(calls.length).toBeGreaterThan(0);
    expect(calls.filter((line) => !line.startsWith('    at '))).toEqual([]);
  });
});

describe('mistakeText', () => {
  it.each([
    ["error: unknown command 'a\u001b\nb'\n", "error: unknown command 'a\\x1b\\nb'\n"],
    [
      "error: unknown command 'verfy'\n(Did you mean verify?)\n",
      "error: unknown command 'verfy'\n(Did you mean verify?)\n",
    ],
    ["error: unknown command 'a\n(Did you mean x?)'\n", "error: unknown command 'a\\n(Did you mean x?)'\n"],
    [
      "error: unknown option '--\u009b\n'\n(Did you mean one of --a, --b?)\n",
      "error: unknown option '--\\x9b\\n'\n(Did you mean one of --a, --b?)\n",
    ],
  ])('lets nothing but a suggestion take a line, in %j', (text, shown) => {
    expect(mistakeText(text)).toBe(shown);
  });
});
