import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandLine, shellQuote } from '../../../src/page/index.ts';

/** The arguments that a real shell makes of a command line. */
function readByShell(line: string): readonly string[] {
  const printed = execFileSync('sh', ['-c', `printf '%s\\0' ${line}`]).toString('utf8');
  return printed.split('\0').slice(0, -1);
}

/** Arguments as the system can pass them: no NUL, and text that survives UTF-8. */
const ARGUMENT = fc
  .oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: fc.constantFrom(...'\'"\\$`!*?[]{}()<>|&;#~ \t\n-=%a'.split('')) }),
  )
  .filter((text) => !text.includes('\0'));

describe('shellQuote', () => {
  it('is read back by a shell as it was, whatever the arguments', () => {
    fc.assert(
      fc.property(fc.array(ARGUMENT, { minLength: 1, maxLength: 8 }), (argv) => {
        expect(readByShell(commandLine(argv))).toEqual(argv);
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  it.each(['objcopy', '/usr/bin/cp', '--add=a.b', 'a_b-c+d@e%f:g,h', '{in}', '--add={section}'])(
    'leaves %s as it is',
    (plain) => {
      expect(shellQuote(plain)).toBe(plain);
    },
  );

  it('takes arguments of any length', () => {
    const long = '{in}x'.repeat(3_000_000);
    expect(shellQuote(long) === long).toBe(true);
    expect(shellQuote(`${long} `) === `'${long} '`).toBe(true);
  });

  it.each([
    ['{{in}}', "'{{in}}'"],
    ['{in}{', "'{in}{'"],
    ['', "''"],
    ['{a,b}', "'{a,b}'"],
    ['two words', "'two words'"],
    ["it's", "'it'\\''s'"],
  ])('quotes %j', (argument, quoted) => {
    expect(shellQuote(argument)).toBe(quoted);
  });
});
