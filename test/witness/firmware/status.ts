/** Names of the errors with which images are refused. [UEFI 2.10, Appendix D] */
const NAMES: Readonly<Record<number, string>> = {
  1: 'LOAD_ERROR',
  2: 'INVALID_PARAMETER',
  3: 'UNSUPPORTED',
  9: 'OUT_OF_RESOURCES',
  14: 'NOT_FOUND',
  15: 'ACCESS_DENIED',
  26: 'SECURITY_VIOLATION',
};

/** A status in words; errors have the highest bit set. */
export function statusName(status: bigint): string {
  if (status === 0n) return 'SUCCESS';
  return NAMES[Number(BigInt.asUintN(63, status))] ?? `status 0x${status.toString(16)}`;
}
