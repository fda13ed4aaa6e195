/** An inspection as a drawing: the file beside the memory. */
export { renderDrawing } from './drawing.ts';
