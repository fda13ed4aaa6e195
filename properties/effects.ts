import type { Effect } from '../src/results/index.ts';
import { PROFILES } from './catalogue/profiles.ts';
import type { ProfileName } from './catalogue/profiles.ts';

/**
 * Every program that an effect may name, with the version of which it is known: it was run on images that break the rule, or
 * its source was read. A rule names an entry of this table, so that no program has two names.
 */
const PROGRAMS = {
  edk2: 'EDK2 2022.11',
  edk2Of2025: 'EDK2 2025.02',
  audk: 'AUDK a77501f29d',
  shim: 'shim 16.1',
  grub: 'GRUB peimage.c d3146f0c',
  uBoot: 'U-Boot 2023.01',
  stub: 'Linux 6.12 boot stub',
  stub61: 'Linux 6.1 boot stub',
  bpfReader: 'Linux kexec BPF series v6',
  linux: 'Linux 7.3-rc7',
  kexec: 'kexec-tools 2.0.29',
  qemu: 'QEMU 10',
  uRoot: 'u-root pez 2026',
  systemdStub: 'systemd-stub 258',
  pefile: 'pefile 2023.2.7',
  objdump: 'GNU objdump 2.40',
  pesign: 'pesign 0.112',
  osslsigncode: 'osslsigncode 2.9',
} as const;

/** A program by its short name. */
export type Program = keyof typeof PROGRAMS;

/** What happens by profile; a profile of which nothing is known is left out. */
export type Effects = Readonly<Partial<Record<ProfileName, Effect>>>;

/** A program that does not load, start or unpack the image; `how` goes on after "refuses it". */
export function refuses(program: Program, how = ''): Effect {
  return { kind: 'refused', by: PROGRAMS[program], what: `refuses it${how}` };
}

/** A program that gets no further with the image, in other words than that it refuses it. */
export function stops(program: Program, what: string): Effect {
  return { kind: 'refused', by: PROGRAMS[program], what };
}

/** A program that refuses the image only where it checks signatures; `how` goes on after "refuses it under Secure Boot". */
export function refusesUnderSecureBoot(program: Program, how = ''): Effect {
  return {
    kind: 'refused-under-secure-boot',
    by: PROGRAMS[program],
    what: `refuses it under Secure Boot${how}`,
  };
}

/** A program that crashes, overwrites memory, or reads outside of what it has. */
export function crashes(program: Program, what: string): Effect {
  return { kind: 'crashes', by: PROGRAMS[program], what };
}

/** A program that takes the image for something else than was meant. */
export function misreads(program: Program, what: string): Effect {
  return { kind: 'misread', by: PROGRAMS[program], what };
}

/** A call that goes wrong for whoever makes it, whatever becomes of the image; no program need be named. */
export function breaksBuilds(what: string): Effect {
  return { kind: 'breaks-builds', by: 'A build script', what };
}

/** A program that nothing happens in. */
export function untidy(program: Program, what = 'loads it'): Effect {
  return { kind: 'untidy', by: PROGRAMS[program], what };
}

/** Every loader refuses it, each in its own profile, and EDK2 for the consumers of zboot images. */
export const REFUSED_BY_LOADERS = {
  edk2: refuses('edk2'),
  'audk-strict': refuses('audk'),
  shim: refuses('shim'),
  zboot: refuses('edk2'),
} as const satisfies Effects;

/** EDK2 and shim load it. */
export const LOADED = { edk2: untidy('edk2'), shim: untidy('shim') } as const satisfies Effects;

/** EDK2 and shim load it, and nobody else minds either. */
export const HARMLESS = { ...LOADED, zboot: untidy('edk2') } as const satisfies Effects;

/** What a gap between data is open to: it can be changed after signing. */
export const UNHASHED_GAP = {
  edk2: misreads('edk2', 'starts it under Secure Boot after the gap was edited'),
  shim: misreads('shim', 'verifies it after the gap was edited'),
  zboot: misreads('edk2', 'starts it under Secure Boot after the gap was edited'),
} as const satisfies Effects;

/** What becomes of an image whose signature is good for nobody. */
export const REFUSED_SIGNATURE = {
  edk2: refusesUnderSecureBoot('edk2'),
  shim: refusesUnderSecureBoot('shim'),
  zboot: refusesUnderSecureBoot('edk2'),
} as const satisfies Effects;

/** What becomes of an image that has another digest in another program. */
export const OTHER_DIGEST = {
  edk2: refusesUnderSecureBoot('edk2', ' if osslsigncode 2.9 signed it'),
  shim: refusesUnderSecureBoot('shim', ' if osslsigncode 2.9 signed it'),
  zboot: refusesUnderSecureBoot('edk2', ' if osslsigncode 2.9 signed it'),
} as const satisfies Effects;

/** One effect in several profiles. */
export function inProfiles(profiles: readonly ProfileName[], effect: Effect): Effects {
  return Object.fromEntries(profiles.map((profile) => [profile, effect]));
}

/** One effect in every profile. */
export function everywhere(effect: Effect): Effects {
  return inProfiles(
    PROFILES.map(({ name }) => name),
    effect,
  );
}

/** What happens by a profile to an image that breaks a rule; `null` where that is not known. */
export function effectIn({ effects }: { readonly effects?: Effects }, profile: ProfileName): Effect | null {
  return effects?.[profile] ?? null;
}
