import { isZboot, payloadSpan } from '../reader/index.ts';
import type { Image, Reading, Region } from '../reader/index.ts';
import { endOf } from '../results/index.ts';
import type { Layout, LayoutRegion } from '../results/index.ts';

/** Regions that a layout lists: what comes after is one that says so, or an image could make a report of any size. */
const REGIONS_MAX = 64;

/** Where everything in an image is; `null` for what is not a PE image. Takes time in proportion to its regions. */
export function layoutOf(reading: Reading): Layout | null {
  if (!reading.ok) return null;
  const { image } = reading;
  const { regions } = image.regionMap;
  const isWhole = regions.length <= REGIONS_MAX;
  const listed = (isWhole ? regions : regions.slice(0, REGIONS_MAX - 1)).map((region) => layoutRegion(region, image));
  return {
    fileSize: image.fileSize,
    regions: isWhole ? listed : [...listed, omittedAfter(listed, image)],
    payload: payloadIn(image),
  };
}

function layoutRegion({ kind, owner, offset, length }: Region, { sections }: Image): LayoutRegion {
  const number = kind === 'section-data' ? (/^sections\[(\d+)\]$/.exec(owner)?.[1] ?? null) : null;
  const section = number === null ? undefined : sections[Number(number)];
  return { kind, owner, name: section?.longName ?? section?.name.value ?? '', offset, length };
}

function omittedAfter(listed: readonly LayoutRegion[], { fileSize }: Image): LayoutRegion {
  const last = listed.at(-1);
  const offset = last === undefined ? 0 : endOf(last);
  return { kind: 'omitted', owner: 'none', name: '', offset, length: fileSize - offset };
}

function payloadIn(image: Image): Layout['payload'] {
  if (!isZboot(image)) return null;
  const { offset, length } = payloadSpan(image);
  const start = Math.min(offset, image.fileSize);
  return { offset: start, length: Math.min(length, image.fileSize - start) };
}
