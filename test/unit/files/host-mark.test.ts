/** Goal: a mark is of the machine and the namespace, and of such characters as a name of a file may always have. */
import { statSync, symlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { hostMarkOf } from '../../../src/files/host-mark.ts';
import { useTempFolder } from '../../support/temp-folder.ts';

const temp = useTempFolder();

/** A link as the system has one for a namespace. */
function namespaceOf(target: string): string {
  symlinkSync(target, temp('namespace'));
  return temp('namespace');
}

describe('the mark of a host', () => {
  it.each([
    ['host', 'host'],
    ['build-7.example.org', 'build7.example.org'],
    ['My_Host', 'MyHost'],
    ['ho st/../é', 'host..'],
    ['', ''],
    ['a'.repeat(40), 'a'.repeat(40)],
    ['a'.repeat(41), 'a'.repeat(40)],
    [`${'-'.repeat(10)}${'a'.repeat(64)}`, 'a'.repeat(40)],
  ])('called %j is %j and the number of the namespace', (host, name) => {
    expect(hostMarkOf(host, namespaceOf('pid:[4026531836]'))).toBe(`${name}.4026531836`);
  });

  it('has the number 0 where the system tells none', () => {
    expect(hostMarkOf('host', temp('absent'))).toBe('host.0');
    expect(hostMarkOf('host', namespaceOf('pid:[]'))).toBe('host.0');
  });

  it('is of this machine and namespace if nothing else is said', () => {
    expect(hostMarkOf()).toBe(hostMarkOf(hostname(), namespaceOf(`pid:[${statSync('/proc/self/ns/pid').ino}]`)));
  });
});
