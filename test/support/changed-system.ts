import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { afterEach } from 'vitest';

/** Gives a property of an object another value until the test has ended. */
export type Change = <On extends object, Key extends keyof On & string>(on: On, key: Key, value: On[Key]) => void;

/**
 * Lets the tests of a file change what Node and the system are: calls that fail, another platform. A module of Node is
 * changed through its default export, and whoever imports the changed name gets it.
 */
export function useChanges(): Change {
  const undone: (() => void)[] = [];
  afterEach(() => {
    for (const undo of undone.splice(0).reverse()) undo();
    syncBuiltinESMExports();
  });
  return (on, key, value) => {
    const before = Object.getOwnPropertyDescriptor(on, key);
    undone.push(() => {
      if (before === undefined) Reflect.deleteProperty(on, key);
      else Object.defineProperty(on, key, before);
    });
    Object.defineProperty(on, key, { configurable: true, writable: true, value });
    syncBuiltinESMExports();
  };
}

/** A failure as the system reports it. */
export function systemError(code: string): Error {
  return Object.assign(new Error(code), { code, syscall: 'call' });
}

/** What all open files of Node have their calls from. */
export async function fileHandlePrototype(): Promise<FileHandle> {
  const handle = await open('/');
  await handle.close();
  return Object.getPrototypeOf(handle) as FileHandle;
}
