/**
 * What a structure of the reader's model holds, by name. Sections decode their fields when they are asked, so the
 * fields are accessors of their class and not properties of each section.
 */
export function entriesOf(structure: object): readonly (readonly [string, unknown])[] {
  const prototype: unknown = Object.getPrototypeOf(structure);
  const accessors =
    typeof prototype === 'object' && prototype !== null && prototype !== Object.prototype
      ? Object.entries(Object.getOwnPropertyDescriptors(prototype)).filter(
          ([, descriptor]) => descriptor.get !== undefined,
        )
      : [];
  return [
    ...Object.entries(structure),
    ...accessors.map(([name]) => [name, Reflect.get(structure, name) as unknown] as const),
  ];
}

/** The same as an object that can be compared. */
export function plain(structure: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(entriesOf(structure));
}
