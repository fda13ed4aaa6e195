/**
 * Header fields whose value nothing else in an image depends on, and what a plan may give them. What a field has in images
 * that say nothing of it is known to whoever writes the field.
 */

/** How one such field is written. */
export interface FieldForm {
  /** Bytes; `word` is 4 or 8, as the optional header is that of a 32-bit or a 64-bit image. */
  readonly width: 1 | 2 | 4 | 8 | 'word';
  /** Bits that have to have a certain value, for without it the image is none. */
  readonly fixed?: { readonly mask: number; readonly value: number };
}

/**
 * The fields by their names. `mzWord` is the first word of the file, of which the lower half is `MZ`; the names with `debug`
 * are those of every entry of the debug directory.
 */
export const FIELD_FORMS = {
  mzWord: { width: 4, fixed: { mask: 0xffff, value: 0x5a4d } },
  reserved: { width: 8 },
  linuxPeMagic: { width: 4 },
  characteristics: { width: 2 },
  majorLinkerVersion: { width: 1 },
  minorLinkerVersion: { width: 1 },
  majorOperatingSystemVersion: { width: 2 },
  minorOperatingSystemVersion: { width: 2 },
  minorImageVersion: { width: 2 },
  majorSubsystemVersion: { width: 2 },
  minorSubsystemVersion: { width: 2 },
  win32VersionValue: { width: 4 },
  subsystem: { width: 2 },
  dllCharacteristics: { width: 2 },
  sizeOfStackReserve: { width: 'word' },
  sizeOfStackCommit: { width: 'word' },
  sizeOfHeapReserve: { width: 'word' },
  sizeOfHeapCommit: { width: 'word' },
  loaderFlags: { width: 4 },
  debugCharacteristics: { width: 4 },
  debugTimeDateStamp: { width: 4 },
  debugMajorVersion: { width: 2 },
  debugMinorVersion: { width: 2 },
} as const satisfies Readonly<Record<string, FieldForm>>;

/** The name of a field that a plan may give a value. */
export type ValuedField = keyof typeof FIELD_FORMS;

/** The names in the order of the file. */
export const VALUED_FIELDS = Object.keys(FIELD_FORMS) as readonly ValuedField[];

/** A value for one field. */
export interface FieldValue {
  readonly field: ValuedField;
  /** A whole number that fits the field; below 2^53 in the widest. */
  readonly value: number;
}

/** The largest value that a field of so many bytes can hold and a number can tell exactly. */
function largest(width: FieldForm['width']): number {
  switch (width) {
    case 1:
      return 0xff;
    case 2:
      return 0xffff;
    case 4:
      return 0xffff_ffff;
    case 8:
    case 'word':
      return Number.MAX_SAFE_INTEGER;
  }
}

/** Whether a field may have a value in some image; what 32-bit ones cannot hold is for the layout to say. */
export function acceptsValue({ field, value }: FieldValue): boolean {
  const { width, fixed }: FieldForm = FIELD_FORMS[field];
  if (!Number.isSafeInteger(value) || value < 0 || value > largest(width)) return false;
  return fixed === undefined || (value & fixed.mask) >>> 0 === fixed.value;
}

/** The value that a list gives a field, or else the usual one. */
export function valueIn(values: readonly FieldValue[], field: ValuedField, usual: number): number {
  return values.find((each) => each.field === field)?.value ?? usual;
}
