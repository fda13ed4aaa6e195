import { InvalidArgumentError } from 'commander';

/** A section to append: what it is called and the file that holds its content. */
export interface SectionOption {
  readonly name: string;
  readonly path: string;
}

/**
 * Collects sections given as `name=file`, in their order. The name is everything before the first `=`, so that a path
 * may hold one. Whether a section can have that name is for the rewriter or the rules to say.
 *
 * @throws InvalidArgumentError when there is no `=`, or nothing on one side of it
 */
export function sectionOption(text: string, previous: readonly SectionOption[]): readonly SectionOption[] {
  const separator = text.indexOf('=');
  const [name, path] = [text.slice(0, Math.max(0, separator)), text.slice(separator + 1)];
  if (name === '' || path === '') {
    throw new InvalidArgumentError('It must be a name and a file with = between them, such as .bpf=prog.bpf.');
  }
  return [...previous, { name, path }];
}
