/** A way of saying something that a native reader stumbles over, and what is wanted instead. */
export interface Phrase {
  readonly found: RegExp;
  readonly wanted: string;
}

/**
 * The worst of them. Each is a pattern that is wrong wherever it stands in a sentence, so that the list needs no
 * exceptions: "behind", which is right in "the mistake behind a failed rule", stands here by the words around it.
 */
export const STUMBLING: readonly Phrase[] = [
  {
    found:
      /\bbehind (?:the|a|an|its|their) (?:new|last|first|old|section|table|headers?|file|data|payload|image|end|DOS|optional|COFF|overlay|directory|others?)\b/i,
    wanted: '"after"',
  },
  { found: /\bbehind (?:it|them|those|all|others)\b/i, wanted: '"after"' },
  { found: /\bdirectly behind\b/i, wanted: '"directly after"' },
  { found: /\bin front of\b/i, wanted: '"before"' },
  {
    found:
      /(?<!\bthere )\b(?:is|are|was|were) no (?:multiples?|powers?|part|images?|zboot images?|PE (?:images?|files?)|regular file|file|folder|command|program|shard|fault|failure|pass|number|property|text|error|skips?|kernel|section)\b/i,
    wanted: '"is not a …"',
  },
  { found: /\b(?:is|are) no (?:absolute|valid|longer than)\b/i, wanted: '"is not …"' },
  {
    found: /, for (?:it|they|there|this|that|nobody|nothing|no|what|who|only then|each is|one is) (?!of\b)[a-z]+/i,
    wanted: '"because" or a colon',
  },
  { found: /\banew\b/i, wanted: '"again", or the verb with "re-"' },
  { found: /\bfelt by\b/i, wanted: '"affects"' },
  { found: /\bwhose (?:eyes|demands)\b/i, wanted: '"profile to judge by"' },
  { found: /\bno rule is meant\b/i, wanted: '"no rule matches"' },
  { found: /\b(?:who|which|nobody|rule) minds\b/i, wanted: '"who enforces it", "affects"' },
  { found: /\bdullest?\b/i, wanted: '"simplest"' },
  { found: /\bspoil(?:t|s|ed)?\b/i, wanted: '"damaged"' },
  { found: /\bstripped of it\b/i, wanted: '"must keep its signature"' },
  {
    found: /\b(?:it|file|folder|that|which|something) (?:is|stands|lies) in the way\b/i,
    wanted: '"already exists", or what blocks it',
  },
  { found: /\bnothing was shown of\b/i, wanted: '"no rule was exercised on"' },
  { found: /\btak(?:e|es|ing) the kernel out\b/i, wanted: '"extract the kernel"' },
  { found: /\bput up with\b/i, wanted: '"accepted"' },
  { found: /\bheld against\b/i, wanted: '"compared with" or "blamed on"' },
  { found: /\bwhat (?:became|becomes|has become|came|comes) of\b/i, wanted: '"the result of"' },
  { found: /\bmemory does not suffice\b/i, wanted: '"out of memory"' },
  { found: /\bnobody (?:had )?asked for\b/i, wanted: '"unsolicited"' },
  { found: /\b(?:is|are) not known here\b/i, wanted: '"is not supported"' },
  { found: /\bexclude each other; leave\b/i, wanted: '"cannot be combined; drop one"' },
  { found: /\b(?:is|are) there twice\b/i, wanted: '"is given twice"' },
  { found: /\bthe time was up\b/i, wanted: '"time ran out"' },
  { found: /\bmend(?:s|ed|ing)?\b/i, wanted: '"fix", "correct"' },
  { found: /\b(?:all the same|without further ado)[.;,]/i, wanted: '"anyway", "still"' },
  { found: /\bwhoever\b.*\bis wrong\b/i, wanted: 'a sentence about the thing, not about whoever does it' },
  {
    found:
      /\b(?:payload|kernel|data|table|section|header|file) (?:now )?lies (?:in|at|on|inside|outside|behind|before|after|there|beyond|beside)\b/i,
    wanted: '"is in", "is at"',
  },
  { found: /\bin the place of\b(?! the new| the old)/i, wanted: '"in place of", "instead of"' },
  { found: /\bof (?:its|their) own (?:choice|kind)\b/i, wanted: '"by choice", "a separate …"' },
  { found: /\bis not whole\b/i, wanted: '"is incomplete"' },
  { found: /\bno pass\b/i, wanted: '"not a pass"' },
  { found: /\bshake hands\b/i, wanted: '"handshake"' },
];
