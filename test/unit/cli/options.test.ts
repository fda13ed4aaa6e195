import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../properties/index.ts';
import { collect, delay, duration, profileName, wholeNumber } from '../../../src/cli/options.ts';

describe('wholeNumber', () => {
  it.each([
    ['1', 1],
    ['007', 7],
    ['0x10', 16],
    ['0XfF', 255],
    ['4294967295', 4294967295],
  ])('reads %s as %i', (text, value) => {
    expect(wholeNumber(0)(text)).toBe(value);
  });

  it.each(['', ' ', '-1', '+1', '1.0', '1e3', '1_000', '0x', '0b1', 'ten', '1 ', 'Infinity', '9007199254740992'])(
    'declines %j',
    (text) => {
      expect(() => wholeNumber(0)(text)).toThrow(InvalidArgumentError);
    },
  );

  it('holds both bounds and names them', () => {
    const read = wholeNumber(3, 5);
    expect([read('3'), read('5')]).toEqual([3, 5]);
    expect(() => read('2')).toThrow('It must be a whole number from 3 to 5.');
    expect(() => read('6')).toThrow('It must be a whole number from 3 to 5.');
    expect(() => wholeNumber(1)('0')).toThrow('It must be a whole number of at least 1.');
  });
});

describe('delay', () => {
  it('is no longer than a timer can keep', () => {
    expect(delay('10m')).toBe(600_000);
    expect(delay('9000h')).toBe(2 ** 31 - 1);
  });
});

describe('duration', () => {
  it.each([
    ['300ms', 300],
    ['90s', 90_000],
    ['1.5m', 90_000],
    ['2h', 7_200_000],
    ['10', 10_000],
  ])('reads %s as %i milliseconds', (text, milliseconds) => {
    expect(duration(text)).toBe(milliseconds);
  });

  it.each(['', '0', '0s', '0.0m', '-1s', '.5s', '5.s', '1d', '1 s', '1S', 's', '1e3s'])('declines %j', (text) => {
    expect(() => duration(text)).toThrow('It must be a duration such as 90s, 10m or 2h.');
  });
});

describe('profileName', () => {
  it('takes every profile and no other name', () => {
    for (const { name } of PROFILES) expect(profileName(name)).toBe(name);
    expect(() => profileName('ZBOOT')).toThrow('It must be one of spec, edk2, audk-strict, shim, uefi-ca, zboot.');
  });
});

describe('collect', () => {
  it('keeps what came before', () => {
    const before = ['a'];
    expect(collect('b', before)).toEqual(['a', 'b']);
    expect(before).toEqual(['a']);
  });
});
