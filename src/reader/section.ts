import type { Span } from '../results/index.ts';
import { SECTION_HEADER } from './layouts.ts';
import type { Section } from './model.ts';
import type { ByteSource } from './source.ts';
import type { Field, Slot } from './struct.ts';
import { resolveLongName } from './tables.ts';

const { fields: SLOTS, size: SIZE } = SECTION_HEADER;

/** What all sections of an image are read from. */
export interface TableBytes {
  readonly source: ByteSource;
  /** File offset of the table. */
  readonly offset: number;
  /** The bytes of the table. */
  readonly view: DataView;
  /** The COFF string table, or `null`. */
  readonly strings: Span | null;
}

/**
 * A section header that is decoded field by field when it is asked: an image can have 65,535 of them, and the model of
 * all must not take many times the memory of the table. Two looks at one field give equal values and not the same object.
 * [PE format, Section Table (Section Headers)]
 */
export class TableSection implements Section {
  readonly index: number;
  readonly #table: TableBytes;

  constructor(table: TableBytes, index: number) {
    this.#table = table;
    this.index = index;
  }

  get name(): Field<string> {
    return this.#field('name', SLOTS.name);
  }

  get virtualSize(): Field<number> {
    return this.#field('virtualSize', SLOTS.virtualSize);
  }

  get virtualAddress(): Field<number> {
    return this.#field('virtualAddress', SLOTS.virtualAddress);
  }

  get sizeOfRawData(): Field<number> {
    return this.#field('sizeOfRawData', SLOTS.sizeOfRawData);
  }

  get pointerToRawData(): Field<number> {
    return this.#field('pointerToRawData', SLOTS.pointerToRawData);
  }

  get pointerToRelocations(): Field<number> {
    return this.#field('pointerToRelocations', SLOTS.pointerToRelocations);
  }

  get pointerToLinenumbers(): Field<number> {
    return this.#field('pointerToLinenumbers', SLOTS.pointerToLinenumbers);
  }

  get numberOfRelocations(): Field<number> {
    return this.#field('numberOfRelocations', SLOTS.numberOfRelocations);
  }

  get numberOfLinenumbers(): Field<number> {
    return this.#field('numberOfLinenumbers', SLOTS.numberOfLinenumbers);
  }

  get characteristics(): Field<number> {
    return this.#field('characteristics', SLOTS.characteristics);
  }

  get header(): Span {
    return { offset: this.#table.offset + this.index * SIZE, length: SIZE };
  }

  get rawData(): Span {
    return { offset: this.#read(SLOTS.pointerToRawData), length: this.#read(SLOTS.sizeOfRawData) };
  }

  get extent(): Span {
    const virtualSize = this.#read(SLOTS.virtualSize);
    return {
      offset: this.#read(SLOTS.virtualAddress),
      length: virtualSize === 0 ? this.#read(SLOTS.sizeOfRawData) : virtualSize,
    };
  }

  get longName(): string | null {
    return resolveLongName(this.#table.source, this.#read(SLOTS.name), this.#table.strings);
  }

  #read<T>({ at, as }: Slot<T>): T {
    return as.read(this.#table.view, this.index * SIZE + at);
  }

  #field<T>(name: string, { at, as }: Slot<T>): Field<T> {
    const within = this.index * SIZE + at;
    const value = as.read(this.#table.view, within);
    return { offset: this.#table.offset + within, length: as.size, path: `sections[${this.index}].${name}`, value };
  }
}
