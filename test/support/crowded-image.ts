import { setText, setU16, setWords } from '../vectors/patch.ts';
import { AT, withoutZboot } from '../vectors/base-images.ts';

/** The most sections that the format can count. */
export const MOST_SECTIONS = 65535;

const BLOCK = 0x200;
const PAGE = 0x1000;

/**
 * An image of so many sections, each with one block of data and a page of addresses, behind headers that hold them all.
 *
 * @param nameOf the name of each section, at most 8 bytes
 */
export function crowdedImage(count: number, nameOf: (index: number) => string): Uint8Array {
  const headers = Math.ceil((AT.text.name + 40 * count) / PAGE) * PAGE;
  const image = new Uint8Array(headers + BLOCK * count);
  const start = setWords(
    setU16(withoutZboot().slice(0, AT.text.name), AT.numberOfSections, count),
    [AT.sizeOfImage, headers + PAGE * count],
    [AT.sizeOfHeaders, headers],
    [AT.addressOfEntryPoint, headers],
    [AT.baseOfCode, headers],
  );
  image.set(start);
  const view = new DataView(image.buffer);
  for (let index = 0; index < count; index += 1) {
    const header = AT.text.name + 40 * index;
    image.set(setText(new Uint8Array(8), 0, nameOf(index), 8), header);
    const words = [BLOCK, headers + PAGE * index, BLOCK, headers + BLOCK * index];
    for (const [field, value] of words.entries()) view.setUint32(header + 8 + 4 * field, value, true);
    view.setUint32(header + 36, index === 0 ? 0x60000020 : 0x40000040, true);
  }
  return image;
}

/** The same sections, all of which claim the data and the addresses of the first. */
export function withSharedData(image: Uint8Array): Uint8Array {
  const copy = image.slice();
  const view = new DataView(copy.buffer);
  const count = view.getUint16(AT.numberOfSections, true);
  for (let index = 1; index < count; index += 1) copy.copyWithin(AT.text.name + 40 * index, AT.text.name, AT.data.name);
  return copy;
}
