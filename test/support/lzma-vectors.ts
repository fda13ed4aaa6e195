/** What xz has made of one text, with matches and repeats of every kind. */

/** 954 bytes. */
export const TEXT = Buffer.from(
  Array.from({ length: 40 }, (_, index) => `${index % 7} kernels of ${index * index} bytes, `).join(''),
);

/** By lc, lp and pb: streams of LZMA with a dictionary of 64 KiB, an unknown size and an end marker. */
export const LZMA_STREAMS: readonly (readonly [name: string, stream: Buffer])[] = [
  [
    'lc 3, lp 0, pb 2',
    Buffer.from(
      'XQAAAQD//////////wAYCAnm+jNa8nGSWcpsU+44Btxx7ounavDMGw0gMIlI1qlxNH+oSNg5V65zlVMfCgasZSO8u4/R/Zyw' +
        '5ppFGhWsHFXI0Tl6ka0Xg+PByEvlVb4DHll2wEFg2l7lJfM8NsPpc1GliDejofbPkdCFeLYb/nAakCtJj5rYR4qHotkBw+q9' +
        'rh20T8OnABdyAETyYb/V9dD3K7Bl/O0bBXpzLlc/wH+0NJXy4oemVMeN0EtHpJDp3zQosLW9+8gMZ9MyeKZ5wxXNeIXx///R' +
        'RNZS',
      'base64',
    ),
  ],
  [
    'lc 0, lp 4, pb 0',
    Buffer.from(
      'JAAAAQD//////////wAYCEqryoBhkenGeeA6TEMWoXZHnHyqpvqDey2QOVi7GLKs/6nmpNUa0wUQ0q9I6IRvVAUmqFfh76QD' +
        'k3cwc+gDMVLbJ64OoY93yuUyxX5zAhXBy6UOYBKTgZA3siKiEJ3lY8CtXhnIMba+4o1oa2FvDPulAFC/RebWirzg18RznxWe' +
        'yOcTrpCL0bkcfmePFqIBNFHVE4xY8UeBaCG/7btJAeX7WT6pCFQAXZZc+xkRfllH/XvI/B2OTQ1WHFOWlcSr4QdJZ+ylECe9' +
        'SmcwvOp4YiYT+i3/vcZuiQ==',
      'base64',
    ),
  ],
  [
    'lc 4, lp 0, pb 4',
    Buffer.from(
      'uAAAAQD//////////wAYCAlmU6rVOOGng9+4h/2J9eLcR+agiezKLsanjwro3wuC7FTZYnJMTV8AiNhNkBt4sA0mR8Fmw+H9' +
        'WOB25PbhCaVEXHa7mDaAxrklrtRzaAkmlq8UfHAoTfy5iWA85+ZfYCfW/0CpBPWDe5QkELtHW3oWwSyl9UK324Duw4q0ia+p' +
        'Xx1AROGGXBgCJbxPgX59rQvR1wmSegzCa2QwTkPXm6sTRp8dcIcNYR5zW8k9rtQ+Julk1H7C26GXIxiI07S2DXYl3L2F9DvU' +
        'm///vVE9gA==',
      'base64',
    ),
  ],
  [
    'lc 1, lp 1, pb 1',
    Buffer.from(
      'NwAAAQD//////////wAYCApWqaY0OO0GBnMfPMgsgJXG4hfsUon1WtY6lJ2HFrlltg+LLvGj5iIItaiHaatENJHOtZxQ1A2C' +
        '/TOxk/8zzeW4oDkU6B6eR3TATvbrO4Pbfyx0bk4in0xud/rOrvdfSEcFLhYpXvCyN+ONtrE+CimN2C1mI2d4JeIbLe+7Z2h3' +
        'pBL+Nh3wmPr2oKW6o/Hcpm95VW5Rr73k+eiBrYGbtNqahagQSOs0JaQGc7F60MBH4h9hwJPvjsAA65QcU5HW3+UpP3kQ4/3/' +
        '/qQSZA==',
      'base64',
    ),
  ],
];

/** The same text in LZMA2 without a check, in one block with one chunk. */
export const XZ_STREAM = Buffer.from(
  '/Td6WFoAAAD/EtlBAgAhAQgAAADYDyMT4AO5AMddABgICeb6M1rycZJZymxT7jgG3HHui6dq8MwbDSAwiUjWqXE0f6hI2DlX' +
    'rnOVUx8KBqxlI7y7j9H9nLDmmkUaFawcVcjROXqRrReD48HIS+VVvgMeWXbAQWDaXuUl8zw2w+lzUaWIN6Oh9s+R0IV4thv+' +
    'cBqQK0mPmthHioei2QHD6r2uHbRPw6cAF3IARPJhv9X10PcrsGX87RsFenMuVz/Af7Q0lfLih6ZUx43QS0ekkOnfNCiwtb37' +
    'yAxn0zJ4pnnDFcx49h4AAAAB2wG6BwAA+qlM8agACvwCAAAAAABZWg==',
  'base64',
);

/** Where the data of its chunk is; it was made with lc 3, lp 0 and pb 2. */
export const CHUNK = XZ_STREAM.subarray(30, 230);
