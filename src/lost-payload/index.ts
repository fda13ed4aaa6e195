/**
 * The compressed kernel in an image whose header is gone or leads elsewhere: what tools leave that know PE and not zboot.
 * Rules judge such an image, and who takes a payload says where it is.
 */
export { lostPayload, strayedPayload } from './lost-payload.ts';
export type { LostPayload } from './lost-payload.ts';
