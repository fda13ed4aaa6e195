/** A document that is no shard: half a sentence that says what is wrong with it. */
export class Misfit extends Error {}
