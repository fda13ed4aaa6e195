/** The mark and the tone of each style that a verdict may have. */
export const VERDICTS = {
  failure: { mark: '✗', tone: 'bad' },
  warning: { mark: '○', tone: 'open' },
  success: { mark: '✓', tone: 'good' },
  /** Known failures are in it. */
  strong: { mark: '≈', tone: 'known' },
  dim: { mark: '○', tone: 'open' },
} as const;

/** The mark of a verdict by its tone. */
export const MARK_OF_TONE = { good: '✓', bad: '✗', known: '≈', open: '○' } as const;
