/** How to read one little-endian value; the only place in the reader that touches a DataView. */
export interface Scalar<T> {
  /** Bytes that the value takes. */
  readonly size: number;
  read(view: DataView, at: number): T;
}

export const u8: Scalar<number> = { size: 1, read: (view, at) => view.getUint8(at) };
export const u16: Scalar<number> = { size: 2, read: (view, at) => view.getUint16(at, true) };
export const u32: Scalar<number> = { size: 4, read: (view, at) => view.getUint32(at, true) };
export const u64: Scalar<bigint> = { size: 8, read: (view, at) => view.getBigUint64(at, true) };

/** A 32-bit value that a 64-bit layout widens, so that both layouts have one type. */
export const u32AsBigint: Scalar<bigint> = { size: 4, read: (view, at) => BigInt(view.getUint32(at, true)) };

/**
 * Text in a fixed number of bytes, up to its first NUL; each byte becomes the character of the same code, so that no
 * byte is lost or replaced.
 */
export function text(size: number): Scalar<string> {
  return {
    size,
    read(view, at) {
      let result = '';
      for (let index = 0; index < size; index += 1) {
        const code = view.getUint8(at + index);
        if (code === 0) break;
        result += String.fromCharCode(code);
      }
      return result;
    },
  };
}
