/** Drawings of bytes to scale: columns of blocks with labels that never meet, bands between them, and how they look. */
export { makeAxis } from './axis.ts';
export type { Axis } from './axis.ts';
export { LEADER, columnMarkup, labelWords } from './column-markup.ts';
export { ALONE, placeColumn, stretchesOf } from './column.ts';
export type { Block, Column, Label, PlacedColumn } from './column.ts';
export { legendMarkup } from './legend.ts';
export { linkBand } from './link-band.ts';
export { LOOK_ORDER, legendOf, lookRules, patternsOf } from './looks.ts';
export type { Look } from './looks.ts';
export { scaleFor } from './scale.ts';
export { drawingRules, styleSheet } from './style.ts';
export { textAt } from './text-at.ts';
