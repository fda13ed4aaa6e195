import type { Level } from '../../src/results/index.ts';
import { ROSTER } from './roster.ts';
import type { RuleId } from './roster.ts';

/** Whose eyes judge. The order is that of the letters in the roster. */
export const PROFILES = [
  { name: 'spec', meaning: 'the PE format and UEFI specifications as written' },
  { name: 'edk2', meaning: 'the EDK2 loader and its image verification' },
  { name: 'audk-strict', meaning: 'the AUDK loader with its strict layout policy' },
  { name: 'shim', meaning: "shim's own loader" },
  { name: 'uefi-ca', meaning: 'what the Microsoft UEFI CA asks of images it signs' },
  { name: 'zboot', meaning: 'what Linux zboot images are and their consumers need' },
] as const;

export type ProfileName = (typeof PROFILES)[number]['name'];

const LEVEL_OF_LETTER: Readonly<Record<string, Level>> = { E: 'error', W: 'warning', i: 'info', '-': 'off' };

const LEVELS: ReadonlyMap<RuleId, Readonly<Record<ProfileName, Level>>> = new Map(
  ROSTER.map(([id, , letters]) => [
    id,
    Object.fromEntries(
      PROFILES.map(({ name }, index) => [name, LEVEL_OF_LETTER[letters.charAt(index)] ?? 'off']),
    ) as Record<ProfileName, Level>,
  ]),
);

/** Whether a text names a profile. */
export function isProfileName(text: string): text is ProfileName {
  return PROFILES.some(({ name }) => name === text);
}

/** The level that a profile gives to a rule. */
export function levelOf(id: RuleId, profile: ProfileName): Level {
  return LEVELS.get(id)?.[profile] ?? 'off';
}
