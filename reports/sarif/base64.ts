const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Bytes that are written in hexadecimal, in base64 with padding. [RFC 4648, 4] */
export function base64OfHex(hex: string): string {
  const bytes = (hex.match(/[0-9a-f]{2}/gi) ?? []).map((digits) => Number.parseInt(digits, 16));
  let text = '';
  for (let index = 0; index < bytes.length; index += 3) {
    const [first = 0, second, third] = bytes.slice(index, index + 3);
    const word = (first << 16) | ((second ?? 0) << 8) | (third ?? 0);
    const digits = [18, 12, 6, 0].map((shift) => DIGITS.charAt((word >> shift) & 63));
    if (second === undefined) digits.splice(2, 2, '=', '=');
    else if (third === undefined) digits.splice(3, 1, '=');
    text += digits.join('');
  }
  return text;
}
