const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Bytes in Base64 as RFC 4648 has it, with its padding. */
export function base64(bytes: Uint8Array): string {
  const groups: string[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const [first = 0, second = 0, third = 0] = bytes.subarray(at, at + 3);
    const bits = (first << 16) | (second << 8) | third;
    const digits = [18, 12, 6, 0].map((shift) => DIGITS.charAt((bits >> shift) & 63)).join('');
    const missing = Math.max(0, at + 3 - bytes.length);
    groups.push(digits.slice(0, 4 - missing) + '='.repeat(missing));
  }
  return groups.join('');
}

/** Bytes that are written in hexadecimal, in Base64. */
export function base64OfHex(hex: string): string {
  return base64(Uint8Array.from(hex.match(/[0-9a-f]{2}/gi) ?? [], (digits) => Number.parseInt(digits, 16)));
}
