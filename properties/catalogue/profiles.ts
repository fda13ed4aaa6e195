import type { Level } from '../../src/results/index.ts';

/** Whose eyes judge. The order is that of the letters in the levels of a rule. */
export const PROFILES = [
  { name: 'spec', meaning: 'the PE format and UEFI specifications as written' },
  { name: 'edk2', meaning: 'the EDK2 loader and its image verification' },
  { name: 'audk-strict', meaning: 'the AUDK loader with its strict layout policy' },
  { name: 'shim', meaning: "shim's own loader" },
  { name: 'uefi-ca', meaning: 'what the Microsoft UEFI CA requires of images it signs' },
  { name: 'zboot', meaning: 'what Linux zboot images are like and what their consumers need' },
] as const;

export type ProfileName = (typeof PROFILES)[number]['name'];

type Letter = 'E' | 'W' | 'i' | '-';

/** A letter for each profile, in the order of `PROFILES`: E error, W warning, i info, - off. */
export type Levels = `${Letter}${Letter}${Letter}${Letter}${Letter}${Letter}`;

const LEVEL_OF_LETTER: Readonly<Record<string, Level>> = { E: 'error', W: 'warning', i: 'info', '-': 'off' };

/** Whether a text names a profile. */
export function isProfileName(text: string): text is ProfileName {
  return PROFILES.some(({ name }) => name === text);
}

/** The level that a profile gives to a rule. */
export function levelIn({ levels }: { readonly levels: Levels }, profile: ProfileName): Level {
  const letter = levels.charAt(PROFILES.findIndex(({ name }) => name === profile));
  return LEVEL_OF_LETTER[letter] ?? 'off';
}
