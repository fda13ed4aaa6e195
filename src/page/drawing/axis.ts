/** A run of bytes with the least and the most pixels that it may take. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly least: number;
  readonly most: number;
}

/** A stretch with its place on the page. */
export interface Band {
  readonly start: number;
  readonly end: number;
  readonly y: number;
  readonly height: number;
  /** Whether the height says how many bytes there are. */
  readonly scaled: boolean;
}

/** Where bytes stand on the page. */
export interface Axis {
  readonly bands: readonly Band[];
  /** The page coordinate of the last byte's end. */
  readonly bottom: number;
  /** The page coordinate of a byte; a byte outside the axis stands at its nearer end. */
  yOf(byte: number): number;
}

/** Pixels by which a height may be off and still be called to scale. */
const TOLERANCE = 1;

/** Puts stretches that follow each other below each other. */
export function makeAxis(stretches: readonly Stretch[], top: number, scale: number): Axis {
  const bands: Band[] = [];
  let y = top;
  for (const { start, end, least, most } of stretches) {
    const wanted = (end - start) * scale;
    const height = Math.min(Math.max(wanted, least), most);
    bands.push({ start, end, y, height, scaled: Math.abs(height - wanted) <= TOLERANCE });
    y += height;
  }
  const bottom = y;
  return {
    bands,
    bottom,
    yOf(byte) {
      const band = bands[bandAt(bands, byte)];
      if (band === undefined || byte <= band.start) return band?.y ?? top;
      if (byte >= band.end) return band.y + band.height;
      return band.y + ((byte - band.start) / (band.end - band.start)) * band.height;
    },
  };
}

/** The index of the last band that starts at or before a byte. */
function bandAt(bands: readonly Band[], byte: number): number {
  let [low, high] = [0, bands.length];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if ((bands[middle]?.start ?? Infinity) <= byte) low = middle;
    else high = middle;
  }
  return low;
}
