import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The project's folder, with a slash at its end. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A source file of the project; its path is relative to the project. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** Every TypeScript file below the given folders, in the order of their paths. */
export function sourcesIn(...folders: readonly string[]): readonly Source[] {
  return folders
    .flatMap((folder) =>
      readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => `${folder}/${name}`),
    )
    .sort()
    .map((path) => ({ path, text: readFileSync(`${ROOT}${path}`, 'utf8') }));
}

/** One import of a file, or a name that it hands on. */
export interface Import {
  readonly name: string;
  /** What comes of it: types alone, code at once, or code when it is asked for. */
  readonly brings: 'types' | 'code' | 'code-later';
}

/** The modules that a file imports or exports from, static and dynamic. */
export function importsOf({ text }: Source): readonly Import[] {
  const statics = /^(?:import|export)\s+(type\s+(?!from\b))?(?:[^;']*?\bfrom\s+)?'([^']+)'/gm;
  const dynamics = /\bimport\(\s*'([^']+)'/g;
  return [
    ...[...text.matchAll(statics)].map(([, type, name = '']): Import => ({
      name,
      brings: type === undefined ? 'code' : 'types',
    })),
    ...[...text.matchAll(dynamics)].map(([, name = '']): Import => ({ name, brings: 'code-later' })),
  ];
}
