/** The permissions that any program gives something new that holds data. */
export function modeOfNew(kind: 'file' | 'folder'): number {
  // The mask can only be read by setting it.
  const mask = process.umask(0o077);
  process.umask(mask);
  return (kind === 'file' ? 0o666 : 0o777) & ~mask;
}
