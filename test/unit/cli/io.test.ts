import { describe, expect, it } from 'vitest';
import { colourOf } from '../../../src/cli/io.ts';
import { fakeIo } from '../../support/fake-io.ts';

type Row = readonly [
  what: string,
  terminal: boolean,
  env: Readonly<Record<string, string>>,
  color: boolean,
  colour: 'ansi' | 'none',
];

const TABLE: readonly Row[] = [
  ['a terminal', true, {}, true, 'ansi'],
  ['a pipe', false, {}, true, 'none'],
  ['a terminal with --no-color', true, {}, false, 'none'],
  ['a terminal with NO_COLOR', true, { NO_COLOR: '1' }, true, 'none'],
  ['a terminal with an empty NO_COLOR', true, { NO_COLOR: '' }, true, 'ansi'],
  ['a terminal that is dumb', true, { TERM: 'dumb' }, true, 'none'],
  ['a terminal of another kind', true, { TERM: 'xterm' }, true, 'ansi'],
  ['a pipe with FORCE_COLOR', false, { FORCE_COLOR: '1' }, true, 'ansi'],
  ['a pipe with FORCE_COLOR of 0', false, { FORCE_COLOR: '0' }, true, 'none'],
  ['a pipe with an empty FORCE_COLOR', false, { FORCE_COLOR: '' }, true, 'none'],
  ['FORCE_COLOR against NO_COLOR', false, { FORCE_COLOR: '1', NO_COLOR: '1' }, true, 'ansi'],
  ['FORCE_COLOR against --no-color', true, { FORCE_COLOR: '1' }, false, 'none'],
];

describe('colourOf', () => {
  it.each(TABLE)('decides for %s', (_what, outIsTerminal, env, color, colour) => {
    expect(colourOf(fakeIo({ outIsTerminal, env }).io, { color })).toBe(colour);
  });
});
