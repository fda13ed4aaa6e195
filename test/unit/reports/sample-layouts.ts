import type { LayoutRegion, Layouts } from '../../../src/results/index.ts';

const HEADERS: readonly LayoutRegion[] = [
  { kind: 'dos-header', owner: 'dosHeader', name: '', offset: 0, length: 64 },
  { kind: 'pe-headers', owner: 'peHeaders', name: '', offset: 64, length: 264 },
];

/** An image of two sections, and the same with a third: the payload moves with the section that holds it. */
export const LAYOUTS: Layouts = {
  before: {
    fileSize: 1536,
    regions: [
      ...HEADERS,
      { kind: 'section-table', owner: 'sectionTable', name: '', offset: 328, length: 80 },
      { kind: 'header-slack', owner: 'none', name: '', offset: 408, length: 104 },
      { kind: 'section-data', owner: 'sections[0]', name: '.text', offset: 512, length: 512 },
      { kind: 'section-data', owner: 'sections[1]', name: '.data', offset: 1024, length: 512 },
    ],
    payload: { offset: 1040, length: 400 },
  },
  after: {
    fileSize: 2048,
    regions: [
      ...HEADERS,
      { kind: 'section-table', owner: 'sectionTable', name: '', offset: 328, length: 120 },
      { kind: 'header-slack', owner: 'none', name: '', offset: 448, length: 64 },
      { kind: 'section-data', owner: 'sections[0]', name: '.text', offset: 512, length: 512 },
      { kind: 'section-data', owner: 'sections[2]', name: '.bpf', offset: 1024, length: 512 },
      { kind: 'section-data', owner: 'sections[1]', name: '.data', offset: 1536, length: 512 },
    ],
    payload: { offset: 1552, length: 400 },
  },
};
