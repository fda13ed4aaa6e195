import { describe, expect, it } from 'vitest';
import { isRecord, parseDocument } from '../../../src/files/index.ts';

const nested = (depth: number, open: string, close: string): string => `${open.repeat(depth)}0${close.repeat(depth)}`;

describe('parseDocument', () => {
  it.each(['{"a": [1, "x", null]}', '"[[["', '[]', '0', `"${'['.repeat(1000)}"`, '["\\"[", "\\\\", {"[[": "{"}]'])(
    'reads %j as JSON',
    (text) => {
      expect(parseDocument(text)).toEqual(JSON.parse(text));
    },
  );

  it('counts brackets outside texts only, and those that are open at once', () => {
    const wide = `[${'[{}],'.repeat(1000)}0]`;
    expect(parseDocument(wide)).toHaveLength(1001);
    expect(parseDocument(nested(100, '[', ']'))).toHaveLength(1);
  });

  it.each([
    ['lists', nested(101, '[', ']')],
    ['objects', nested(101, '{"a":', '}')],
    ['both, behind a text with brackets', `["]]]\\"]", ${nested(50, '[{"a":', '}]')}]`],
    ['many lists', nested(200_000, '[', ']')],
  ])('turns away what is nested too deeply: %s', (_, text) => {
    expect(() => parseDocument(text)).toThrow(new SyntaxError('it is nested more than 100 levels deep'));
  });

  it.each(['', '{', '[1,]', '['.repeat(200_000)])('turns away what is no JSON', (text) => {
    expect(() => parseDocument(text)).toThrow(SyntaxError);
  });
});

describe('isRecord', () => {
  it.each<readonly [string, unknown, boolean]>([
    ['an object', { a: 1 }, true],
    ['an empty object', {}, true],
    ['null', null, false],
    ['a list', [{}], false],
    ['a text', 'text', false],
    ['a number', 0, false],
    ['a truth', true, false],
    ['nothing', undefined, false],
  ])('of %s', (_what, value, is) => {
    expect(isRecord(value)).toBe(is);
  });
});
