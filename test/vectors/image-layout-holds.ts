import { AT, IDEAL_AT, PAYLOAD_AT, clean, ideal, signed, withoutZboot } from './base-images.ts';
import type { ImageHold } from './entries.ts';
import { sharedPage, copied, dataSize, textSize, lonely, emptyText, allocated, v0Tail } from './layout-images.ts';
import { filled, insert, setU32, setWords } from './patch.ts';

/** Images on which these rules hold by the smallest margin. */
export const LAYOUT_HOLDS: readonly ImageHold[] = [
  { rule: 'PE-LAF-001', name: 'the certificate table starts where the data ends', make: () => signed(clean()) },
  { rule: 'PE-LAF-003', name: 'the data of two sections touch', make: clean },
  {
    rule: 'PE-LAF-003',
    name: 'sections overlap but leave no gap',
    make: () => setU32(clean(), AT.data.pointerToRawData, PAYLOAD_AT),
  },
  {
    rule: 'PE-LAF-003',
    name: 'a section lies at the start of another and a third follows both',
    make: () => setWords(ideal(), [IDEAL_AT.text.sizeOfRawData, 0x3000], [IDEAL_AT.data.sizeOfRawData, 0x800]),
  },
  { rule: 'PE-LAF-004', name: 'data starts where SizeOfHeaders ends', make: clean },
  { rule: 'PE-LAF-013', name: 'an overlay follows the data', make: () => insert(clean(), 0x3200, filled(13, 1)) },
  {
    rule: 'PE-LAM-001',
    name: 'the second address is one more than the first',
    make: () => setU32(clean(), AT.data.virtualAddress, 0x1001),
  },
  { rule: 'PE-LAM-002', name: 'a section starts where the one before it ends', make: clean },
  {
    rule: 'PE-LAM-002',
    name: 'an empty section lies inside another',
    make: () =>
      setWords(
        clean(),
        [AT.data.virtualAddress, 0x2000],
        [AT.data.virtualSize, 0],
        [AT.data.sizeOfRawData, 0],
        [AT.data.pointerToRawData, 0],
      ),
  },
  { rule: 'PE-LAM-003', name: 'a section ends one byte before the next page', make: () => textSize(0x1fff) },
  {
    rule: 'PE-LAM-003',
    name: 'an empty section has its address to itself',
    make: () => setWords(emptyText(), [AT.data.virtualAddress, 0x2000], [AT.sizeOfImage, 0x4000]),
  },
  {
    rule: 'PE-LAM-003',
    name: 'an empty section has one address to itself',
    make: () => setWords(emptyText(), [AT.data.virtualAddress, 0x1001], [AT.sectionAlignment, 1]),
  },
  { rule: 'PE-LAM-004', name: 'the first section starts where the headers end', make: clean },
  { rule: 'PE-LAM-005', name: 'sections of one permission share a page', make: () => sharedPage(0x60000020) },
  {
    rule: 'PE-LAM-005',
    name: 'sections that share a page differ in flags that are no permissions',
    make: () => sharedPage(0x60000041),
  },
  {
    rule: 'PE-LAM-005',
    name: 'an empty section of other permissions lies in the page of another',
    make: () => setWords(sharedPage(0xc0000040), [AT.data.virtualSize, 0], [AT.data.sizeOfRawData, 0]),
  },
  { rule: 'PE-LAM-006', name: 'the raw size that stands for VirtualSize fits', make: () => copied(0x3200) },
  { rule: 'PE-LAM-007', name: 'the data of the last section fills the image', make: () => dataSize(0x2000) },
  { rule: 'PE-LAM-008', name: 'the next section starts where the zero-filled tail ends', make: v0Tail },
  {
    rule: 'PE-LAM-008',
    name: 'the last section alone has a zero-filled tail of one byte',
    make: () => setU32(clean(), AT.data.virtualSize, 0x201),
  },
  { rule: 'PE-LAM-009', name: 'the headers end with the address of the only section', make: lonely },
  { rule: 'PE-LAM-009', name: 'the headers end where the first section starts', make: clean },
  {
    rule: 'PE-LAM-010',
    name: 'SizeOfImage and alignment come to one page below 2^31',
    make: () => allocated(0x7fffe000),
  },
  { rule: 'PE-LAM-010', name: 'an ordinary PE image is judged too', make: withoutZboot },
];
