/** Every saboteur: the proof that rules can fail. */
import { CONDUCT_SABOTEURS } from './conduct.ts';
import { HEADER_ROOM_SABOTEURS } from './header-room.ts';
import { HEADER_SABOTEURS } from './headers.ts';
import { KEPT_BYTES_SABOTEURS } from './kept-bytes.ts';
import { NEW_SECTION_SABOTEURS } from './new-section.ts';
import { PAYLOAD_SABOTEURS } from './payload.ts';
import type { Saboteur } from './saboteur.ts';
import { SIZE_SABOTEURS } from './sizes.ts';

export { JUDGING_RULES, renderPage } from './page.ts';
export type { Saboteur } from './saboteur.ts';

const UNLISTED = Number.MAX_SAFE_INTEGER;

/** Listed faults come first, in the order of their numbers. */
export const SABOTEURS: readonly Saboteur[] = [
  ...HEADER_ROOM_SABOTEURS,
  ...HEADER_SABOTEURS,
  ...NEW_SECTION_SABOTEURS,
  ...SIZE_SABOTEURS,
  ...PAYLOAD_SABOTEURS,
  ...KEPT_BYTES_SABOTEURS,
  ...CONDUCT_SABOTEURS,
].sort((a, b) => (a.fault ?? UNLISTED) - (b.fault ?? UNLISTED));
