/** Goal: a name tells which machine and which process made something temporary, and nothing else has such a name. */
import { statSync } from 'node:fs';
import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { isOwnTemporary, isRetired, isTemporary, retiredName } from '../../../src/files/index.ts';
import { temporaryName } from '../../../src/files/temporaries.ts';

const NONE = { temporary: false, retired: false };

function kindsOf(name: string): { readonly temporary: boolean; readonly retired: boolean } {
  return { temporary: isTemporary(name), retired: isRetired(name) };
}

describe('a temporary name', () => {
  it('is one, of this process, and never the same', () => {
    const names = Array.from({ length: 100 }, () => temporaryName());
    expect(new Set(names).size).toBe(100);
    for (const name of names) {
      expect(kindsOf(name)).toEqual({ temporary: true, retired: false });
      expect(isOwnTemporary(name)).toBe(true);
    }
  });

  it('tells the machine, the namespace of its processes, and the process', () => {
    const [, host, namespace, pid] = /^\.zbootkit-(.*)\.(\d+)-(\d+)-\d+\.tmp$/.exec(temporaryName()) ?? [];
    expect(host).toBe(
      hostname()
        .replaceAll(/[^0-9A-Za-z.]/g, '')
        .slice(0, 40),
    );
    expect(Number(namespace)).toBe(statSync('/proc/self/ns/pid').ino);
    expect(Number(pid)).toBe(process.pid);
  });
});

describe('the name of a folder for what is moved aside', () => {
  it('is of that kind and of this process, but nothing temporary', () => {
    const [first, second] = [retiredName(), retiredName()];
    expect(first).not.toBe(second);
    expect(kindsOf(first)).toEqual({ temporary: false, retired: true });
    expect(isOwnTemporary(first)).toBe(false);
    expect(first).toMatch(new RegExp(`^\\.zbootkit-.*-${process.pid}-\\d+\\.old$`));
  });

  it('ends otherwise at its end only, for the name of the machine may have that ending in it', () => {
    expect(retiredName().replace(/\d+\.old$/, '')).toBe(temporaryName().replace(/\d+\.tmp$/, ''));
  });
});

describe('a name', () => {
  it.each([
    '.zbootkit-host.4026531836-1234-567',
    '.zbootkit-h.0-1-2',
    '.zbootkit-.0-1-2',
    '.zbootkit-build.example.org.4026531836-10-20',
    '.zbootkit-Host2.4026531836-4194304-1000000',
  ])('%s is of the kind that its end says', (name) => {
    expect(kindsOf(`${name}.tmp`)).toEqual({ temporary: true, retired: false });
    expect(kindsOf(`${name}.old`)).toEqual({ temporary: false, retired: true });
  });

  it.each([
    ['something in front', (end: string) => `x.zbootkit-host.1-2-3.${end}`],
    ['something behind', (end: string) => `.zbootkit-host.1-2-3.${end}~`],
    ['no dot in front', (end: string) => `zbootkit-host.1-2-3.${end}`],
    ['no dot in front of its end', (end: string) => `.zbootkit-host.1-2-3${end}`],
    ['no namespace', (end: string) => `.zbootkit-host-2-3.${end}`],
    ['a namespace that is no number', (end: string) => `.zbootkit-host.x-2-3.${end}`],
    ['a machine that is no name', (end: string) => `.zbootkit-my_host.1-2-3.${end}`],
    ['a process that is no number', (end: string) => `.zbootkit-host.1-x-3.${end}`],
    ['no process', (end: string) => `.zbootkit-host.1-3.${end}`],
    ['a count that is no number', (end: string) => `.zbootkit-host.1-2-x.${end}`],
    ['no count', (end: string) => `.zbootkit-host.1-2-.${end}`],
    ['nothing but its ends', (end: string) => `.zbootkit-.${end}`],
    ['capitals', (end: string) => `.ZBOOTKIT-host.1-2-3.${end.toUpperCase()}`],
  ])('with %s is of no kind', (_what, name) => {
    expect(kindsOf(name('tmp'))).toEqual(NONE);
    expect(kindsOf(name('old'))).toEqual(NONE);
  });
});

describe('what is this process’s own', () => {
  const own = temporaryName();

  it('is so by its last name, wherever it is', () => {
    expect(isOwnTemporary(`/some/folder/${own}`)).toBe(true);
    expect(isOwnTemporary(`${own}/vmlinuz.efi`)).toBe(false);
  });

  it.each([
    ['another process', own.replace(`-${process.pid}-`, `-${process.pid + 1}-`)],
    ['another machine', own.replace('.zbootkit-', '.zbootkit-x')],
    ['another machine and process', `.zbootkit-elsewhere.1-${process.pid + 1}-1.tmp`],
    ['nobody', 'vmlinuz.efi'],
  ])('is not what is of %s', (_whose, name) => {
    expect(isOwnTemporary(name)).toBe(false);
  });
});
