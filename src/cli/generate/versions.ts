/** The version of fast-check that draws plans; the package pins it, and a test keeps the two equal. */
export const FAST_CHECK_VERSION = '4.10.2';
