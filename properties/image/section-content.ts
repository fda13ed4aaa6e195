/** CNT_CODE, CNT_INITIALIZED_DATA and CNT_UNINITIALIZED_DATA: what a section holds. [PE format, Section Flags] */
export const CODE = 0x20;
export const INITIALIZED_DATA = 0x40;
export const UNINITIALIZED_DATA = 0x80;

/** MEM_DISCARDABLE and MEM_READ. [PE format, Section Flags] */
export const DISCARDABLE = 0x02000000;
export const READ = 0x40000000;

/** Which of the three flags that say what a section holds are set, as a number of these bits. */
export function contentOf(characteristics: number): number {
  return characteristics & (CODE | INITIALIZED_DATA | UNINITIALIZED_DATA);
}
