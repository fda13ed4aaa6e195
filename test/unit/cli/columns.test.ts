import { describe, expect, it } from 'vitest';
import { columnsOf } from '../../../src/cli/columns.ts';

describe('the columns of a page', () => {
  it.each([
    ['those of the terminal', {}, { isTTY: true, columns: 132 }, 132],
    ['80 without a terminal', {}, {}, 80],
    ['80 on a terminal that reports none', {}, { isTTY: true, columns: 0 }, 80],
    ['80 without a terminal, whatever is left of one', {}, { columns: 132 }, 80],
    ['those of COLUMNS without a terminal', { COLUMNS: '40' }, {}, 40],
    ['those of COLUMNS before those of the terminal', { COLUMNS: '40' }, { isTTY: true, columns: 132 }, 40],
  ])('are %s', (_what, env, target, columns) => {
    expect(columnsOf(env, target)).toBe(columns);
  });

  it.each(['', '0', '-1', '40.5', ' 40', '4e1', '0x40', 'wide', '99999999999999999999'])(
    'are not what COLUMNS says when it is %j',
    (text) => {
      expect(columnsOf({ COLUMNS: text }, { isTTY: true, columns: 132 })).toBe(132);
      expect(columnsOf({ COLUMNS: text }, {})).toBe(80);
    },
  );
});
